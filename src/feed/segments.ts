import { sql, type Dialect, type Reader, type Sql, type Tx } from '../platform/database/database.js';
import { joined } from './dialect.js';

/** A full segment: it costs a fifth of its records one by one, and little to make again when one of them moves. */
export const itemsOfASegment = 50;
/** A segment ends with the record that passes this many bytes. */
const bytesOfASegment = 256 * 1024;

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
  await tx.execute(sql`DELETE FROM oai_segments WHERE records IS NULL AND items = 0`);
}

/** Lays segments over the records behind a position; the full ones are filled. Index: pk_oai_records, pk_oai_segments */
export async function coverRecords(tx: Tx, lastSeq: number): Promise<void> {
  const counted = sql`
    SELECT prefix, seq, size, row_number() OVER (PARTITION BY prefix ORDER BY seq) - 1 AS before,
      sum(size) OVER (PARTITION BY prefix ORDER BY seq) - size AS bytes_before
    FROM oai_records WHERE seq > ${lastSeq}`;
  await tx.execute(sql`
    INSERT INTO oai_segments (last_seq, prefix, first_seq, items, size)
    SELECT max(seq), prefix, min(seq), count(*), sum(size) FROM (${counted}) c
    GROUP BY prefix, before / CAST(${itemsOfASegment} AS integer), bytes_before / CAST(${bytesOfASegment} AS integer)`);
  await fill(tx, sql`last_seq > ${lastSeq} AND (items >= ${itemsOfASegment} OR size >= ${bytesOfASegment})`);
}

function fill(tx: Tx, condition: Sql): Promise<number> {
  return tx.execute(sql`
    UPDATE oai_segments AS s SET headers = ${joinedTexts(tx.dialect, 'header')}, records = ${joinedTexts(tx.dialect, 'record')}
    WHERE ${condition}`);
}

/** A loose segment. */
interface LooseSegment {
  prefix: string;
  last_seq: number;
  first_seq: number;
  items: number;
  size: number;
  /** The segment behind it in its prefix. */
  next: number | null;
}

/** Loose segments that become one. */
type Pack = LooseSegment[];

const looseAtOnce = 1000;
const packsAtOnce = 20;

/**
 * Loose segments to be joined and filled next, those of a prefix that lie side by side; the newest of a prefix wait until
 * they make a full one. Index: ix_oai_segments_loose, ix_oai_segments_prefix
 */
export async function packsDue(reader: Reader): Promise<Pack[]> {
  const loose = await reader.rows<LooseSegment>(sql`
    SELECT s.prefix, s.last_seq, s.first_seq, s.items, s.size,
      (SELECT min(n.last_seq) FROM oai_segments n WHERE n.prefix = s.prefix AND n.last_seq > s.last_seq) AS next
    FROM oai_segments s WHERE s.records IS NULL ORDER BY s.prefix, s.last_seq LIMIT ${looseAtOnce}`);
  return packsOf(loose).slice(0, packsAtOnce);
}

function packsOf(loose: readonly LooseSegment[]): Pack[] {
  const packs: Pack[] = [];
  let pack: LooseSegment[] = [];
  for (const segment of loose) {
    const follows = pack.at(-1)?.next === segment.last_seq;
    if (pack.length > 0 && (!follows || isOverfull([...pack, segment]))) {
      packs.push(pack);
      pack = [];
    }
    pack.push(segment);
  }
  if (pack.length > 0) packs.push(pack);
  return packs.filter((one) => one.at(-1)?.next !== null || isFull(one));
}

const itemsIn = (pack: Pack) => pack.reduce((total, { items }) => total + items, 0);
const bytesIn = (pack: Pack) => pack.reduce((total, { size }) => total + size, 0);
const isFull = (pack: Pack) => itemsIn(pack) >= itemsOfASegment || bytesIn(pack) >= bytesOfASegment;
const isOverfull = (pack: Pack) => itemsIn(pack) > itemsOfASegment || bytesIn(pack) > bytesOfASegment;

/** Makes one filled segment of each pack. */
export async function pack(tx: Tx, packs: readonly Pack[]): Promise<void> {
  for (const segments of packs) {
    const first = segments[0];
    const last = segments.at(-1);
    if (first === undefined || last === undefined) continue;
    await tx.execute(sql`
      DELETE FROM oai_segments WHERE prefix = ${first.prefix} AND last_seq >= ${first.last_seq} AND last_seq < ${last.last_seq}`);
    await tx.execute(sql`
      UPDATE oai_segments SET first_seq = ${first.first_seq}, items = ${itemsIn(segments)}, size = ${bytesIn(segments)}
      WHERE last_seq = ${last.last_seq}`);
    await fill(tx, sql`last_seq = ${last.last_seq}`);
  }
}
