import type { VNode } from 'preact';
import { termOf } from '../languages/vocabulary.js';
import { exportUrl } from '../machine/format.js';
import { formatsOf } from '../machine/formats.js';
import { CopyButton } from '../page/copy-button.js';
import { MaybeLink } from '../page/values.js';
import { clipped, yearOf } from '../record/names.js';
import type { RecordProps } from './record-props.js';

/** The first screen's side: what one can do (get the data, cite, export), the PID to copy, and the facts. */
export function KeyFacts({ context, record }: RecordProps): VNode {
  const { t } = context;
  return (
    <div class="key-facts">
      <div class="actions">
        {record.dataUrl !== undefined && (
          <a role="button" href={record.dataUrl}>
            {t.record.getTheData}
          </a>
        )}
        <a role="button" class="secondary" href="#cite">
          {t.record.cite}
        </a>
        <details class="dropdown" id="export">
          <summary role="button" class="secondary outline">
            {t.record.exportAs}
          </summary>
          <ul>
            {formatsOf(record).map((format) => (
              <li key={format.name}>
                <a
                  href={`${record.pagePath}${exportUrl(record, format).slice(record.pageUrl.length)}`}
                  type={format.mediaType}
                >
                  {format.title}
                </a>
              </li>
            ))}
          </ul>
        </details>
      </div>
      <div class="pid-box">
        <span id="pid-label">{t.record.persistentIdentifier}</span>
        <a id="pid" href={record.pidUrl} aria-describedby="pid-label">
          {record.pidUrl}
        </a>
        <CopyButton target="pid" label={t.record.copyIdentifier} t={t} />
      </div>
      <Facts context={context} record={record} />
    </div>
  );
}

function Facts({ context, record: { summary } }: RecordProps) {
  const { t, language } = context;
  const year = yearOf(summary);
  const type =
    summary.resourceTypeGeneral === null
      ? summary.type
      : termOf('resourceTypes', summary.resourceTypeGeneral, language);
  const [license] = summary.rights;
  return (
    <dl class="facts">
      {year !== undefined && <Fact label={t.record.published}>{year}</Fact>}
      {type !== null && <Fact label={t.record.type}>{type}</Fact>}
      {license !== undefined && (
        <Fact label={t.record.license} href={license.uri}>
          {license.name ?? license.spdx ?? license.uri ?? t.record.unknown}
        </Fact>
      )}
      {summary.publisher !== null && <Fact label={t.record.fields.publisher}>{summary.publisher}</Fact>}
      {summary.version !== null && <Fact label={t.record.fields.version}>{summary.version}</Fact>}
    </dl>
  );
}

function Fact({ label, href, children }: { label: string; href?: string | undefined; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <MaybeLink href={href}>{clipped(children)}</MaybeLink>
      </dd>
    </div>
  );
}
