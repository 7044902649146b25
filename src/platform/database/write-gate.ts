import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import type { DataSource, EntityManager } from 'typeorm';
import { sqliteConnection } from './statements.js';

/** Work done in one transaction; it may find itself in one with others, but fails or succeeds alone. */
export type Transaction<T> = (manager: EntityManager) => Promise<T>;

/** Decides when a transaction may run. The promise settles after its durable commit, or its rollback. */
export interface Gate {
  /** True while transactions wait for their turn or run, where others stand behind them. */
  readonly isBusy: boolean;
  run<T>(writer: DataSource, transaction: Transaction<T>): Promise<T>;
}

/** A transaction that waits for its turn. */
interface Waiting {
  /** Runs it; answers how to tell its caller once the commit is durable. */
  attempt: (manager: EntityManager) => Promise<() => void>;
  refuse: (error: unknown) => void;
}

/** The writing connection: TypeORM's view of it, and SQLite's own. */
interface Connection {
  manager: EntityManager;
  sqlite: BetterSqlite3.Database;
}

/** A group is committed after so many transactions, or so many milliseconds. */
const largestGroup = 64;
const longestGroupMs = 50;
/** A group gathers for so many turns of the event loop at most. */
const mostTurns = 8;

/**
 * The gate of SQLite: one transaction at a time, first come first served. TypeORM shares one SQLite connection among all
 * callers, so overlapping transactions would nest into each other and lose acknowledged writes. Transactions that wait
 * at the same time are committed together, each in a savepoint of its own, so that they share one flush to disk.
 *
 * Begin, savepoint and commit are spoken to SQLite itself: on a full disk it rolls back of its own accord, which
 * TypeORM's count of open transactions never learns; every later write would then be acknowledged and never committed.
 */
export class FifoGate implements Gate {
  private readonly waiting: Waiting[] = [];
  private draining = false;

  get isBusy(): boolean {
    return this.draining;
  }

  run<T>(writer: DataSource, transaction: Transaction<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The caller's context goes along, although another caller's turn may run this.
      const context = new AsyncResource('Write');
      const attempt = async (manager: EntityManager) => {
        const value = await context.runInAsyncScope(transaction, undefined, manager);
        return () => resolve(value);
      };
      this.waiting.push({ attempt, refuse: reject });
      void this.drain(writer);
    });
  }

  private async drain(writer: DataSource): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    while (this.waiting.length > 0) {
      await this.gather();
      await this.commitGroup(writer);
    }
    this.draining = false;
  }

  /**
   * A commit blocks the event loop: lets the requests that came meanwhile reach the gate and join the next group, as long as
   * each turn of the loop brings more.
   */
  private async gather(): Promise<void> {
    for (let turn = 0, before = 0; turn < mostTurns && this.waiting.length > before; turn++) {
      before = this.waiting.length;
      await setImmediate();
    }
  }

  private async commitGroup(writer: DataSource): Promise<void> {
    const group: Waiting[] = [];
    const answers: (() => void)[] = [];
    let connection: Connection | undefined;
    try {
      connection = connectionOf(writer);
      endLeftover(connection.sqlite);
      connection.sqlite.exec('BEGIN IMMEDIATE');
      await this.runGroup(connection, group, answers);
      connection.sqlite.exec('COMMIT');
      for (const answer of answers) answer();
    } catch (error) {
      // The database refused the whole transaction, perhaps before it began: nobody's write is durable.
      if (connection !== undefined) endLeftover(connection.sqlite);
      if (group.length === 0) group.push(...this.waiting.splice(0));
      for (const { refuse } of group) refuse(error);
    }
  }

  private async runGroup(connection: Connection, group: Waiting[], answers: (() => void)[]): Promise<void> {
    const begunAt = performance.now();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      group.push(next);
      answers.push(await inSavepoint(connection, next));
      if (group.length === largestGroup || performance.now() - begunAt > longestGroupMs) return;
    }
  }
}

/** Runs one transaction of a group; its failure is its own, unless SQLite gave up the whole group. */
async function inSavepoint(
  { manager, sqlite }: Connection,
  { attempt, refuse }: Waiting,
): Promise<() => void> {
  sqlite.exec('SAVEPOINT turn');
  try {
    const answer = await attempt(manager);
    if (!sqlite.inTransaction) throw new Error('SQLite rolled the transaction back');
    sqlite.exec('RELEASE turn');
    return answer;
  } catch (error) {
    if (!sqlite.inTransaction) throw error;
    sqlite.exec('ROLLBACK TO turn; RELEASE turn');
    return () => refuse(error);
  }
}

function connectionOf(writer: DataSource): Connection {
  return { manager: writer.createQueryRunner().manager, sqlite: sqliteConnection(writer) };
}

/** Rolls back what a failed group may have left open; a no-op in all other cases. */
function endLeftover(sqlite: BetterSqlite3.Database): void {
  if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
}

/** No gate: PostgreSQL gives every transaction a connection of its own. Also the negative control of the self-test. */
export const openGate: Gate = {
  isBusy: false,
  run: (writer, transaction) => writer.transaction(transaction),
};
