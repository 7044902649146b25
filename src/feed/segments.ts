import { sql, type Dialect, type Reader, type Sql, type Tx } from '../platform/database/database.js';
import { joined } from './dialect.js';

/** A full segment: it costs a fifth of its records one by one, and little to make again when one of them moves. */
export const itemsOfASegment = 50;
/** A segment ends with the record that passes this many bytes. */
export const bytesOfASegment = 256 * 1024;

/**
 * The texts of a segment `s`, from the records themselves.
 * @param from @param until the positions to take, within the segment
 */
export function joinedTexts(
  dialect: Dialect,
  what: 'record' | 'header',
  from: Sql = sql`s.first_seq`,
  until: Sql = sql`s.last_seq`,
): Sql {
  const range = sql`r.prefix = s.prefix AND r.seq BETWEEN ${from} AND ${until} ORDER BY r.seq`;
  const texts =
    what === 'header'
      ? sql`SELECT r.header AS x FROM oai_records r WHERE ${range}`
      : // A plain JOIN makes SQLite forget the range of positions: it would look through the whole prefix.
        sql`SELECT b.record AS x FROM oai_records r CROSS JOIN oai_record_bodies b WHERE b.seq = r.seq AND ${range}`;
  return sql`(SELECT ${joined(dialect, sql`o.x`)} FROM (${texts}) o)`;
}

/** Key of the segment that holds a position of a prefix, or of the first behind it. Index: ix_oai_segments_prefix */
export const segmentOf = (prefix: Sql, seq: Sql) =>
  sql`SELECT min(e.last_seq) FROM oai_segments e WHERE e.prefix = ${prefix} AND e.last_seq >= ${seq}`;

/**
 * Loosens the segments that records of the items are in: these records are about to move.
 * @param ids subquery of handle ids
 * Index: uq_oai_records_item, ix_oai_segments_prefix, pk_oai_segments
 */
export async function loosenSegments(tx: Tx, ids: Sql): Promise<void> {
  const moving = sql`
    SELECT (${segmentOf(sql`r.prefix`, sql`r.seq`)}) AS segment, r.size
    FROM oai_records r WHERE r.handle_id IN (${ids})`;
  await tx.execute(sql`
    UPDATE oai_segments SET headers = NULL, records = NULL, items = oai_segments.items - g.moved, size = oai_segments.size - g.bytes
    FROM (SELECT segment, count(*) AS moved, sum(size) AS bytes FROM (${moving}) m GROUP BY segment) g
    WHERE oai_segments.last_seq = g.segment`);
  await tx.execute(sql`
    DELETE FROM oai_segments WHERE items = 0 AND last_seq IN (SELECT segment FROM (${moving}) m)`);
}

/** Lays segments over the records behind a position; the full ones are filled. Index: pk_oai_records, pk_oai_segments */
export async function coverRecords(tx: Tx, lastSeq: number): Promise<void> {
  await lay(tx, lastSeq);
  await fillSegments(
    tx,
    sql`last_seq > ${lastSeq} AND (items >= ${itemsOfASegment} OR size >= ${bytesOfASegment})`,
  );
}

/** The records are taken out first: else SQLite goes through all of a prefix, to have them in order. */
async function lay(tx: Tx, lastSeq: number): Promise<void> {
  const counted = sql`
    SELECT prefix, seq, size, row_number() OVER (PARTITION BY prefix ORDER BY seq) - 1 AS before,
      sum(size) OVER (PARTITION BY prefix ORDER BY seq) - size AS bytes_before
    FROM behind`;
  await tx.execute(sql`
    WITH behind AS MATERIALIZED (SELECT prefix, seq, size FROM oai_records WHERE seq > ${lastSeq})
    INSERT INTO oai_segments (last_seq, prefix, first_seq, items, size)
    SELECT max(seq), prefix, min(seq), count(*), sum(size) FROM (${counted}) c
    GROUP BY prefix, before / CAST(${itemsOfASegment} AS integer), bytes_before / CAST(${bytesOfASegment} AS integer)`);
}

/**
 * True in the row of a statement when the segments reach to the feed's end. They do not where an instance of a release
 * without segments has published: while instances are replaced one by one, both are at work.
 */
export const isCovered = sql`
  coalesce((SELECT max(last_seq) FROM oai_segments), 0) >= coalesce((SELECT max(seq) FROM oai_records), 0)`;

/** True when the segments reach to the feed's end. Index: pk_oai_records, pk_oai_segments */
export async function isFeedCovered(reader: Reader): Promise<boolean> {
  const row = await reader.first<{ covered: number | boolean }>(sql`SELECT ${isCovered} AS covered`);
  return Boolean(row?.covered);
}

/** Lays all segments anew, loose, where they do not reach to the feed's end: which of them are true is not known. */
export async function coverFeed(tx: Tx): Promise<void> {
  if (await isFeedCovered(tx)) return;
  await tx.execute(sql`DELETE FROM oai_segments`);
  await lay(tx, 0);
}

/**
 * Joins the records of segments `s`, so that they are loose no more; one without records too: it would be due for ever.
 * @returns how many it filled
 */
export function fillSegments(tx: Tx, condition: Sql): Promise<number> {
  const textOf = (what: 'record' | 'header') => sql`coalesce(${joinedTexts(tx.dialect, what)}, '')`;
  return tx.execute(sql`
    UPDATE oai_segments AS s SET headers = ${textOf('header')}, records = ${textOf('record')} WHERE ${condition}`);
}
