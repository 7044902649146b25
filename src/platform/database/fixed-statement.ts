import type { Sql } from 'sql-template-tag';
import type { Statement } from './statements.js';

/** Stands for a parameter while a statement's text is put together. */
class Placeholder {
  constructor(readonly at: number) {}
}

/**
 * A statement whose text is put together once, for what every request asks.
 * @param build the statement; it may pass its parameters on as values, and do nothing else with them
 */
export function fixedStatement<P extends unknown[]>(
  build: (...parameters: P) => Sql,
): (...parameters: P) => Statement {
  const placeholders = Array.from({ length: build.length }, (_, at) => new Placeholder(at)) as unknown as P;
  const { sql, text, values: places } = build(...placeholders);
  return (...parameters) => ({
    sql,
    text,
    values: places.map((value) => (value instanceof Placeholder ? parameters[value.at] : value)),
  });
}
