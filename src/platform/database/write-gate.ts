import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** Work done in one transaction; it may find itself in one with others, but fails or succeeds alone. */
export type Transaction<T> = (manager: EntityManager) => Promise<T>;

/** Decides when a transaction may run. The promise settles after its durable commit, or its rollback. */
export interface Gate {
  run<T>(writer: DataSource, transaction: Transaction<T>): Promise<T>;
}

/** A transaction that waits for its turn. */
interface Waiting {
  /** Runs it; answers how to tell its caller once the commit is durable. */
  attempt: (manager: EntityManager) => Promise<() => void>;
  refuse: (error: unknown) => void;
}

/** A group is committed after so many transactions, or so many milliseconds. */
const largestGroup = 64;
const longestGroupMs = 50;

/**
 * The gate of SQLite: one transaction at a time, first come first served. TypeORM shares one SQLite connection among all
 * callers, so overlapping transactions would nest into each other and lose acknowledged writes. Transactions that wait
 * at the same time are committed together, each in a savepoint of its own, so that they share one flush to disk.
 */
export class FifoGate implements Gate {
  private readonly waiting: Waiting[] = [];
  private draining = false;

  run<T>(writer: DataSource, transaction: Transaction<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The caller's context goes along, although another caller's turn may run this.
      const attempt = AsyncResource.bind(async (manager: EntityManager) => {
        const value = await manager.transaction(transaction);
        return () => resolve(value);
      });
      this.waiting.push({ attempt, refuse: reject });
      void this.drain(writer);
    });
  }

  private async drain(writer: DataSource): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    while (this.waiting.length > 0) {
      // A commit blocks the event loop: let the requests that came meanwhile reach the gate and join the next group.
      await setImmediate();
      await this.commitGroup(writer);
    }
    this.draining = false;
  }

  private async commitGroup(writer: DataSource): Promise<void> {
    const group: Waiting[] = [];
    const answers: (() => void)[] = [];
    try {
      await writer.transaction((manager) => this.runGroup(manager, group, answers));
      for (const answer of answers) answer();
    } catch (error) {
      // The database refused the whole transaction, perhaps before it began: nobody's write is durable.
      if (group.length === 0) group.push(...this.waiting.splice(0));
      for (const { refuse } of group) refuse(error);
    }
  }

  private async runGroup(manager: EntityManager, group: Waiting[], answers: (() => void)[]): Promise<void> {
    const begunAt = performance.now();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const { attempt, refuse } = next;
      group.push(next);
      try {
        answers.push(await attempt(manager));
      } catch (error) {
        if (endsTransaction(error)) throw error;
        answers.push(() => refuse(error));
      }
      if (group.length === largestGroup || performance.now() - begunAt > longestGroupMs) return;
    }
  }
}

/** No gate: PostgreSQL gives every transaction a connection of its own. Also the negative control of the self-test. */
export const openGate: Gate = { run: (writer, transaction) => writer.transaction(transaction) };

/** Remembers the transaction that the present call chain runs in, so that nested writes join it. */
export const currentWrite = new AsyncLocalStorage<unknown>();

/** Faults after which SQLite may have rolled back everything, not only the statement. Source: sqlite.org/lang_transaction. */
const wholeTransactionFaults = /^SQLITE_(FULL|IOERR|NOMEM|BUSY|INTERRUPT|CORRUPT)/;

function endsTransaction(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  return wholeTransactionFaults.test(String((error.driverError as { code?: unknown }).code));
}
