import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { type HandleIdentity, printIdentity } from '../administrators.js';
import {
  applyChange,
  changeContext,
  type ChangeContext,
  dryRunContext,
  mayOnPrefix,
} from '../apply-change.js';
import { HandleAuthentication } from '../authentication.js';
import { isHomed } from '../homed-prefixes.js';
import { HandleError, responseCodes } from '../outcome.js';
import { SecretKeys } from '../secret-keys.js';
import { HandleSessions } from '../sessions.js';
import type { BatchOperation } from './batch-operation.js';
import { BatchParser } from './batch-parser.js';
import {
  type BatchResultRow,
  countBatch,
  doneBefore,
  forgetBatches,
  openBatch,
  putResults,
} from './batch.queries.js';

/** How a batch is to be run. */
export interface BatchRun {
  id: string;
  dryRun: boolean;
  /** Who sent it, if the request said so; the file may say otherwise. */
  identity: HandleIdentity | undefined;
  address: string;
}

/** Operations that share one durable transaction: long enough for speed, short for the others at the gate. */
const groupSize = 100;
const keepMs = 30 * 24 * 3_600_000;

/**
 * Runs batch files while they come in: a group of operations and its results are one transaction, so that after any
 * death the results say exactly what was done, and a second run goes on where the first ended.
 */
@Injectable()
export class BatchRunner {
  constructor(
    private readonly database: Database,
    private readonly authentication: HandleAuthentication,
    private readonly sessions: HandleSessions,
    private readonly keys: SecretKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws HandleError when nobody is authenticated before the first operation; then nothing is kept of the batch */
  async run(lines: AsyncIterable<string>, run: BatchRun): Promise<void> {
    const progress = new Progress(this, run);
    const parser = new BatchParser();
    try {
      for await (const line of lines) {
        progress.lines++;
        for (const operation of parser.push(line)) await progress.add(operation);
      }
      for (const operation of parser.end()) await progress.add(operation);
      await progress.finish('finished', null);
    } catch (error) {
      const reason = error instanceof HandleError ? error.message : 'The file did not arrive whole';
      if (progress.isOpen) await progress.finish('broken', `${reason}; send it again with the same id.`);
      throw error;
    }
  }

  /** Opens the batch's row. */
  async open({ id, dryRun }: BatchRun): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async (tx) => {
      await forgetBatches(tx, toInstant(new Date(now.getTime() - keepMs)));
      await openBatch(tx, id, dryRun, toInstant(now));
    });
  }

  /** The identity that an AUTHENTICATE block proves. @throws HandleError */
  async authenticate({ action }: BatchOperation, address: string): Promise<HandleIdentity> {
    if (action.kind === 'authenticate') {
      await this.authentication.assertSecret(action.identity, action.password, address);
      return action.identity;
    }
    const session = action.kind === 'session' ? this.sessions.use(action.sessionId) : undefined;
    if (session?.identity === undefined)
      throw new HandleError('authenticationFailed', 'The session is not authenticated');
    return session.identity;
  }

  /** Runs a group and writes its results, in one transaction. @returns how many succeeded */
  async runGroup(run: BatchRun, group: readonly Numbered[], dry: ChangeContext | undefined): Promise<number> {
    const now = toInstant(this.clock.now());
    return this.database.write(async (tx) => {
      const done = await doneBefore(tx, run.id, group[0]?.ordinal ?? 0, group.at(-1)?.ordinal ?? 0);
      const context = dry ?? changeContext(tx, this.keys, now);
      const results: BatchResultRow[] = [];
      let repeated = 0;
      for (const numbered of group) {
        if (done.get(numbered.ordinal) === numbered.operation.digest) repeated++;
        else results.push(await resultOf(context, numbered));
      }
      await putResults(tx, run.id, results);
      return repeated + results.filter(({ responseCode }) => responseCode === responseCodes.success).length;
    });
  }

  /** Writes how the batch stands. */
  async count(
    run: BatchRun,
    { operations, successes, lines }: Progress,
    state: 'running' | 'finished' | 'broken',
    reason: string | null,
  ) {
    const now = toInstant(this.clock.now());
    await this.database.write((tx) =>
      countBatch(tx, run.id, { operations, successes, lines }, { state, reason, now }),
    );
  }

  /** What dry runs pretend in. */
  dryRun(): Promise<ChangeContext> {
    return this.database.read((reader) =>
      Promise.resolve(dryRunContext(reader, this.keys, toInstant(this.clock.now()))),
    );
  }
}

/** An operation with its place and who asked for it. */
interface Numbered {
  ordinal: number;
  operation: BatchOperation;
  identity: HandleIdentity | undefined;
}

/** One run under way. */
class Progress {
  operations = 0;
  successes = 0;
  lines = 0;
  isOpen = false;
  private identity: HandleIdentity | undefined;
  private group: Numbered[] = [];
  private dry: ChangeContext | undefined;

  constructor(
    private readonly runner: BatchRunner,
    private readonly run: BatchRun,
  ) {
    this.identity = run.identity;
  }

  async add(operation: BatchOperation): Promise<void> {
    const { kind } = operation.action;
    const authenticates = kind === 'authenticate' || kind === 'session';
    if (authenticates) await this.flush();
    const fault = authenticates ? await this.authenticate(operation) : undefined;
    if (!this.isOpen) await this.open(fault);
    // A successful authentication is no operation of its own.
    if (authenticates && fault === undefined) return;
    this.operations++;
    this.group.push({ ordinal: this.operations, operation, identity: this.identity });
    if (this.group.length >= groupSize) await this.flush();
  }

  async finish(state: 'finished' | 'broken', reason: string | null): Promise<void> {
    if (!this.isOpen) await this.open(undefined);
    await this.flush();
    await this.runner.count(this.run, this, state, reason);
  }

  private async open(fault: HandleError | undefined): Promise<void> {
    if (this.identity === undefined)
      throw (
        fault ??
        new HandleError('authenticationNeeded', 'A batch starts with AUTHENTICATE, or comes with credentials')
      );
    await this.runner.open(this.run);
    this.dry = this.run.dryRun ? await this.runner.dryRun() : undefined;
    this.isOpen = true;
  }

  /** Whoever fails to authenticate is nobody, not who was authenticated before. */
  private async authenticate(operation: BatchOperation): Promise<HandleError | undefined> {
    this.identity = undefined;
    try {
      this.identity = await this.runner.authenticate(operation, this.run.address);
      return undefined;
    } catch (error) {
      if (error instanceof HandleError) return error;
      throw error;
    }
  }

  private async flush(): Promise<void> {
    const group = this.group;
    if (group.length === 0) return;
    this.group = [];
    this.successes += await this.runner.runGroup(this.run, group, this.dry);
    await this.runner.count(this.run, this, 'running', null);
  }
}

async function resultOf(
  context: ChangeContext,
  { ordinal, operation, identity }: Numbered,
): Promise<BatchResultRow> {
  const { line, what, subject, digest } = operation;
  const [responseCode, message] = await carriedOut(context, operation, identity);
  return { ordinal, line, operation: what, subject, digest, responseCode, message };
}

async function carriedOut(
  context: ChangeContext,
  { action }: BatchOperation,
  identity: HandleIdentity | undefined,
): Promise<[number | null, string | null]> {
  if (action.kind === 'invalid') return [null, action.reason];
  if (action.kind === 'authenticate' || action.kind === 'session')
    return [responseCodes.authenticationFailed, 'Identity not verified'];
  if (identity === undefined) return [responseCodes.authenticationNeeded, 'Nobody is authenticated'];
  if (action.kind !== 'change') return homing(context, action, identity);
  const outcome = await applyChange(context, { change: action.change, identity });
  return outcome.done
    ? [responseCodes.success, null]
    : [responseCodes[outcome.failure.name], outcome.failure.message];
}

/** A prefix is homed by an administrator of the registry; to home one again that lives here is done already. */
async function homing(
  context: ChangeContext,
  { kind, prefix }: { kind: 'home' | 'unhome'; prefix: string },
  identity: HandleIdentity,
): Promise<[number, string | null]> {
  const homed = await isHomed(context.store.reader, prefix);
  if (kind === 'home' && homed && (await mayOnPrefix(context, identity, prefix, ['add_handle'])))
    return [responseCodes.success, null];
  return [
    responseCodes.invalidAdmin,
    `${printIdentity(identity)} may not ${kind} prefixes: an administrator of the registry does, with waymark prefix`,
  ];
}
