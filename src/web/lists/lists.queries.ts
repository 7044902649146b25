import { type Reader, sql } from '../../platform/database/database.js';
import { recordColumns, type PublishedHandleRow } from '../record/record.queries.js';

/** A record with its place in the feed. */
export interface ListedRow extends PublishedHandleRow {
  seq: number;
  /** Whole second of its publication. */
  datestamp: string;
}

/** Every item of the feed has this form, so its rows list each item once. */
const listed = 'oai_dc';

/**
 * Live records, the latest publication first: a page below `before` (a `seq`), or the first page.
 * Index: ix_oai_records_prefix.
 */
export function newestRecords(
  reader: Reader,
  limit: number,
  before: number = Number.MAX_SAFE_INTEGER,
): Promise<ListedRow[]> {
  return reader.rows<ListedRow>(sql`
    SELECT o.seq, o.datestamp, ${recordColumns}
    FROM oai_records o
    JOIN handles h ON h.id = o.handle_id
    LEFT JOIN shares s ON s.id = h.share_id
    WHERE o.prefix = ${listed} AND o.seq < CAST(${before} AS bigint) AND NOT o.deleted AND h.deleted_at IS NULL
    ORDER BY o.seq DESC LIMIT ${limit}`);
}

/** The address of a live record's page and the day of its last publication. */
export interface SitemapRow {
  landing_url: string;
  datestamp: string;
}

/** The live records whose `seq` lies from `from` up to before `to`. Index: ix_oai_records_prefix. */
export function sitemapRows(reader: Reader, from: number, to: number): Promise<SitemapRow[]> {
  return reader.rows<SitemapRow>(sql`
    SELECT h.landing_url, o.datestamp FROM oai_records o JOIN handles h ON h.id = o.handle_id
    WHERE o.prefix = ${listed} AND o.seq >= CAST(${from} AS bigint) AND o.seq < CAST(${to} AS bigint) AND NOT o.deleted AND h.deleted_at IS NULL
    ORDER BY o.seq`);
}

/** The last live record below a `seq`: datestamps never fall as `seq` grows. Index: ix_oai_records_prefix. */
export function lastBelow(
  reader: Reader,
  to: number,
): Promise<{ seq: number; datestamp: string } | undefined> {
  return reader.first<{ seq: number; datestamp: string }>(sql`
    SELECT seq, datestamp FROM oai_records WHERE prefix = ${listed} AND seq < CAST(${to} AS bigint) AND NOT deleted
    ORDER BY seq DESC LIMIT 1`);
}
