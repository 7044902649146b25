import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<unknown>();
let running = 0;

/** The transaction that the present call chain runs in, so that nested writes join it; undefined outside. */
export function currentWrite(): unknown {
  return storage.getStore();
}

/**
 * Runs a task as part of a transaction. While no transaction runs, nothing is remembered: before Node 24 it makes every
 * promise of the process dearer.
 */
export async function runAsWrite<T>(transaction: unknown, task: () => Promise<T>): Promise<T> {
  running++;
  try {
    return await storage.run(transaction, task);
  } finally {
    if (--running === 0) storage.disable();
  }
}
