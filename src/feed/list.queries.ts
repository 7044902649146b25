import type { RowReader } from '../platform/database/database.js';
import { pageOfRows } from './list-rows.queries.js';
import { pageOfSegments } from './list-segments.queries.js';
import type { ListBounds, ListPage, ListSelection, PageLimits } from './list-selection.js';
import { itemsOfASegment } from './segments.js';

/** Pages for fewer records are not put together from segments: they would come out far from full. */
const leastRecords = 5 * itemsOfASegment;

/**
 * A page of ListRecords or ListIdentifiers: at most `limits.records` records, or one more where otherwise a page with a
 * single record would end the list (a popular harvester breaks on those), and at most `limits.bytes` bytes. Large pages of
 * the whole feed are put together from whole segments, so they may hold some records less.
 */
export async function listPage(
  reader: RowReader,
  selection: ListSelection,
  bounds: ListBounds,
  limits: PageLimits,
): Promise<ListPage> {
  if (selection.set === undefined && limits.records >= leastRecords) {
    const page = await pageOfSegments(reader, selection, bounds, limits);
    if (page !== undefined) return page;
  }
  return pageOfRows(reader, selection, bounds, limits);
}
