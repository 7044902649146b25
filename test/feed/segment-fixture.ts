import { sql, type Database, type RowReader } from '../../src/platform/database/database.js';
import type { ListBounds, ListPage, ListSelection } from '../../src/feed/list-selection.js';
import type { FeedFixture } from './feed-fixture.js';

/** One of the functions that make pages. */
export type PageMaker = (
  reader: RowReader,
  selection: ListSelection,
  bounds: ListBounds,
) => Promise<ListPage>;

/** A whole list. */
export interface Harvested {
  body: string;
  /** Records of each page. */
  counts: number[];
  total: number | undefined;
}

/** The whole list between the bounds, page by page. */
export async function harvest(
  database: Database,
  page: PageMaker,
  selection: ListSelection,
  bounds: ListBounds,
): Promise<Harvested> {
  const read = (from: ListBounds) => database.read((reader) => page(reader, selection, from));
  const pages = [await read(bounds)];
  for (let last = pages[0]; last?.more === true; last = pages.at(-1))
    pages.push(await read({ kind: 'positions', after: last.last, upTo: last.upTo }));
  return {
    body: Buffer.concat(pages.flatMap(({ body }) => body)).toString(),
    counts: pages.map(({ count }) => count),
    total: pages[0]?.total,
  };
}

/** A segment as it is stored. */
export interface Segment {
  first_seq: number;
  last_seq: number;
  items: number;
  loose: boolean;
}

/** Segments of a prefix in order. */
export async function segmentsOf(database: Database, prefix: string): Promise<Segment[]> {
  const rows = await database.read((reader) =>
    reader.rows<Omit<Segment, 'loose'> & { records: string | null }>(
      sql`SELECT first_seq, last_seq, items, records FROM oai_segments WHERE prefix = ${prefix} ORDER BY last_seq`,
    ),
  );
  return rows.map(({ records, ...row }) => ({ ...row, loose: records === null }));
}

/** Packs until nothing waits for it. */
export async function packAll({ publisher }: FeedFixture): Promise<void> {
  while (await publisher.packOnce());
}
