import type BetterSqlite3 from 'better-sqlite3';
import type { Sql } from 'sql-template-tag';
import type { DataSource } from 'typeorm';

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
