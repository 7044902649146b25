import { sql, type Reader } from '../platform/database/database.js';
import { fixedStatement } from '../platform/database/fixed-statement.js';

/** The row of `feed_state`. */
export interface FeedStateRow {
  high_water: string;
  last_seq: number;
  earliest_datestamp: string;
}

/** Up to where the feed is complete; undefined before the first pass of the publisher. Index: pk_feed_state */
export function findFeedState(reader: Reader): Promise<FeedStateRow | undefined> {
  return reader.first<FeedStateRow>(
    sql`SELECT high_water, last_seq, earliest_datestamp FROM feed_state WHERE id = 'feed'`,
  );
}

/** True when a registered handle has a change that the feed lacks. Index: ix_handles_unpublished, pk_feed_restamps */
export async function isPublicationDue(reader: Reader): Promise<boolean> {
  // The order makes SQLite take the partial index, CROSS JOIN the small table first: a poll never reads the ledger.
  const row = await reader.first<{ due: number | boolean }>(sql`
    SELECT (SELECT id FROM handles WHERE published_revision < desired_revision AND registered_at IS NOT NULL
        ORDER BY updated_at, id LIMIT 1) IS NOT NULL
      OR EXISTS (SELECT 1 FROM feed_restamps f CROSS JOIN handles h
        WHERE h.id = f.handle_id AND h.registered_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM oai_sets WHERE swept_after IS NOT NULL) AS due`);
  return Boolean(row?.due);
}

/** What was read, and up to where the feed was complete in the same instant. */
export interface FeedAnswer {
  /** Whole second; undefined before the first pass of the publisher. */
  highWater: string | undefined;
}

/** What Identify tells of the feed. */
export interface FeedFacts extends FeedAnswer {
  /** Lowest datestamp ever given; the high-water while there is none. */
  earliestDatestamp: string;
  /** A handle that is in the feed; undefined while there is none. */
  sampleHandleId: string | undefined;
}

/** The feed's facts for Identify, in one snapshot. Index: pk_feed_state, pk_oai_records */
export async function feedFacts(reader: Reader): Promise<FeedFacts> {
  const row = await reader.first<FeedStateRow & { sample: string | null }>(sql`
    SELECT high_water, last_seq, earliest_datestamp,
      (SELECT handle_id FROM oai_records ORDER BY seq LIMIT 1) AS sample
    FROM feed_state WHERE id = 'feed'`);
  const highWater = row?.high_water;
  const earliest = row?.earliest_datestamp;
  return {
    highWater,
    earliestDatestamp: earliest === undefined || earliest === '' ? (highWater ?? '') : earliest,
    sampleHandleId: row?.sample ?? undefined,
  };
}

/** One item in one format. */
export interface FeedRecord extends FeedAnswer {
  /** `<record>…</record>`; undefined when the item has none in this format. */
  record: string | undefined;
  /** True when the item is in the feed in any format. */
  itemExists: boolean;
}

const recordStatement = fixedStatement(
  (handleId: string, prefix: string) => sql`
    SELECT s.high_water, b.record,
      CASE WHEN r.seq IS NULL THEN EXISTS (SELECT 1 FROM oai_records i WHERE i.handle_id = ${handleId}) ELSE ${true} END AS known
    FROM feed_state s
      LEFT JOIN oai_records r ON r.handle_id = ${handleId} AND r.prefix = ${prefix}
      LEFT JOIN oai_record_bodies b ON b.seq = r.seq
    WHERE s.id = 'feed'`,
);

/** The record of an item in a format. Index: uq_oai_records_item */
export async function feedRecord(reader: Reader, handleId: string, prefix: string): Promise<FeedRecord> {
  const row = await reader.first<{ high_water: string; record: string | null; known: number | boolean }>(
    recordStatement(handleId, prefix),
  );
  return {
    highWater: row?.high_water,
    record: row?.record ?? undefined,
    itemExists: Boolean(row?.known),
  };
}

/** The formats that an item is or was in, sorted; none when it is unknown. Index: uq_oai_records_item */
export async function feedFormats(
  reader: Reader,
  handleId: string,
): Promise<FeedAnswer & { prefixes: string[] }> {
  const rows = await reader.rows<{ high_water: string; prefix: string | null }>(sql`
    SELECT s.high_water, r.prefix FROM feed_state s LEFT JOIN oai_records r ON r.handle_id = ${handleId}
    WHERE s.id = 'feed' ORDER BY r.prefix`);
  return {
    highWater: rows[0]?.high_water,
    prefixes: rows.flatMap(({ prefix }) => (prefix === null ? [] : [prefix])),
  };
}
