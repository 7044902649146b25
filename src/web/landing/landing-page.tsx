import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import { webLink } from '../page/links.js';
import type { PageContext } from '../page/page-context.js';
import { MaybeLink } from '../page/values.js';
import { mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { FilesTable } from './files-table.js';
import { metadataRows } from './metadata-rows.js';
import { MetadataTable } from './metadata-table.js';
import { Byline } from './people.js';

interface LandingPageProps {
  context: PageContext;
  record: PublicRecord;
}

/** The page behind a PID: what the record is, who made it, how to get the data and how to cite it. */
export function LandingPage({ context, record }: LandingPageProps): VNode {
  const { t } = context;
  const { summary } = record;
  const title = mainTitle(summary);
  return (
    <Layout context={context} title={title?.value ?? t.record.untitled}>
      <article class="record">
        <header>
          <h1 lang={title?.language} dir="auto">
            {title?.value ?? t.record.untitled}
          </h1>
          <Byline people={summary.creators} t={t} />
          {record.isTest && <p class="banner">{t.record.testIdentifier}</p>}
          <KeyFacts context={context} record={record} />
        </header>
        <Descriptions context={context} record={record} />
        {record.files.length > 0 && (
          <section aria-labelledby="files">
            <h2 id="files">{t.record.files}</h2>
            <FilesTable files={record.files} context={context} />
          </section>
        )}
        <Subjects context={context} record={record} />
        <RelatedWorks context={context} record={record} />
        <section aria-labelledby="metadata">
          <h2 id="metadata">{t.record.metadata}</h2>
          <MetadataTable rows={metadataRows(record, t)} t={t} />
        </section>
      </article>
    </Layout>
  );
}

function KeyFacts({ context: { t }, record }: LandingPageProps) {
  const { summary } = record;
  const year = yearOf(summary);
  const type = summary.resourceTypeGeneral ?? summary.type;
  return (
    <>
      <dl class="facts">
        {year !== undefined && <Fact label={t.record.published}>{year}</Fact>}
        {type !== null && <Fact label={t.record.type}>{type}</Fact>}
        {summary.publisher !== null && <Fact label={t.record.fields.publisher}>{summary.publisher}</Fact>}
        {summary.rights.slice(0, 1).map(({ name, spdx, uri }) => (
          <Fact key="license" label={t.record.license} href={uri}>
            {name ?? spdx ?? uri ?? ''}
          </Fact>
        ))}
        <Fact label={t.record.persistentIdentifier} href={record.pidUrl}>
          {record.pidUrl}
        </Fact>
      </dl>
      {record.dataUrl !== undefined && (
        <p class="actions">
          <a role="button" href={record.dataUrl}>
            {t.record.getTheData}
          </a>
        </p>
      )}
    </>
  );
}

function Fact({ label, href, children }: { label: string; href?: string | undefined; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <MaybeLink href={href}>{children}</MaybeLink>
      </dd>
    </div>
  );
}

function Descriptions({ context: { t }, record }: LandingPageProps) {
  if (record.summary.descriptions.length === 0) return null;
  return (
    <section aria-labelledby="description">
      <h2 id="description">{t.record.description}</h2>
      {record.summary.descriptions.map(({ value, language }, index) => (
        <p key={index} lang={language} dir="auto" class="plain-text">
          {value}
        </p>
      ))}
    </section>
  );
}

function Subjects({ context: { t }, record }: LandingPageProps) {
  if (record.summary.subjects.length === 0) return null;
  return (
    <section aria-labelledby="subjects">
      <h2 id="subjects">{t.record.subjects}</h2>
      <ul class="tags">
        {record.summary.subjects.map(({ value, uri, language }, index) => (
          <li key={index} lang={language}>
            <MaybeLink href={uri}>{value}</MaybeLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RelatedWorks({ context: { t }, record }: LandingPageProps) {
  if (record.summary.relations.length === 0) return null;
  return (
    <section aria-labelledby="related">
      <h2 id="related">{t.record.relatedWorks}</h2>
      <ul>
        {record.summary.relations.map(({ relationType, identifier, identifierType }, index) => (
          <li key={index}>
            {relationType}: <MaybeLink href={webLink(identifier)}>{identifier}</MaybeLink>{' '}
            <small>{identifierType}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
