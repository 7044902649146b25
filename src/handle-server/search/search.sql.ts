import { type Dialect, empty, join, raw, type Sql, sql } from '../../platform/database/database.js';
import { beginning, isExact, type Pattern, toGlob, toLike } from './pattern.js';
import type { HandleSearch, SearchTerm } from './search-terms.js';

/** A hit. */
export interface FoundName {
  name_folded: string;
  name: string;
}

/** Characters of a value that the index holds; see migration 1763800400000. */
const indexedLength = 128;
/** Sorts behind every text. */
const last = '\u{10ffff}';

/**
 * Statements that walk along the index of values of one type: by value, then by name. What an entry of the index decides
 * by itself is asked of it first; only a candidate's row is looked at. Index: ix_handle_values_search
 */
export class ValueWalk {
  /** What the index holds of all values that can match. */
  readonly beginning: string;
  private readonly key: Sql;
  private readonly ofType: Sql;

  constructor(
    private readonly dialect: Dialect,
    private readonly search: HandleSearch,
    private readonly driver: SearchTerm,
  ) {
    this.beginning = beginning(driver.pattern).slice(0, indexedLength);
    this.key = indexed(dialect, 'i');
    this.ofType = sql`i.type_folded = ${driver.typeFolded}`;
  }

  /** Values behind `after`, of those that can match at all. */
  stretch(after: string | undefined, before?: string): Sql {
    const { key } = this;
    const text = this.beginning;
    const least = after === undefined ? sql`${key} >= ${text}` : sql`${key} > ${after}`;
    const most = before ?? (text === '' ? undefined : text + last);
    return most === undefined ? least : sql`${least} AND ${key} < ${most}`;
  }

  /** Handles behind the name `after` and up to `to` that have the value. */
  alike(value: string, after: string, to?: string): Sql {
    const upTo = to === undefined ? empty : sql`AND i.name_folded <= ${to}`;
    return sql`${this.key} = ${value} AND i.name_folded > ${after} ${upTo}`;
  }

  /** The value and name that lie so many entries behind the beginning of a stretch. */
  entryAfter(stretch: Sql, entries: number): Sql {
    return sql`
      SELECT ${this.key} AS key, i.name_folded AS name FROM handle_values i
      WHERE ${this.ofType} AND ${stretch} ORDER BY ${this.key}, i.name_folded LIMIT 1 OFFSET ${entries - 1}`;
  }

  /** Names of a stretch that fulfil the search. A handle is named at the first of its values that match. */
  hits(stretch: Sql, limit: number): Sql {
    const { dialect, driver, search } = this;
    const others = search.terms.filter((term) => term !== driver);
    return sql`
      SELECT v.name_folded, r.name
      FROM handle_values i CROSS JOIN handle_values v CROSS JOIN handle_records r
      WHERE ${this.ofType} AND ${stretch} AND ${this.canMatch()}
        AND v.name_folded = i.name_folded AND v.idx = i.idx AND ${isPublicValue('v')}
        AND ${compared(dialect, raw('v.data'), driver.pattern)}
        AND r.name_folded = i.name_folded ${ofRecord(dialect, search)} ${having(dialect, others, 'v')}
        AND NOT EXISTS (
          SELECT 1 FROM handle_values e WHERE e.name_folded = v.name_folded AND e.type_folded = ${driver.typeFolded}
            AND ${isPublicValue('e')} AND ${compared(dialect, raw('e.data'), driver.pattern)}
            AND (${indexed(dialect, 'e')}, e.idx) < (${indexed(dialect, 'v')}, v.idx))
      ORDER BY ${this.key}, i.name_folded LIMIT ${limit}`;
  }

  /** False when the entry alone shows that the row is no hit; a long value may match behind what the entry holds. */
  private canMatch(): Sql {
    const { prefixFolded } = this.search;
    const fits = sql`(${compared(this.dialect, this.key, this.driver.pattern)} OR length(${this.key}) = ${raw(String(indexedLength))})`;
    if (prefixFolded === undefined) return fits;
    const root = `${prefixFolded}/`;
    return sql`${fits} AND substr(i.name_folded, 1, ${root.length}) = ${root}`;
  }
}

/** Statements that walk through names. Indexes: pk_handle_records, ix_handle_records_prefix, pk_handle_values */
export class NameWalk {
  constructor(
    private readonly dialect: Dialect,
    private readonly search: HandleSearch,
  ) {}

  /** The name that lies so many entries behind another. */
  entryAfter(after: string, entries: number): Sql {
    return sql`
      SELECT r.name_folded AS name FROM handle_records r
      WHERE ${this.under()} AND r.name_folded > ${after} ORDER BY r.name_folded LIMIT 1 OFFSET ${entries - 1}`;
  }

  /** Names behind `after` and up to `to` that fulfil the search. */
  hits(after: string, to: string | undefined, limit: number): Sql {
    const { dialect, search } = this;
    const upTo = to === undefined ? empty : sql`AND r.name_folded <= ${to}`;
    return sql`
      SELECT r.name_folded, r.name FROM handle_records r
      WHERE ${this.under()} AND r.name_folded > ${after} ${upTo} ${ofRecord(dialect, search)}
        ${having(dialect, search.terms, 'r')}
      ORDER BY r.name_folded LIMIT ${limit}`;
  }

  private under(): Sql {
    const { prefixFolded } = this.search;
    return prefixFolded === undefined ? sql`TRUE` : sql`r.prefix_folded = ${prefixFolded}`;
  }
}

/** What the index holds of a value. */
const indexed = (dialect: Dialect, table: 'i' | 'v' | 'e') =>
  raw(`substr(${table}.data, 1, ${indexedLength})${dialect === 'postgres' ? ' COLLATE "C"' : ''}`);

const isPublicValue = (table: 'v' | 'e' | 'o') =>
  raw(`${table}.permissions LIKE '__1_' AND ${table}.format <> 'sealed'`);

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

function having(dialect: Dialect, terms: readonly SearchTerm[], table: 'v' | 'r'): Sql {
  if (terms.length === 0) return empty;
  const name = raw(`${table}.name_folded`);
  const conditions = terms.map(
    ({ typeFolded, pattern }) => sql`AND EXISTS (
      SELECT 1 FROM handle_values o WHERE o.name_folded = ${name} AND o.type_folded = ${typeFolded}
        AND ${isPublicValue('o')} AND ${compared(dialect, raw('o.data'), pattern)})`,
  );
  return join(conditions, ' ');
}
