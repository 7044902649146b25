import { sql, type Dialect, type Sql } from '../platform/database/database.js';

/** An expression's text as bytes where the database can hand them over without making a string of them. */
export function asBytes(dialect: Dialect, expression: Sql): Sql {
  return dialect === 'postgres' ? expression : sql`CAST(${expression} AS BLOB)`;
}

/** The aggregate that joins texts in the order of their subquery. */
export function joined(dialect: Dialect, expression: Sql): Sql {
  return dialect === 'postgres' ? sql`string_agg(${expression}, '')` : sql`group_concat(${expression}, '')`;
}

/** A text in small letters, those beyond ASCII too (on PostgreSQL as the database's locale has them). */
export function lowered(dialect: Dialect, expression: Sql): Sql {
  return dialect === 'postgres' ? sql`lower(${expression})` : sql`unicode_lower(${expression})`;
}

/** What `asBytes` yields, as UTF-8 bytes; null counts as nothing. */
export function toBytes(value: Uint8Array | string | null): Buffer {
  if (value === null) return Buffer.alloc(0);
  return typeof value === 'string'
    ? Buffer.from(value)
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
