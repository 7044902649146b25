import { FairView } from '../fair/fair-view.js';
import type { PublishedHandleRow } from '../record/record.queries.js';
import type { RecordPage } from '../record/record-views.js';
import { LandingPage } from './landing-page.js';
import { TombstonePage } from './tombstone-page.js';
import { XmlView } from './xml-view.js';

const landing: RecordPage['render'] = (context, record) => <LandingPage context={context} record={record} />;

const views: Readonly<Record<string, RecordPage['render']>> = {
  xml: async (context, record, sources) => (
    <XmlView context={context} record={record} xml={(await sources.storedXml()) ?? ''} />
  ),
  fair: (context, record) => <FairView context={context} record={record} />,
};

/**
 * The page of a record: its tombstone once it is withdrawn, else its landing page or the view that `?view=` asks for.
 * @param query the raw query of the request
 */
export function recordPage(row: PublishedHandleRow, query: string | undefined): RecordPage {
  if (row.deleted_at !== null) {
    return {
      status: 410,
      view: '',
      render: (context, record) => <TombstonePage context={context} record={record} />,
    };
  }
  const view = new URLSearchParams(query ?? '').get('view') ?? '';
  const render = Object.hasOwn(views, view) ? views[view] : undefined;
  return render === undefined ? { status: 200, view: '', render: landing } : { status: 200, view, render };
}
