import { empty, sql, type Dialect, type RowReader, type Sql } from '../platform/database/database.js';
import { kept } from '../platform/database/fixed-statement.js';
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
import { itemsOfASegment } from './segments.js';

interface PageRow {
  high_water: string;
  up_to: number;
  count: number;
  last: number;
  follow: number;
  total: number | null;
  body: Uint8Array | string | null;
}

/**
 * A page of ListRecords or ListIdentifiers: at most `limits.records` records, or one more where otherwise a page with a
 * single record would end the list (a popular harvester breaks on those), and at most `limits.bytes` bytes.
 * Index: ix_oai_records_prefix or pk_oai_record_set, pk_oai_record_bodies, pk_feed_seconds
 */
export async function pageOfRows(
  reader: RowReader,
  selection: ListSelection,
  bounds: ListBounds,
  limits: PageLimits,
): Promise<ListPage> {
  const { dialect } = reader;
  const rows = await reader.rows<PageRow>(kept(pageStatement(dialect, selection, bounds, limits)));
  const [row] = rows;
  if (row === undefined || row.count === 0 || row.body !== null) return toPage(rows);
  const fitting = await reader.first<{ count: number }>(fittingStatement(selection, bounds, limits));
  const fewer = { records: Math.max(2, fitting?.count ?? 0), bytes: Number.MAX_SAFE_INTEGER };
  return toPage(await reader.rows<PageRow>(kept(pageStatement(dialect, selection, bounds, fewer))));
}

function toPage(rows: readonly PageRow[]): ListPage {
  const [row] = rows;
  return {
    highWater: row?.high_water,
    body: rows.map(({ body }) => toBytes(body)),
    count: row?.count ?? 0,
    last: row?.last ?? 0,
    upTo: row?.up_to ?? 0,
    more: row?.follow === 3,
    total: row?.total ?? undefined,
  };
}

/**
 * `edge` holds the positions of the page's last record and of the two that follow it: three when at least two follow,
 * none when the list ends within the page. The body is a scalar subquery: SQLite would copy a joined table's row twice.
 */
function pageStatement(
  dialect: Dialect,
  selection: ListSelection,
  bounds: ListBounds,
  limits: PageLimits,
): Sql {
  const range = positions(selection, low, high);
  const total =
    bounds.kind === 'dates' ? sql`(SELECT count(*) FROM (${range}) l)` : sql`CAST(NULL AS bigint)`;
  return sql`
    WITH bounds AS MATERIALIZED (${boundsStatement(bounds)}),
    edge AS MATERIALIZED (
      SELECT count(*) AS follow, min(seq) AS nearest, max(seq) AS farthest
      FROM (${range} ORDER BY seq LIMIT 3 OFFSET CAST(${limits.records} AS integer) - 1) e),
    cut AS MATERIALIZED (
      SELECT follow, CASE follow WHEN 0 THEN up_to WHEN 2 THEN farthest ELSE nearest END AS last FROM edge, bounds),
    page AS MATERIALIZED (
      SELECT count(*) AS count, sum(size) AS bytes FROM (${positions(selection, low, sql`(SELECT last FROM cut)`)}) p)
    ${pageOf(dialect, {
      facts: sql`bounds.high_water, bounds.up_to, cut.follow, cut.last, page.count, ${total} AS total`,
      from: sql`bounds CROSS JOIN cut CROSS JOIN page`,
      texts: dialect === 'postgres' ? inStretches(texts(selection, limits)) : texts(selection, limits),
    })}`;
}

/** The texts of as many records at a time as a segment holds: the driver takes longer over rows than PostgreSQL over joining them. */
function inStretches(texts: Sql): Sql {
  return sql`
    SELECT string_agg(s.x, '' ORDER BY s.place) AS x, min(s.place) AS place
    FROM (SELECT t.x, t.place, (row_number() OVER (ORDER BY t.place) - 1) / CAST(${itemsOfASegment} AS integer) AS stretch FROM (${texts}) t) s
    GROUP BY s.stretch`;
}

/** How many records fit into the page's bytes. */
function fittingStatement(selection: ListSelection, bounds: ListBounds, limits: PageLimits): Sql {
  const range = positions(selection, low, high);
  return sql`
    WITH bounds AS MATERIALIZED (${boundsStatement(bounds)})
    SELECT count(*) AS count FROM (
      SELECT sum(size) OVER (ORDER BY seq) AS bytes FROM (${range} ORDER BY seq LIMIT ${limits.records}) p) r
    WHERE r.bytes <= ${limits.bytes}`;
}

/** Positions and sizes of the list between two positions. */
function positions({ prefix, set }: ListSelection, after: Sql, upTo: Sql): Sql {
  const table = set === undefined ? sql`oai_records` : sql`oai_record_set`;
  const inSet = set === undefined ? empty : sql`AND set_spec = ${set}`;
  return sql`SELECT seq, size FROM ${table} WHERE prefix = ${prefix} ${inSet} AND seq > ${after} AND seq <= ${upTo}`;
}

/** The texts of the page; none when they are too many bytes. An item that left the set shows as deleted there. */
function texts({ prefix, set, what }: ListSelection, limits: PageLimits): Sql {
  const fits = what === 'record' ? sql`AND (SELECT bytes FROM page) <= ${limits.bytes}` : empty;
  const within = (table: Sql) =>
    sql`${table}.prefix = ${prefix} AND ${table}.seq > ${low} AND ${table}.seq <= (SELECT last FROM cut) ${fits}`;
  if (set === undefined) {
    return what === 'header'
      ? sql`SELECT r.header AS x, r.seq AS place FROM oai_records r WHERE ${within(sql`r`)}`
      : sql`SELECT b.record AS x, r.seq AS place FROM oai_records r JOIN oai_record_bodies b ON b.seq = r.seq WHERE ${within(sql`r`)}`;
  }
  const source =
    what === 'header' ? sql`oai_records r ON r.seq = m.seq` : sql`oai_record_bodies r ON r.seq = m.seq`;
  const text =
    what === 'header'
      ? sql`coalesce(m.left_header, r.header)`
      : sql`CASE WHEN m.left_header IS NULL THEN r.record ELSE '<record>' || m.left_header || '</record>' END`;
  return sql`SELECT ${text} AS x, m.seq AS place FROM oai_record_set m LEFT JOIN ${source} WHERE m.set_spec = ${set} AND ${within(sql`m`)}`;
}
