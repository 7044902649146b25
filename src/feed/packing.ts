import { sql, type Reader, type Tx } from '../platform/database/database.js';
import { firstFitting } from './first-fitting.js';
import { bytesOfASegment, fillSegments, itemsOfASegment } from './segments.js';

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
/** Most bytes that one transaction joins. */
const packLimits = { count: Infinity, bytes: 4 * 1024 * 1024 };

/**
 * Loose segments to be joined and filled next, those of a prefix that lie side by side; the newest of a prefix wait until
 * they make a full one. Index: ix_oai_segments_loose, ix_oai_segments_prefix
 */
export async function packsDue(reader: Reader): Promise<Pack[]> {
  const loose = await reader.rows<LooseSegment>(sql`
    SELECT s.prefix, s.last_seq, s.first_seq, s.items, s.size,
      (SELECT min(n.last_seq) FROM oai_segments n WHERE n.prefix = s.prefix AND n.last_seq > s.last_seq) AS next
    FROM oai_segments s WHERE s.records IS NULL ORDER BY s.prefix, s.last_seq LIMIT ${looseAtOnce}`);
  return firstFitting(packsOf(loose), bytesIn, packLimits);
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
    await fillSegments(tx, sql`last_seq = ${last.last_seq}`);
  }
}
