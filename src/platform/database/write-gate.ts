import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Lets one task run at a time, first come first served. TypeORM shares one SQLite connection among all callers, so
 * overlapping transactions would nest into each other and lose acknowledged writes; the gate keeps them apart.
 */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** The gate of SQLite: a queue of one. */
export class FifoGate implements Gate {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.last.then(task, task);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** No gate: PostgreSQL gives every transaction a connection of its own. Also the negative control of the self-test. */
export const openGate: Gate = { run: (task) => task() };

/** Remembers the transaction that the present call chain runs in, so that nested writes join it. */
export const currentWrite = new AsyncLocalStorage<unknown>();
