import type { HandleIdentity } from '../administrators.js';
import type { RecordChange } from '../record-changes.js';

/** What a part of a batch file asks for. */
export type BatchAction =
  | { kind: 'change'; change: RecordChange }
  | { kind: 'authenticate'; identity: HandleIdentity; password: string }
  /** Our own: a session that the client has authenticated with a key that stays with it. */
  | { kind: 'session'; sessionId: string }
  | { kind: 'home'; prefix: string }
  | { kind: 'unhome'; prefix: string }
  | { kind: 'invalid'; reason: string };

/** One operation of a batch file. */
export interface BatchOperation {
  /** Line of the file on which it begins, from 1. */
  line: number;
  /** As the log names it: `create`, `add values` … */
  what: string;
  /** The handle, prefix or user name. */
  subject: string;
  action: BatchAction;
  /** SHA-256 of its lines without a password. */
  digest: string;
}

/** An operation with its place in the file, from 1, and who asked for it, if anybody proved to be somebody. */
export interface QueuedOperation {
  ordinal: number;
  operation: BatchOperation;
  identity: HandleIdentity | undefined;
}
