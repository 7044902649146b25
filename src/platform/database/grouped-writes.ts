import type { Database, Tx } from './database.js';

/** One waiting write: `attempt` does it (perhaps twice), `finish` tells its caller. */
interface Waiting {
  attempt: (tx: Tx) => Promise<void>;
  finish: (error?: Error) => void;
}

/** Keeps one group well below the gate's time limit. */
const largestGroup = 64;

/**
 * Commits small writes that arrive at the same time together, so that they share one flush to disk. Each promise
 * settles after its own commit. A task that throws fails alone: its group is then repeated one by one, so tasks must
 * bear being run twice.
 */
export class GroupedWrites {
  private waiting: Waiting[] = [];
  private flushing = false;

  constructor(private readonly database: Database) {}

  /** Runs `task` in a transaction that it may share with others. @throws whatever `task` throws */
  run<T>(task: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.waiting.push({
        attempt: async (tx) => {
          value = await task(tx);
        },
        finish: (error) => {
          if (error === undefined) resolve(value);
          else reject(error);
        },
      });
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    while (this.waiting.length > 0) await this.flushGroup();
    this.flushing = false;
  }

  private async flushGroup(): Promise<void> {
    let group: Waiting[] = [];
    const error = await this.attempt(async (tx) => {
      // Taken inside the transaction: whatever came while it waited for its turn goes along.
      group = this.waiting.splice(0, largestGroup);
      for (const { attempt } of group) await attempt(tx);
    });
    if (error === undefined) for (const { finish } of group) finish();
    else await this.repeatOneByOne(group, error);
  }

  private async repeatOneByOne(group: Waiting[], groupError: Error): Promise<void> {
    // No group: the database refused the transaction itself, so every waiting caller must hear of it.
    if (group.length === 0) for (const { finish } of this.waiting.splice(0)) finish(groupError);
    for (const { attempt, finish } of group)
      finish(group.length === 1 ? groupError : await this.attempt(attempt));
  }

  private async attempt(task: (tx: Tx) => Promise<void>): Promise<Error | undefined> {
    try {
      await this.database.write(task);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
