import type { VNode } from 'preact';
import { languageTag } from '../page/language-tag.js';
import { termOf } from '../languages/vocabulary.js';
import type { PageContext } from '../page/page-context.js';
import { clipped, displayName, mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';

const mostCreators = 5;

/** Records as a list of titles with what tells them apart. */
export function RecordList({
  records,
  context,
}: {
  records: readonly PublicRecord[];
  context: PageContext;
}): VNode {
  return (
    <ul class="records">
      {records.map((record) => (
        <li key={record.handleId}>
          <RecordLine record={record} context={context} />
        </li>
      ))}
    </ul>
  );
}

function RecordLine({ record, context }: { record: PublicRecord; context: PageContext }) {
  const { summary } = record;
  const title = mainTitle(summary);
  const type = summary.resourceTypeGeneral;
  const names = summary.creators.slice(0, mostCreators).map((creator) => clipped(displayName(creator), 100));
  const creators = [...names, ...(summary.creators.length > mostCreators ? ['…'] : [])].join('; ');
  const facts = [
    yearOf(summary),
    type === null ? undefined : termOf('resourceTypes', type, context.language),
    record.pid,
  ].filter((fact) => fact !== undefined);
  return (
    <>
      <a href={record.pagePath} lang={languageTag(title?.language)} dir="auto">
        {clipped(title?.value ?? context.t.record.untitled)}
      </a>
      {creators !== '' && (
        <span class="meta">
          <bdi>{creators}</bdi>
        </span>
      )}
      <span class="meta">{facts.join(' · ')}</span>
    </>
  );
}
