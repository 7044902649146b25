import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type RowReader } from '../platform/database/database.js';
import type { FeedAnswer } from './feed.queries.js';
import { Publisher } from './publisher.js';

/** Oldest high-water that is given out while the publisher could move it. */
const freshMs = 1000;

/** Reads the feed as of now: what is read and the high-water come from one snapshot that is at most a second old. */
@Injectable()
export class FeedView {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
  ) {}

  /** Answers a query on the feed; moves the high-water first when nobody did for a second. */
  read<T extends FeedAnswer>(query: (reader: Reader) => Promise<T>): Promise<T & { highWater: string }> {
    return this.fresh(
      () => this.database.readReplica(query),
      () => this.database.read(query),
    );
  }

  /** The same for a page of a list, which is read beside the other requests where no replica takes it. */
  readPage<T extends FeedAnswer>(
    query: (reader: RowReader) => Promise<T>,
  ): Promise<T & { highWater: string }> {
    return this.fresh(
      () => (this.database.hasReplica ? this.database.readReplica(query) : this.database.readAside(query)),
      () => this.database.read(query),
    );
  }

  private async fresh<T extends FeedAnswer>(
    read: () => Promise<T>,
    readMain: () => Promise<T>,
  ): Promise<T & { highWater: string }> {
    const answer = await read();
    if (answer.highWater !== undefined && this.isFresh(answer.highWater))
      return { ...answer, highWater: answer.highWater };
    await this.publisher.runShared();
    // A replica may lag: then the answer is as old as its high-water says. Before its first pass it knows nothing.
    const replicated = await read();
    const again = replicated.highWater === undefined ? await readMain() : replicated;
    return { ...again, highWater: again.highWater ?? '' };
  }

  private isFresh(highWater: string): boolean {
    return this.clock.now().getTime() - Date.parse(highWater) <= freshMs;
  }
}
