import type { PageContext } from '../page/page-context.js';
import type { PublicRecord } from '../record/record.js';

/** What the parts of a record's page are made of. */
export interface RecordProps {
  context: PageContext;
  record: PublicRecord;
}
