import { Worker } from 'node:worker_threads';
import { RegistryError } from '../errors.js';
import type { ThreadReader } from './database.js';
import { bindable, type Statement } from './statements.js';

interface ThreadAnswer {
  id: number;
  rows?: unknown[];
  fault?: { message: string; code?: string };
}

interface Asked {
  resolve: (rows: unknown[]) => void;
  reject: (error: Error) => void;
}

/**
 * Reads a SQLite file in a thread with a connection of its own, one statement after the other: for reads that would hold
 * up the event loop. Blobs come as `Uint8Array`. The thread begins with the first statement, and again when it has ended:
 * what was asked of it then rejects with serviceUnavailable.
 */
export class ReadThread implements ThreadReader {
  readonly dialect = 'sqlite';
  private worker: Worker | undefined;
  private readonly asked = new Map<number, Asked>();
  private lastId = 0;

  constructor(private readonly file: string) {}

  rows<T>({ sql, values }: Statement): Promise<T[]> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve: resolve as Asked['resolve'], reject });
      this.worker ??= this.begin();
      this.worker.postMessage({ id, text: sql, values: bindable(values) });
    });
  }

  async first<T>(statement: Statement): Promise<T | undefined> {
    return (await this.rows<T>(statement))[0];
  }

  /** Ends the thread; what is under way is rejected. */
  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private begin(): Worker {
    const worker = new Worker(new URL('./read-thread.worker.mjs', import.meta.url), {
      workerData: { file: this.file },
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (answer: ThreadAnswer) => {
      this.settle(answer);
    });
    worker.on('error', (error) => {
      this.fail(worker, error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => {
      this.fail(worker, new Error('the reading thread ended'));
    });
    return worker;
  }

  private settle({ id, rows, fault }: ThreadAnswer): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (rows === undefined) asked?.reject(Object.assign(new Error(fault?.message), { code: fault?.code }));
    else asked?.resolve(rows);
  }

  private fail(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    const headers = { 'retry-after': '5' };
    for (const { reject } of this.asked.values())
      reject(new RegistryError('serviceUnavailable', {}, { cause: error, headers }));
    this.asked.clear();
  }
}
