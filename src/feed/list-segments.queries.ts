import { sql, type Dialect, type RowReader, type Sql } from '../platform/database/database.js';
import { fixedStatement, kept } from '../platform/database/fixed-statement.js';
import { pageOf, toBytes } from './dialect.js';
import {
  boundsStatement,
  high,
  type ListBounds,
  type ListPage,
  type ListSelection,
  low,
  type PageLimits,
} from './list-selection.js';
import { isCovered, joinedTexts, segmentOf } from './segments.js';

/** Bounds of a segment `s`, within those of the list. */
const from = sql`CASE WHEN s.first_seq > ${low} THEN s.first_seq ELSE ${low} + 1 END`;
const until = (end: Sql) => sql`CASE WHEN s.last_seq < ${end} THEN s.last_seq ELSE ${end} END`;

/** Key of the segment that holds a position, or of the first behind it; the position itself where there is none. */
const endOf = (prefix: string, position: Sql) =>
  sql`coalesce((${segmentOf(sql`${prefix}`, position)}), ${position})`;

/** The segment `s` behind `parts`. PostgreSQL would put all segments into a hash table for each page, SQLite has no LATERAL. */
const nextSegment = (dialect: Dialect, prefix: string) =>
  dialect === 'postgres'
    ? sql`LATERAL (
        SELECT e.last_seq, e.first_seq, e.items, e.size FROM oai_segments e
        WHERE e.prefix = ${prefix} AND e.last_seq > parts.last_seq ORDER BY e.last_seq LIMIT 1) s ON TRUE`
    : sql`oai_segments s ON s.last_seq = (${segmentOf(sql`${prefix}`, sql`parts.last_seq + 1`)})`;

/** The segments `s` of a range. PostgreSQL would read all of them, unless it looks each up by its key. */
const segmentsIn = (dialect: Dialect, range: Sql) =>
  dialect === 'postgres'
    ? sql`(SELECT s.last_seq FROM oai_segments s WHERE ${range}) k CROSS JOIN LATERAL (
        SELECT o.last_seq, o.prefix, o.first_seq, o.headers, o.records FROM oai_segments o
        WHERE o.last_seq = k.last_seq LIMIT 1) s`
    : sql`oai_segments s WHERE ${range}`;

/** How many records of a segment `s` are within the list's bounds. */
const itemsWithin = (prefix: string) => sql`
  CASE WHEN s.first_seq > ${low} AND s.last_seq <= ${high} THEN s.items
    ELSE (SELECT count(*) FROM oai_records r WHERE r.prefix = ${prefix} AND r.seq BETWEEN ${from} AND ${until(high)}) END`;

interface SegmentPageRow {
  high_water: string;
  up_to: number;
  items: number;
  last: number | null;
  follow: number;
  total: number | null;
  body: Uint8Array | string | null;
}

/**
 * A page of the whole feed, from as many whole segments as fit; of those that the list's bounds cut, the records within.
 * Index: ix_oai_segments_prefix, pk_oai_segments, ix_oai_records_prefix
 * @returns undefined when not even two records fit so, or when the segments do not reach to the feed's end
 */
export async function pageOfSegments(
  reader: RowReader,
  selection: ListSelection,
  bounds: ListBounds,
  limits: PageLimits,
): Promise<ListPage | undefined> {
  const rows = await reader.rows<SegmentPageRow>(statementFor(reader.dialect, selection, bounds, limits));
  const [row] = rows;
  if (row === undefined || row.items < 2 || row.last === null) return undefined;
  return {
    highWater: row.high_water,
    body: rows.map(({ body }) => toBytes(body)),
    count: row.items,
    last: row.last,
    upTo: row.up_to,
    more: row.follow === 2,
    total: row.total ?? undefined,
  };
}

type What = ListSelection['what'];

/** How a list goes on is asked for each page, so those statements are put together once. */
const nextPages = {
  sqlite: { record: nextPage('sqlite', 'record'), header: nextPage('sqlite', 'header') },
  postgres: { record: nextPage('postgres', 'record'), header: nextPage('postgres', 'header') },
};

function nextPage(dialect: Dialect, what: What) {
  return fixedStatement((prefix: string, after: number, upTo: number, records: number, bytes: number) =>
    pageStatement({ dialect, what, prefix, limits: { records, bytes } }, { kind: 'positions', after, upTo }),
  );
}

function statementFor(
  dialect: Dialect,
  { prefix, what }: ListSelection,
  bounds: ListBounds,
  limits: PageLimits,
) {
  return bounds.kind === 'positions' && bounds.upTo !== undefined
    ? nextPages[dialect][what](prefix, bounds.after, bounds.upTo, limits.records, limits.bytes)
    : kept(pageStatement({ dialect, what, prefix, limits }, bounds));
}

interface Asked {
  dialect: Dialect;
  what: What;
  prefix: string;
  limits: PageLimits;
}

/**
 * `parts` are the segments from the beginning with their sums, `page` those of them that fit, `cut` where the page ends: one
 * record further when only that would be left.
 */
function pageStatement({ dialect, what, prefix, limits }: Asked, bounds: ListBounds): Sql {
  const within = (end: Sql) => sql`s.prefix = ${prefix} AND s.last_seq > ${low} AND s.last_seq <= ${end}`;
  const total =
    bounds.kind === 'dates'
      ? sql`(SELECT CAST(sum(${itemsWithin(prefix)}) AS bigint) FROM oai_segments s WHERE ${within(endOf(prefix, high))})`
      : sql`CAST(NULL AS bigint)`;
  const end = sql`(SELECT last FROM cut)`;
  const text = what === 'record' ? sql`s.records` : sql`s.headers`;
  const whole = sql`s.first_seq > ${low} AND s.last_seq <= ${end} AND ${text} IS NOT NULL`;
  const texts = sql`
    SELECT s.last_seq AS place, CASE WHEN ${whole} THEN ${text} ELSE ${joinedTexts(dialect, what, from, until(end))} END AS x
    FROM ${segmentsIn(dialect, within(endOf(prefix, end)))}`;
  return sql`
    WITH RECURSIVE bounds AS MATERIALIZED (${boundsStatement(bounds)}),
    parts (last_seq, items, bytes) AS (
      SELECT ${low}, CAST(0 AS bigint), CAST(0 AS bigint)
      UNION ALL
      SELECT s.last_seq, parts.items + ${itemsWithin(prefix)}, parts.bytes + s.size FROM parts JOIN ${nextSegment(dialect, prefix)}
      WHERE s.first_seq <= ${high} AND parts.items + ${itemsWithin(prefix)} <= ${limits.records} AND parts.bytes + s.size <= ${limits.bytes}),
    page AS MATERIALIZED (
      SELECT max(items) AS items, max(last_seq) AS last FROM parts WHERE items > 0),
    rest AS MATERIALIZED (
      SELECT count(*) AS follow, max(seq) AS last FROM (
        SELECT r.seq FROM oai_records r
        WHERE r.prefix = ${prefix} AND r.seq > (SELECT last FROM page) AND r.seq <= ${high} ORDER BY r.seq LIMIT 2) f),
    cut AS MATERIALIZED (
      SELECT rest.follow,
        CASE WHEN rest.follow = 1 THEN page.items + 1 ELSE coalesce(page.items, 0) END AS items,
        CASE WHEN rest.follow = 1 THEN rest.last WHEN page.last > up_to THEN up_to ELSE page.last END AS last
      FROM page, rest, bounds)
    ${pageOf(dialect, {
      facts: sql`bounds.high_water, bounds.up_to, cut.items, cut.last, cut.follow, ${total} AS total`,
      from: sql`bounds CROSS JOIN cut`,
      where: isCovered,
      texts,
    })}`;
}
