import Sqlite from 'better-sqlite3';
import { itemsOfASegment } from '../../src/feed/segments.js';

const prefix = 'oai_dc';

/**
 * Reads pages of a full harvest with nothing but `better-sqlite3`, one a call and from the start again at the end: what the
 * file leaves of a constant buffer's rate, whatever stands around it.
 * @param file the database, with a feed whose segments are filled
 */
export function bareSegmentPages(
  file: string,
  column: 'records' | 'headers',
  pageRecords: number,
): () => Buffer {
  const database = new Sqlite(file, { readonly: true });
  database.pragma('cache_size = -2048');
  const page = database.prepare<
    [string, number, number],
    { last: number | null; body: Buffer | null }
  >(`SELECT max(last_seq) AS last, CAST(group_concat(${column}, '') AS BLOB) AS body FROM (
      SELECT last_seq, ${column} FROM oai_segments WHERE prefix = ? AND last_seq > ? ORDER BY last_seq LIMIT ?)`);
  const segments = pageRecords / itemsOfASegment;
  let position = 0;
  const next = () => {
    const found = page.get(prefix, position, segments);
    position = found?.last ?? 0;
    return found?.body ?? undefined;
  };
  // Behind the end stands nothing; that is no page.
  return () => next() ?? next() ?? Buffer.alloc(0);
}
