import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { sqliteFile } from '../../platform/database/data-source.js';
import { HandleError } from '../outcome.js';
import { findNames } from './handle-search.js';
import { costOf } from './search-pieces.js';
import type { HandleSearch, SearchRunner } from './search-terms.js';

interface WorkerAnswer {
  id: number;
  rows?: unknown[];
  fault?: string;
}

/** Searches that may wait for their turn in a lane. */
const longestQueue = 20;

/**
 * Runs searches where they disturb nobody. By an exact value: at once. Others on SQLite: in a thread with its own
 * read-only connection, one at a time in each of two lanes, so that a search along an index never waits for one through
 * everything. PostgreSQL works in its own processes, so there the lanes only keep order.
 */
@Injectable()
export class SearchLanes implements OnApplicationShutdown {
  private readonly lanes = { range: new Lane(), scan: new Lane() };
  private worker: SearchWorker | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Names as registered. @throws HandleError busy when it takes too long, or too many wait */
  find(search: HandleSearch): Promise<string[]> {
    const cost = costOf(search);
    if (cost === 'exact') return this.atOnce(search);
    return this.lanes[cost].run(() =>
      this.database.dialect === 'postgres' ? this.atOnce(search) : findNames(this.ownThread(), search),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.close();
  }

  private atOnce(search: HandleSearch): Promise<string[]> {
    return this.database.read((reader) => findNames(inTurn(reader), search));
  }

  private ownThread(): SearchRunner {
    if (this.worker?.isOver !== false) this.worker = new SearchWorker(sqliteFile(this.config));
    return this.worker;
  }
}

/** Lets other requests have their turn before each statement. */
function inTurn({ dialect, rows }: SearchRunner): SearchRunner {
  return {
    dialect,
    rows: async <T>(statement: Sql) => {
      await setImmediate();
      return rows<T>(statement);
    },
  };
}

/** One search at a time. */
class Lane {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.waiting >= longestQueue)
      throw new HandleError('busy', 'Too many searches wait; try again later.', {
        headers: { 'retry-after': '5' },
      });
    this.waiting++;
    const turn = this.last.then(task, task);
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting--;
    }
  }
}

/** A thread that runs statements on a connection of its own. */
class SearchWorker implements SearchRunner {
  readonly dialect = 'sqlite';
  isOver = false;
  private readonly worker: Worker;
  private readonly asked = new Map<
    number,
    { resolve: (rows: never[]) => void; reject: (error: Error) => void }
  >();
  private lastId = 0;

  constructor(file: string) {
    this.worker = new Worker(new URL('./search-worker.mjs', import.meta.url), {
      workerData: { file },
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
      execArgv: [],
    });
    this.worker.unref();
    this.worker.on('message', (answer: WorkerAnswer) => {
      this.settle(answer);
    });
    this.worker.on('error', (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on('exit', () => {
      this.fail(new Error('the search thread ended'));
    });
  }

  rows<T>(statement: { sql: string; values: unknown[] }): Promise<T[]> {
    const id = ++this.lastId;
    return new Promise<T[]>((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.worker.postMessage({ id, text: statement.sql, values: statement.values });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private settle({ id, rows, fault }: WorkerAnswer): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (rows === undefined) asked?.reject(new Error(fault));
    else asked?.resolve(rows as never[]);
  }

  private fail(error: Error): void {
    this.isOver = true;
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }
}
