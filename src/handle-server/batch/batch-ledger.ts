import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { changeContext, type ChangeContext, dryRunContext } from '../apply-change.js';
import { HandleError, responseCodes } from '../outcome.js';
import { SecretKeys } from '../secret-keys.js';
import { execute } from './batch-execution.js';
import type { QueuedOperation } from './batch-operation.js';
import type { BatchCounts, BatchRun, BatchSize } from './batch-run.js';
import {
  type BatchResultRow,
  countBatch,
  doneBefore,
  findBatch,
  forgetBatches,
  interruptAll,
  isRunBy,
  openBatch,
  putResults,
  resultsAfter,
  settleBatch,
} from './batch.queries.js';

/** The batch was taken over by a later run. */
export class BatchTakenOver extends Error {}

const keepMs = 30 * 24 * 3_600_000;
/** A run writes several times a second; one that has been silent for so long is over. */
const silentMs = 30_000;

/**
 * Where runs are written down: a group of operations, its results and how far the run has come are one transaction, so
 * that after any death the batch says exactly what was done, and a second run goes on where the first ended.
 */
@Injectable()
export class BatchLedger {
  constructor(
    private readonly database: Database,
    private readonly keys: SecretKeys,
    private readonly clock: Clock,
  ) {}

  /** Begins a run. @throws HandleError with HTTP 409 when the batch is under way, or was a dry run and shall not be one */
  async open(run: BatchRun, size: BatchSize): Promise<void> {
    await this.database.write(async (tx) => {
      await forgetBatches(tx, this.ago(keepMs));
      if (await openBatch(tx, run, size, { now: this.ago(0), silentSince: this.ago(silentMs) })) return;
      const { state } = (await findBatch(tx, run.id, this.ago(silentMs))) ?? {};
      const reason =
        state === 'running' ? 'This batch is under way' : 'A dry run and a real run need ids of their own';
      throw new HandleError('protocolError', reason, { status: 409 });
    });
  }

  /**
   * Does operations that were not done by an earlier run of the same batch, and writes their results.
   * @returns how many of the group are done
   * @throws BatchTakenOver when another run has begun; then nothing was done
   */
  async runGroup(
    run: BatchRun,
    group: readonly QueuedOperation[],
    before: BatchCounts,
    dry: ChangeContext | undefined,
  ): Promise<number> {
    const now = this.ago(0);
    return this.database.write(async (tx) => {
      if (!(await isRunBy(tx, run))) throw new BatchTakenOver();
      const done = await doneBefore(tx, run.id, group[0]?.ordinal ?? 0, group.at(-1)?.ordinal ?? 0);
      const context = dry ?? changeContext(tx, this.keys, now);
      const results: BatchResultRow[] = [];
      for (const queued of group)
        if (done.get(queued.ordinal) !== queued.operation.digest)
          results.push(await execute(context, queued));
      await putResults(tx, run.id, results);
      const failed = results.filter(({ responseCode }) => responseCode !== responseCodes.success).length;
      const succeeded = group.length - failed;
      const operations = before.operations + group.length;
      await countBatch(tx, run.id, { operations, successes: before.successes + succeeded }, now);
      return succeeded;
    });
  }

  /** Says how a run ended. @param reason why it is interrupted */
  async settle(run: BatchRun, state: 'finished' | 'interrupted', reason: string | null): Promise<void> {
    await this.database.write((tx) => settleBatch(tx, run, { state, reason, now: this.ago(0) }));
  }

  /** Says of every run that it is interrupted. For the start of the only process of a database: nobody runs them. */
  async interruptAll(reason: string): Promise<void> {
    await this.database.write((tx) => interruptAll(tx, reason));
  }

  /** What dry runs pretend in. */
  dryRun(): Promise<ChangeContext> {
    return this.database.read((reader) => Promise.resolve(dryRunContext(reader, this.keys, this.ago(0))));
  }

  /** A batch as its face shows it; undefined when there is none. */
  find(id: string) {
    return this.database.read((reader) => findBatch(reader, id, this.ago(silentMs)));
  }

  /** Results of the run under way, or of the last one, behind an ordinal and in order. */
  results(id: string, after: number, limit: number, failuresOnly: boolean) {
    return this.database.read((reader) => resultsAfter(reader, id, after, limit, failuresOnly));
  }

  private ago(ms: number): string {
    return toInstant(new Date(this.clock.now().getTime() - ms));
  }
}
