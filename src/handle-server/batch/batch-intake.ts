import type { HandleIdentity } from '../administrators.js';
import { HandleError } from '../outcome.js';
import { authenticates, type BatchAuthentication } from './batch-authentication.js';
import type { BatchOperation } from './batch-operation.js';
import { BatchParser } from './batch-parser.js';
import type { BatchSize } from './batch-run.js';
import type { BatchSpool } from './batch-spool.js';

/** Who sends a batch. */
export interface BatchSender {
  /** Whom the request proved, if anybody; the file may say otherwise. */
  identity: HandleIdentity | undefined;
  address: string;
}

/**
 * Takes a batch file in. Passwords and sessions are tried while it comes, so that they need not be kept and cannot run
 * out before their operations are done.
 */
export class BatchIntake {
  private readonly parser = new BatchParser();
  private readonly size: BatchSize = { operations: 0, lines: 0 };
  private identity: HandleIdentity | undefined;
  /** Somebody has proved to be somebody; from then on a failed block is an operation that failed. */
  private admitted: boolean;

  constructor(
    private readonly authentication: BatchAuthentication,
    private readonly sender: BatchSender,
    private readonly spool: BatchSpool,
  ) {
    this.identity = sender.identity;
    this.admitted = sender.identity !== undefined;
  }

  /**
   * Reads to the end of the file.
   * @throws HandleError authenticationNeeded or authenticationFailed when nobody is authenticated before the first
   *   operation; whatever `lines` fails with
   */
  async take(lines: AsyncIterable<string>): Promise<BatchSize> {
    for await (const line of lines) {
      this.size.lines++;
      for (const operation of this.parser.push(line)) await this.queue(operation);
    }
    for (const operation of this.parser.end()) await this.queue(operation);
    if (!this.admitted) throw nobody();
    return this.size;
  }

  private async queue(operation: BatchOperation): Promise<void> {
    // A successful authentication is no operation of its own.
    if (authenticates(operation.action) && (await this.authenticated(operation))) return;
    if (!this.admitted) throw nobody();
    this.size.operations++;
    await this.spool.add({
      ordinal: this.size.operations,
      operation: withoutSecret(operation),
      identity: this.identity,
    });
  }

  /** Whoever fails to authenticate is nobody, not who was authenticated before. */
  private async authenticated({ action }: BatchOperation): Promise<boolean> {
    this.identity = undefined;
    try {
      this.identity = await this.authentication.identityOf(action, this.sender.address);
      this.admitted = true;
      return true;
    } catch (error) {
      if (error instanceof HandleError && this.admitted) return false;
      throw error;
    }
  }
}

const nobody = () =>
  new HandleError('authenticationNeeded', 'A batch starts with AUTHENTICATE, or comes with credentials');

/** A failed authentication as an operation: its password is of no use any more. */
function withoutSecret(operation: BatchOperation): BatchOperation {
  const { action } = operation;
  return action.kind === 'authenticate' ? { ...operation, action: { ...action, password: '' } } : operation;
}
