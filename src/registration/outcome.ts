import type { PidApplied, PidFailure, PidFailureClass } from '../pid/driver.js';
import type { ClaimedHandle } from './claim.js';

/** What was asked of the service. */
export type Operation = 'register' | 'update' | 'unregister' | 'inspect';

/** How one attempt ended. */
export type AttemptResult =
  | { kind: 'applied'; operation: Operation; answer: PidApplied }
  /** Withdrawn outside; the tombstone stands. */
  | { kind: 'withdrawn'; operation: Operation; answer: PidApplied }
  /** Deleted before it ever stood outside: only the name is used up. */
  | { kind: 'nothing-to-withdraw'; operation: Operation }
  /** The name belongs to somebody else. */
  | { kind: 'conflict'; operation: Operation; reason: string }
  | { kind: 'failed'; operation: Operation; failure: PidFailure };

/** The last outcome as a handle keeps it (JSON in `last_outcome`) and shows it. */
export interface RecordedOutcome {
  class: PidFailureClass | 'applied' | 'conflict';
  operation: Operation;
  revision: number;
  at: string;
  status?: number | undefined;
  reason?: string | undefined;
  /** `attempts` when this was written; more claims than that mean that the process died in between. */
  attempt: number;
  /** Failures of this revision in a row, and how many of the last ones were doubtful, or found the name taken by nobody. */
  failures: number;
  doubtful: number;
  /** First failure of the series. */
  since?: string | undefined;
}

/** What the ledger row becomes. A newer desired revision overrules `stop`. */
export type LedgerChange =
  | { kind: 'confirm'; renamed: PidApplied['renamed']; outcome: RecordedOutcome }
  | { kind: 'withdraw' | 'burn'; outcome: RecordedOutcome }
  | { kind: 'retry'; delayMs: number; burnsAttempt: boolean; outcome: RecordedOutcome }
  | { kind: 'stop'; state: 'parked' | 'conflict'; outcome: RecordedOutcome };

/** Longest pause between two tries, and the base it doubles from. */
const longestBackoffMs = 15 * 60_000;
const backoffBaseMs = 2000;
/** Doublings up to 16 s, and how many more tries keep to that pause. */
const shortDoublings = 3;
const triesAtShort = 4;
/** How long transient failures are tried again. */
const horizonMs = 14 * 24 * 3600_000;
const longestRetryAfterMs = 3600_000;
/** Pauses after a refusal without a recognisable reason: five tries within an hour, then a person decides. */
const doubtfulDelaysMs = [60_000, 240_000, 600_000, 900_000, 1_500_000];
/** Tries after which a name that is taken, though nothing is seen under it, counts as somebody else's. */
const takenLimit = 8;

/**
 * Full jitter over a pause that doubles from 2 s to 16 s, stays there for some tries and doubles on to 15 min; never before
 * the service's own Retry-After (an hour at most). A service that fails altogether is held off by its breaker; the
 * pause is for the single handle, which at a service that mostly answers had bad luck.
 * @param failures in a row before the one that is waited for
 * @param random uniform in [0, 1)
 */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const doublings = Math.max(Math.min(failures, shortDoublings), failures - triesAtShort);
  const ceiling = Math.min(longestBackoffMs, backoffBaseMs * 2 ** Math.min(doublings, 20));
  return Math.max(Math.round(random * ceiling), Math.min(retryAfterMs, longestRetryAfterMs));
}

/**
 * Decides what an attempt's result means for its row.
 * Source: the outcome classes of the failure model (docs/architecture.md, registration).
 */
export function settle(
  handle: ClaimedHandle,
  result: AttemptResult,
  now: Date,
  random: number,
): LedgerChange {
  switch (result.kind) {
    case 'applied':
      return { kind: 'confirm', renamed: result.answer.renamed, outcome: success(handle, result, now) };
    case 'withdrawn':
      return { kind: 'withdraw', outcome: success(handle, result, now) };
    case 'nothing-to-withdraw':
      return { kind: 'burn', outcome: success(handle, { ...result, answer: {} }, now) };
    case 'conflict':
      return stop(
        'conflict',
        failureOutcome(handle, result.operation, now, { class: 'conflict', reason: result.reason }),
      );
    case 'failed':
      return settleFailure(handle, result.operation, result.failure, now, random);
  }
}

function settleFailure(
  handle: ClaimedHandle,
  operation: Operation,
  failure: PidFailure,
  now: Date,
  random: number,
): LedgerChange {
  const outcome = failureOutcome(handle, operation, now, failure);
  const retry = (delayMs: number): LedgerChange => ({ kind: 'retry', delayMs, burnsAttempt: true, outcome });
  switch (failure.class) {
    case 'permanent':
    case 'drifted':
      return stop('parked', outcome);
    case 'credentials':
      // The whole service stops; the row itself did nothing wrong.
      return {
        kind: 'retry',
        delayMs: 0,
        burnsAttempt: false,
        outcome: { ...outcome, failures: outcome.failures - 1 },
      };
    case 'doubtful': {
      const delayMs = doubtfulDelaysMs[outcome.doubtful - 1];
      return delayMs === undefined ? stop('parked', outcome) : retry(delayMs);
    }
    case 'config':
      // An answer that points elsewhere needs a person; an unreachable or unsafe endpoint stops the service instead.
      return failure.status === undefined
        ? retry(backoffMs(outcome.failures - 1, random))
        : stop('parked', outcome);
    case 'exists':
      return outcome.doubtful > takenLimit
        ? stop('conflict', outcome)
        : retry(backoffMs(outcome.failures - 1, random));
    case 'transient':
    case 'unknown':
      return pastHorizon(outcome, now)
        ? stop('parked', outcome)
        : retry(backoffMs(outcome.failures - 1, random, failure.retryAfterMs));
  }
}

const stop = (state: 'parked' | 'conflict', outcome: RecordedOutcome): LedgerChange => ({
  kind: 'stop',
  state,
  outcome,
});

const pastHorizon = (outcome: RecordedOutcome, now: Date) =>
  outcome.since !== undefined && now.getTime() - Date.parse(outcome.since) > horizonMs;

function success(
  handle: ClaimedHandle,
  result: { operation: Operation; answer: PidApplied },
  now: Date,
): RecordedOutcome {
  return {
    class: 'applied',
    operation: result.operation,
    revision: handle.desiredRevision,
    at: now.toISOString(),
    status: result.answer.status,
    attempt: 0,
    failures: 0,
    doubtful: 0,
  };
}

function failureOutcome(
  handle: ClaimedHandle,
  operation: Operation,
  now: Date,
  failure: { class: PidFailureClass | 'conflict'; reason: string; status?: number | undefined },
): RecordedOutcome {
  const last = readOutcome(handle.lastOutcome);
  // Each revision is tried afresh: what was given up, or lasted long, was another one.
  const before = last?.revision === handle.desiredRevision ? last : undefined;
  const inDoubt = failure.class === 'doubtful' || failure.class === 'exists';
  const at = now.toISOString();
  return {
    class: failure.class,
    operation,
    revision: handle.desiredRevision,
    at,
    status: failure.status,
    reason: failure.reason,
    attempt: handle.attempts,
    failures: (before?.failures ?? 0) + 1,
    doubtful: inDoubt ? (before?.class === failure.class ? before.doubtful : 0) + 1 : 0,
    since: before?.since ?? at,
  };
}

/** Reads a stored outcome; null stands for a row that was never tried. */
export function readOutcome(stored: string | null): RecordedOutcome | undefined {
  return stored === null ? undefined : (JSON.parse(stored) as RecordedOutcome);
}

/** How often the process died (or lost its lease) between claiming the row and recording an outcome. */
export function unrecordedClaims(handle: ClaimedHandle): number {
  return handle.attempts - 1 - (readOutcome(handle.lastOutcome)?.attempt ?? 0);
}
