import type BetterSqlite3 from 'better-sqlite3';
import type { Sql } from 'sql-template-tag';
import { type DataSource, QueryFailedError } from 'typeorm';

type Statement = BetterSqlite3.Statement;

/** More texts than Waymark has; lists of values make new ones. */
const mostPrepared = 400;

/**
 * Runs statements on SQLite's own connection and keeps them prepared. TypeORM's query runner awaits and announces each
 * statement several times over, which costs more than a short read itself.
 */
export class SqliteStatements {
  private readonly prepared = new Map<string, Statement>();

  constructor(private readonly connection: BetterSqlite3.Database) {}

  /** Rows of a statement; none when it yields none. @throws QueryFailedError as a rejected promise, as on PostgreSQL */
  rows(statement: Sql): Promise<unknown[]> {
    return this.run(statement, (one, values) => (one.reader ? one.all(values) : (one.run(values), [])));
  }

  /** Number of rows that a statement changes. @throws QueryFailedError */
  execute(statement: Sql): Promise<number> {
    return this.run(statement, (one, values) =>
      one.reader ? one.all(values).length : one.run(values).changes,
    );
  }

  private run<T>(statement: Sql, task: (prepared: Statement, values: unknown[]) => T): Promise<T> {
    const text = statement.sql;
    const values = statement.values.map(bindable);
    try {
      return Promise.resolve(task(this.prepare(text), values));
    } catch (error) {
      return Promise.reject(new QueryFailedError(text, values, error as Error));
    }
  }

  private prepare(text: string): Statement {
    const known = this.prepared.get(text);
    if (known !== undefined) return known;
    const statement = this.connection.prepare(text);
    this.prepared.set(text, statement);
    const [oldest] = this.prepared.keys();
    if (this.prepared.size > mostPrepared && oldest !== undefined) this.prepared.delete(oldest);
    return statement;
  }
}

/** The statements of a data source's connection. */
export function statementsOf(source: DataSource): SqliteStatements {
  const known = connections.get(source);
  if (known !== undefined) return known;
  const { databaseConnection } = source.driver as unknown as { databaseConnection: BetterSqlite3.Database };
  const statements = new SqliteStatements(databaseConnection);
  connections.set(source, statements);
  return statements;
}

const connections = new WeakMap<DataSource, SqliteStatements>();

/** SQLite has no boolean. */
const bindable = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);
