import { createHash } from 'node:crypto';
import type { ClientBase, QueryConfig } from 'pg';
import {
  type EntityManager,
  QueryRunnerAlreadyReleasedError,
  type QueryResult,
  type QueryRunner,
} from 'typeorm';
import type { Statement, Statements } from './statements.js';

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
