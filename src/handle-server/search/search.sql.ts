import { type Dialect, empty, join, raw, type Sql, sql } from '../../platform/database/database.js';
import type { HandleSearch, SearchRunner, SearchTerm } from './search-terms.js';
import { beginning, isExact, type Pattern, toGlob, toLike } from './pattern.js';

/** A hit. */
export interface FoundName {
  name_folded: string;
  name: string;
}

/** A place in the order of a search. */
interface Place {
  key: string;
  name: string;
}

/** A piece of a search: from just after `from` up to `to`, or to the end. */
export interface Chunk {
  from: Place | undefined;
  to: Place | undefined;
  statement: (limit: number) => Sql;
}

/** Cuts a search into pieces. */
export interface ChunkSource {
  first: (runner: SearchRunner) => Promise<Chunk | undefined>;
  next: (runner: SearchRunner, chunk: Chunk) => Promise<Chunk | undefined>;
}

/** Entries that one statement looks at. */
const chunkRows = 4000;
/** Characters of a value that the index holds; see migration 1763800200000. */
const indexedLength = 128;
/** Sorts behind every text. */
const last = '\u{10ffff}';

/** Along the index of values. Index: ix_handle_values_search */
export function byBeginning(dialect: Dialect, search: HandleSearch, driver: SearchTerm): ChunkSource {
  const key =
    dialect === 'postgres' ? raw('substr(v.data, 1, 128) COLLATE "C"') : raw('substr(v.data, 1, 128)');
  const text = beginning(driver.pattern).slice(0, indexedLength);
  const exact = isExact(driver.pattern);
  const range = exact ? sql`${key} = ${text}` : sql`${key} >= ${text} AND ${key} < ${text + last}`;
  const after = (place: Place | undefined) => {
    if (place === undefined) return empty;
    return exact
      ? sql`AND v.name_folded > ${place.name}`
      : sql`AND ${key} >= ${place.key} AND NOT (${key} = ${place.key} AND v.name_folded <= ${place.name})`;
  };
  const upTo = (place: Place | undefined) => {
    if (place === undefined) return empty;
    return exact
      ? sql`AND v.name_folded <= ${place.name}`
      : sql`AND ${key} <= ${place.key} AND NOT (${key} = ${place.key} AND v.name_folded > ${place.name})`;
  };
  const others = search.terms.filter((term) => term !== driver);
  const end = (from: Place | undefined) => sql`
    SELECT ${key} AS key, v.name_folded AS name FROM handle_values v
    WHERE v.type_folded = ${driver.typeFolded} AND ${range} ${after(from)}
    ORDER BY ${exact ? empty : sql`${key},`} v.name_folded LIMIT 1 OFFSET ${chunkRows - 1}`;
  const hits = (from: Place | undefined, to: Place | undefined) => (limit: number) => sql`
    SELECT DISTINCT ${key} AS key, v.name_folded, r.name
    FROM handle_values v CROSS JOIN handle_records r
    WHERE v.type_folded = ${driver.typeFolded} AND ${range} ${after(from)} ${upTo(to)}
      AND r.name_folded = v.name_folded AND ${isPublicValue('v')} AND ${matches(dialect, 'v', driver.pattern)}
      ${ofRecord(dialect, search)} ${ofOthers(dialect, others)}
    ORDER BY ${exact ? empty : sql`${key},`} v.name_folded LIMIT ${limit}`;
  return chunked(end, hits);
}

/** Through all names. Indexes: pk_handle_records, ix_handle_records_prefix, pk_handle_values */
export function byName(dialect: Dialect, search: HandleSearch): ChunkSource {
  const [driver, ...others] = search.terms;
  const under = search.prefixFolded === undefined ? sql`TRUE` : sql`r.prefix_folded = ${search.prefixFolded}`;
  const after = (place: Place | undefined) =>
    place === undefined ? empty : sql`AND r.name_folded > ${place.name}`;
  const upTo = (place: Place | undefined) =>
    place === undefined ? empty : sql`AND r.name_folded <= ${place.name}`;
  const end = (from: Place | undefined) => sql`
    SELECT '' AS key, r.name_folded AS name FROM handle_records r
    WHERE ${under} ${after(from)} ORDER BY r.name_folded LIMIT 1 OFFSET ${chunkRows - 1}`;
  const values =
    driver === undefined
      ? empty
      : sql`JOIN handle_values v ON v.name_folded = r.name_folded AND v.type_folded = ${driver.typeFolded}
          AND ${isPublicValue('v')} AND ${matches(dialect, 'v', driver.pattern)}`;
  const hits = (from: Place | undefined, to: Place | undefined) => (limit: number) => sql`
    SELECT DISTINCT r.name_folded, r.name FROM handle_records r ${values}
    WHERE ${under} ${after(from)} ${upTo(to)} ${ofRecord(dialect, search)} ${ofOthers(dialect, others, 'r')}
    ORDER BY r.name_folded LIMIT ${limit}`;
  return chunked(end, hits);
}

function chunked(
  end: (from: Place | undefined) => Sql,
  hits: (from: Place | undefined, to: Place | undefined) => (limit: number) => Sql,
): ChunkSource {
  const after = async (runner: SearchRunner, from: Place | undefined): Promise<Chunk> => {
    const [to] = await runner.rows<Place>(end(from));
    return { from, to, statement: hits(from, to) };
  };
  return {
    first: (runner) => after(runner, undefined),
    next: (runner, chunk) => (chunk.to === undefined ? Promise.resolve(undefined) : after(runner, chunk.to)),
  };
}

const isPublicValue = (table: 'v' | 'o') =>
  raw(`${table}.permissions LIKE '__1_' AND ${table}.format <> 'sealed'`);

function matches(dialect: Dialect, table: 'v' | 'o', pattern: Pattern): Sql {
  return compared(dialect, raw(`${table}.data`), pattern);
}

function compared(dialect: Dialect, column: Sql, pattern: Pattern): Sql {
  if (isExact(pattern)) return sql`${column} = ${beginning(pattern)}`;
  return dialect === 'postgres'
    ? sql`${column} LIKE ${toLike(pattern)} ESCAPE '\\'`
    : sql`${column} GLOB ${toGlob(pattern)}`;
}

function ofRecord(dialect: Dialect, { prefixFolded, names }: HandleSearch): Sql {
  const conditions = names.map((pattern) => sql`AND ${compared(dialect, raw('r.name_folded'), pattern)}`);
  if (prefixFolded !== undefined) conditions.push(sql`AND r.prefix_folded = ${prefixFolded}`);
  return conditions.length === 0 ? empty : join(conditions, ' ');
}

function ofOthers(dialect: Dialect, terms: readonly SearchTerm[], table: 'v' | 'r' = 'v'): Sql {
  if (terms.length === 0) return empty;
  const name = raw(`${table}.name_folded`);
  const conditions = terms.map(
    ({ typeFolded, pattern }) => sql`AND EXISTS (
      SELECT 1 FROM handle_values o WHERE o.name_folded = ${name} AND o.type_folded = ${typeFolded}
        AND ${isPublicValue('o')} AND ${matches(dialect, 'o', pattern)})`,
  );
  return join(conditions, ' ');
}
