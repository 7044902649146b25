import { sql, type Dialect, type Sql } from '../platform/database/database.js';

/** The aggregate that joins texts in the order of their subquery. */
export function joined(dialect: Dialect, expression: Sql): Sql {
  return dialect === 'postgres' ? sql`string_agg(${expression}, '')` : sql`group_concat(${expression}, '')`;
}

/** A page of a list as a statement: what it says of the page, and its texts. */
interface PageParts {
  /** Columns of `from`, which has one row. */
  facts: Sql;
  from: Sql;
  where?: Sql;
  /** Statement that yields each text as `x`, and its `place` among them. */
  texts: Sql;
}

/**
 * The facts with the texts as `body`: on SQLite one row with all of them joined, as bytes. On PostgreSQL a row for each text,
 * or one without: it copies a value four times on its way out, and the kernel has to find memory anew for each copy of a
 * large one, so that half a megabyte in one value costs ten times what it costs in ten.
 */
export function pageOf(dialect: Dialect, { facts, from, where = sql`TRUE`, texts }: PageParts): Sql {
  return dialect === 'postgres'
    ? sql`SELECT ${facts}, t.x AS body FROM ${from} LEFT JOIN LATERAL (${texts}) t ON TRUE WHERE ${where} ORDER BY t.place`
    : sql`SELECT ${facts}, (SELECT CAST(${joined(dialect, sql`x`)} AS BLOB) FROM (${texts} ORDER BY place) t) AS body
        FROM ${from} WHERE ${where}`;
}

/**
 * Whether a column's value is among those of a subquery, by the column's index. PostgreSQL would read all of the table
 * where it does not know yet how much is in it, or believes the condition beside it to leave little.
 */
export function isAmong(dialect: Dialect, column: Sql, subquery: Sql): Sql {
  return dialect === 'postgres' ? sql`${column} = ANY (ARRAY(${subquery}))` : sql`${column} IN (${subquery})`;
}

/** A text in small letters, those beyond ASCII too (on PostgreSQL as the database's locale has them). */
export function lowered(dialect: Dialect, expression: Sql): Sql {
  return dialect === 'postgres' ? sql`lower(${expression})` : sql`unicode_lower(${expression})`;
}

/** A `body` of `pageOf` as UTF-8 bytes; null counts as nothing. */
export function toBytes(value: Uint8Array | string | null): Buffer {
  if (value === null) return Buffer.alloc(0);
  return typeof value === 'string'
    ? Buffer.from(value)
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
