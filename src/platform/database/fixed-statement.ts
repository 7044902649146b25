import type { Sql } from 'sql-template-tag';
import type { Statement } from './statements.js';

/** Stands for a parameter while a statement's text is put together. */
class Placeholder {
  constructor(readonly at: number) {}
}

/**
 * The same statement, which PostgreSQL shall keep planned: to plan a page of a list takes several times what it takes to
 * read it. For texts that are asked again and again, and of which there are few.
 */
export const kept = (statement: Sql): Statement => Object.assign(statement, { isKept: true } as const);

/**
 * A statement whose text is put together once, for what every request asks; it is kept planned, too.
 * @param build the statement; it may pass its parameters on as values, and do nothing else with them
 */
export function fixedStatement<P extends unknown[]>(
  build: (...parameters: P) => Sql,
): (...parameters: P) => Statement {
  const placeholders = Array.from({ length: build.length }, (_, at) => new Placeholder(at)) as unknown as P;
  const { sql, text, values: places } = build(...placeholders);
  return (...parameters) => ({
    isKept: true,
    sql,
    text,
    values: places.map((value) => (value instanceof Placeholder ? parameters[value.at] : value)),
  });
}
