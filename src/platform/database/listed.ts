import { sql, type Dialect, type Sql } from './database.js';

/** A subquery of the given ids, whatever their number, so that the statement's text stays the same. */
export function listed(dialect: Dialect, ids: readonly string[]): Sql {
  const json = JSON.stringify(ids);
  return dialect === 'postgres'
    ? sql`SELECT jsonb_array_elements_text(${json}::jsonb)`
    : sql`SELECT value FROM json_each(${json})`;
}
