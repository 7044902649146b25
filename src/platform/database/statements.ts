import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import type { ClientBase, QueryConfig } from 'pg';
import type { Sql } from 'sql-template-tag';
import {
  type DataSource,
  type EntityManager,
  QueryRunnerAlreadyReleasedError,
  type QueryResult,
  type QueryRunner,
} from 'typeorm';

/** A statement in both dialects' forms, and the values of its parameters. */
export interface Statement extends Pick<Sql, 'sql' | 'text' | 'values'> {
  /** Each connection to PostgreSQL keeps it planned. SQLite keeps them all. */
  readonly isKept?: true;
}

/** Runs statements on a connection of TypeORM's. */
export interface Statements {
  /** All rows; none of a statement that yields none. */
  rows(statement: Statement): Promise<unknown[]>;
  /** The first row, or undefined. */
  first(statement: Statement): Promise<unknown>;
  /** Runs a statement to its end. @returns the number of rows it changed */
  execute(statement: Statement): Promise<number>;
}

/** Compiled statements that one connection keeps; the oldest go first, for lists of parameters make ever new texts. */
const keptStatements = 400;

/** A compiled statement, and its columns when it yields rows; those come as arrays. */
interface Prepared {
  statement: BetterSqlite3.Statement;
  columns: readonly string[] | undefined;
}

/**
 * Statements on SQLite's own connection, each text compiled once. TypeORM's way there makes several promises and a broadcast
 * for each, which a request of five statements feels.
 */
class SqliteStatements implements Statements {
  private readonly prepared = new Map<string, Prepared>();

  constructor(private readonly connection: BetterSqlite3.Database) {}

  rows({ sql, values }: Statement): Promise<unknown[]> {
    return promised(() => {
      const { statement, columns } = this.prepare(sql);
      if (columns !== undefined) return statement.all(bindable(values)).map((row) => named(columns, row));
      statement.run(bindable(values));
      return [];
    });
  }

  first({ sql, values }: Statement): Promise<unknown> {
    return promised(() => {
      const { statement, columns = [] } = this.prepare(sql);
      const row = statement.get(bindable(values));
      return row === undefined ? undefined : named(columns, row);
    });
  }

  execute({ sql, values }: Statement): Promise<number> {
    return promised(() => {
      const { statement } = this.prepare(sql);
      if (statement.reader) return statement.all(bindable(values)).length;
      return statement.run(bindable(values)).changes;
    });
  }

  private prepare(text: string): Prepared {
    const known = this.prepared.get(text);
    if (known !== undefined) return known;
    const statement = this.connection.prepare(text);
    const columns = statement.reader ? statement.raw().columns() : undefined;
    const prepared = { statement, columns: columns?.map(({ name }) => name) };
    this.prepared.set(text, prepared);
    for (const oldest of this.prepared.keys()) {
      if (this.prepared.size <= keptStatements) break;
      this.prepared.delete(oldest);
    }
    return prepared;
  }
}

/** A row as an object: where better-sqlite3 makes it, the name of a column is looked up in C++ for each value of each row. */
function named(columns: readonly string[], values: unknown): object {
  const row: Record<string, unknown> = {};
  columns.forEach((column, at) => {
    row[column] = (values as unknown[])[at];
  });
  return row;
}

/** What SQLite does at once, as a promise; a fault rejects it. */
const promised = <T>(work: () => T) =>
  new Promise<T>((resolve) => {
    resolve(work());
  });

/** Values as SQLite takes them: it has no booleans. */
export const bindable = (values: unknown[]) =>
  values.map((value) => (typeof value === 'boolean' ? Number(value) : value));

/** SQLite's own view of the one connection that a data source has. */
export function sqliteConnection({ driver }: DataSource): BetterSqlite3.Database {
  return (driver as unknown as { databaseConnection: BetterSqlite3.Database }).databaseConnection;
}

const ofSqlite = new WeakMap<DataSource, Statements>();

/** Statements of a SQLite data source; it has one connection, and so one set of compiled statements. */
export function sqliteStatements(source: DataSource): Statements {
  const known = ofSqlite.get(source) ?? new SqliteStatements(sqliteConnection(source));
  ofSqlite.set(source, known);
  return known;
}

/** Statements on PostgreSQL: on the transaction's connection, or each on one of the pool. */
export function postgresStatements(manager: EntityManager): Statements {
  const rows = async (statement: Statement) => (await run(manager, statement)).records as unknown[];
  return {
    rows,
    first: async (statement) => (await rows(statement))[0],
    execute: async (statement) => (await run(manager, statement)).affected ?? 0,
  };
}

type Rows = Pick<QueryResult, 'records' | 'affected'>;

async function run(manager: EntityManager, statement: Statement): Promise<Rows> {
  const own = manager.queryRunner;
  if (own !== undefined) return runOn(own, statement);
  const runner = manager.dataSource.createQueryRunner();
  try {
    return await runOn(runner, statement);
  } finally {
    await runner.release();
  }
}

/** TypeORM's structured result has one shape whatever the statement. It gives statements no names, so kept ones go past it. */
async function runOn(runner: QueryRunner, statement: Statement): Promise<Rows> {
  const { isKept, text, values } = statement;
  if (isKept === undefined) return runner.query(text, values, true);
  // Its connection may be another's by now; TypeORM would refuse as well.
  if (runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
  const connection = (await runner.connect()) as ClientBase;
  const name = nameOf(text);
  try {
    return await runNamed(connection, { name, text, values });
  } catch (error) {
    if (!isOutdated(error)) throw error;
    // Whoever comes second finds a new name already.
    if (names.get(text) === name) rename(text, name);
    if (runner.isTransactionActive) throw error;
    return runNamed(connection, { name: nameOf(text), text, values });
  }
}

const names = new Map<string, string>();

/** What goes by a name is planned once. */
function nameOf(text: string): string {
  return names.get(text) ?? rename(text, '');
}

/** PostgreSQL takes names of 63 bytes at most. */
function rename(text: string, before: string): string {
  const name = `kept-${createHash('sha1').update(before).update(text).digest('hex')}`;
  names.set(text, name);
  return name;
}

/**
 * True when PostgreSQL refuses a kept statement because a migration, perhaps of a newer instance beside this one, changed the
 * type of a column; it would for as long as the connection lives. Its words depend on the server's language.
 */
function isOutdated(error: unknown): boolean {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/** By callback: with the driver's promises, rows of past pages stay alive until a full collection (ADR-0018). */
function runNamed(connection: ClientBase, statement: QueryConfig): Promise<Rows> {
  return new Promise((resolve, reject) => {
    connection.query<object>(statement, (error: Error | null, result) => {
      if (error === null) resolve({ records: result.rows, affected: result.rowCount ?? 0 });
      else reject(error);
    });
  });
}
