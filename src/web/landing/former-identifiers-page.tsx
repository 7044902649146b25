import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import { clipped, mainTitle } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';

/** The page of a share whose handles are all withdrawn: links to the tombstones of its former PIDs. */
export function FormerIdentifiersPage({
  context,
  records,
}: {
  context: PageContext;
  records: readonly PublicRecord[];
}): VNode {
  const { t } = context;
  return (
    <Layout context={context} title={t.tombstone.shareTitle} noindex>
      <h1>{t.tombstone.shareTitle}</h1>
      <p>{t.tombstone.shareExplanation}</p>
      <h2>{t.tombstone.formerIdentifiers}</h2>
      <ul>
        {records.map((record) => (
          <li key={record.pid}>
            <a href={record.localPath}>{record.pid}</a>:{' '}
            <bdi>{clipped(mainTitle(record.summary)?.value ?? t.record.untitled)}</bdi> (
            {record.withdrawal?.date})
          </li>
        ))}
      </ul>
    </Layout>
  );
}
