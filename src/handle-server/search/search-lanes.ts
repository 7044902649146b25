import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { sqliteFile } from '../../platform/database/data-source.js';
import { ReadThread } from '../../platform/database/read-thread.js';
import { HandleError } from '../outcome.js';
import { findNames } from './handle-search.js';
import { costOf } from './search-pieces.js';
import type { HandleSearch, SearchRunner } from './search-terms.js';

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
  private readonly thread: ReadThread | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.thread = database.dialect === 'sqlite' ? new ReadThread(sqliteFile(config)) : undefined;
  }

  /** Names as registered. @throws HandleError busy when it takes too long, or too many wait */
  find(search: HandleSearch): Promise<string[]> {
    const cost = costOf(search);
    if (cost === 'exact') return this.atOnce(search);
    return this.lanes[cost].run(() =>
      this.thread === undefined ? this.atOnce(search) : findNames(this.thread, search),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.close();
  }

  private atOnce(search: HandleSearch): Promise<string[]> {
    return this.database.read((reader) => findNames(inTurn(reader), search));
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
