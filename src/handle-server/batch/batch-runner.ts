import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { newId } from '../../platform/ids.js';
import { LOGGER, type PinoLogger } from '../../platform/logging.js';
import { HandleError } from '../outcome.js';
import { BatchAuthentication } from './batch-authentication.js';
import { BatchIntake, type BatchSender } from './batch-intake.js';
import { BatchLedger, BatchTakenOver } from './batch-ledger.js';
import type { QueuedOperation } from './batch-operation.js';
import type { BatchRun } from './batch-run.js';
import { BatchSpool } from './batch-spool.js';

/** Operations that share one durable transaction: long enough for speed, short for the others at the gate. */
const groupSize = 100;
const mostAtOnce = 16;
const again = 'Send the file again with the same id: what is done is not repeated.';

/** Takes batch files in, and runs them beside the requests. */
@Injectable()
export class BatchRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Set<Promise<void>>();
  private incoming = 0;
  private stopping = false;

  constructor(
    private readonly ledger: BatchLedger,
    private readonly authentication: BatchAuthentication,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.dialect === 'sqlite')
      await this.ledger.interruptAll(`The server ended during the run. ${again}`);
  }

  /** Ends runs after the group that they are at; they can be gone on with. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.running);
  }

  /**
   * Takes a whole file in and begins to run it; resolves when it has begun.
   * @throws HandleError when it is refused; then nothing was done
   */
  async accept(
    lines: AsyncIterable<string>,
    { id, dryRun, ...sender }: BatchSender & { id: string; dryRun: boolean },
  ): Promise<void> {
    if (this.running.size + this.incoming >= mostAtOnce)
      throw new HandleError('busy', 'Too many batches are under way', { headers: { 'retry-after': '30' } });
    const run = { id, dryRun, token: newId() };
    this.incoming++;
    try {
      const spool = await this.spooled(lines, sender, run);
      const ended = this.run(run, spool).finally(() => this.running.delete(ended));
      this.running.add(ended);
    } finally {
      this.incoming--;
    }
  }

  private async spooled(
    lines: AsyncIterable<string>,
    sender: BatchSender,
    run: BatchRun,
  ): Promise<BatchSpool> {
    const spool = await BatchSpool.open(this.config.DATA_DIR);
    try {
      const size = await new BatchIntake(this.authentication, sender, spool).take(lines);
      await this.ledger.open(run, size);
      return spool;
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  /** Never fails: how it ended is written down, or logged where even that cannot be. */
  private async run(run: BatchRun, spool: BatchSpool): Promise<void> {
    try {
      const whole = await this.runThrough(run, spool);
      if (whole) await this.ledger.settle(run, 'finished', null);
      else await this.ledger.settle(run, 'interrupted', `The server was stopped during the run. ${again}`);
    } catch (error) {
      if (error instanceof BatchTakenOver) return;
      this.logger.error({ err: error, batchId: run.id }, 'a batch was interrupted');
      await this.ledger
        .settle(run, 'interrupted', `The server met an error. ${again}`)
        .catch((cause: unknown) => {
          this.logger.error({ err: cause, batchId: run.id }, 'the end of a batch could not be written down');
        });
    } finally {
      await spool.close();
    }
  }

  /** @returns false when the server stops first */
  private async runThrough(run: BatchRun, spool: BatchSpool): Promise<boolean> {
    const dry = run.dryRun ? await this.ledger.dryRun() : undefined;
    const counts = { operations: 0, successes: 0 };
    for await (const group of grouped(spool.operations())) {
      if (this.stopping) return false;
      counts.successes += await this.ledger.runGroup(run, group, counts, dry);
      counts.operations += group.length;
    }
    return true;
  }
}

async function* grouped(operations: AsyncIterable<QueuedOperation>): AsyncGenerator<QueuedOperation[]> {
  let group: QueuedOperation[] = [];
  for await (const operation of operations) {
    if (group.push(operation) < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
