import type { VNode } from 'preact';
import { Layout } from '../layout.js';
import type { PageContext } from '../page/page-context.js';
import type { PublicRecord } from '../record/record.js';
import { RecordList } from './record-list.js';

interface RecordsPageProps {
  context: PageContext;
  records: readonly PublicRecord[];
  /** True on every page but the first. */
  hasNewer: boolean;
  /** Where the next page begins; undefined on the last one. */
  next: number | undefined;
}

/** All records, the latest publication first, a page at a time. */
export function RecordsPage({ context, records, hasNewer, next }: RecordsPageProps): VNode {
  const { t } = context;
  return (
    <Layout
      context={context}
      title={t.list.title}
      noindex={hasNewer}
      head={next !== undefined && <link rel="next" href={`/records?before=${next}`} />}
    >
      <h1>{t.list.title}</h1>
      {records.length === 0 ? <p>{t.list.empty}</p> : <RecordList records={records} context={context} />}
      <nav class="pager" aria-label={t.list.pages}>
        {hasNewer && <a href="/records">{t.list.first}</a>}
        {next !== undefined && (
          <a href={`/records?before=${next}`} rel="next">
            {t.list.next}
          </a>
        )}
      </nav>
    </Layout>
  );
}
