import type { Sql } from 'sql-template-tag';
import type { Dialect } from './database.js';
import type { Statement } from './statements.js';

/** Stands for a parameter while a statement's text is put together. */
class Placeholder {
  constructor(readonly at: number) {}
}

/**
 * A statement whose text is put together once for each dialect, for what every request asks: joining its parts anew costs
 * as much as SQLite's own work.
 * @param build the statement; it may pass its parameters on as values, and do nothing else with them
 */
export function fixedStatement<P extends unknown[]>(
  build: (dialect: Dialect, ...parameters: P) => Sql,
): (dialect: Dialect, ...parameters: P) => Statement {
  const built = new Map<Dialect, Statement>();
  const placeholders = Array.from(
    { length: build.length - 1 },
    (_, at) => new Placeholder(at),
  ) as unknown as P;
  return (dialect, ...parameters) => {
    let known = built.get(dialect);
    if (known === undefined) {
      const { sql, text, values } = build(dialect, ...placeholders);
      built.set(dialect, (known = { sql, text, values }));
    }
    const values = known.values.map((value) => (value instanceof Placeholder ? parameters[value.at] : value));
    return { sql: known.sql, text: known.text, values };
  };
}
