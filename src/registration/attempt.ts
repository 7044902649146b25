import { type PidApplied, type PidDriver, PidDriverError, type PidTarget } from '../pid/driver.js';
import type { ClaimedHandle } from './claim.js';
import type { AttemptResult, Operation } from './outcome.js';

/** One attempt under way: what is wanted, by which driver, until when. */
interface Attempt {
  driver: PidDriver;
  handle: ClaimedHandle;
  target: PidTarget;
  signal: AbortSignal;
}

/**
 * Brings the service nearer to the handle's desired state: at most a read and a write or two, always of the full
 * state. Runs outside any transaction. Foreseen failures are results; only faults of our own code are thrown.
 */
export async function attempt(run: Attempt): Promise<AttemptResult> {
  if (run.handle.deleted) return withdraw(run);
  if (run.handle.appliedRevision > 0) return update(run);
  // After an attempt whose answer may be lost, look before anything else.
  return run.handle.sentBefore && run.driver.promises.inspect ? reconcile(run) : register(run);
}

async function register(run: Attempt): Promise<AttemptResult> {
  const result = await call('register', () => run.driver.register(run.target, run.signal));
  const taken = result.kind === 'failed' && result.failure.class === 'exists';
  return taken && run.driver.promises.inspect ? reconcile(run, result) : result;
}

/** Looks what stands outside, and does what is missing. `taken`: a create call has just found the name taken. */
async function reconcile(run: Attempt, taken?: AttemptResult): Promise<AttemptResult> {
  const seen = await look(run);
  if ('kind' in seen) return seen;
  switch (seen.found) {
    case 'absent':
      // Taken a moment ago and now absent: the service contradicts itself, so wait rather than go round.
      return taken ?? call('register', () => run.driver.register(run.target, run.signal));
    case 'ours':
      return seen.revision === run.target.mark.revision && seen.url === run.target.url
        ? { kind: 'applied', operation: 'inspect', answer: {} }
        : update(run);
    case 'foreign':
      return {
        kind: 'conflict',
        operation: 'inspect',
        reason: `The PID ${run.target.pid} belongs to somebody else.`,
      };
    case 'unknowable':
      return taken ?? call('register', () => run.driver.register(run.target, run.signal));
  }
}

async function update(run: Attempt): Promise<AttemptResult> {
  const result = await call('update', () => run.driver.update(run.target, run.signal));
  return isDrifted(result) && run.driver.promises.recreate
    ? call('register', () => run.driver.register(run.target, run.signal))
    : orConflict(result);
}

const isDrifted = (result: AttemptResult) => result.kind === 'failed' && result.failure.class === 'drifted';

/** A record of ours that became somebody else's: no repetition will change that. */
function orConflict(result: AttemptResult): AttemptResult {
  if (result.kind !== 'failed' || result.failure.class !== 'exists') return result;
  return { kind: 'conflict', operation: result.operation, reason: result.failure.reason };
}

/** A handle that was never confirmed may stand outside all the same, or under its name somebody else's. */
async function withdraw(run: Attempt): Promise<AttemptResult> {
  if (run.handle.appliedRevision === 0 && run.driver.promises.inspect) {
    const seen = await look(run);
    if ('kind' in seen) return seen;
    if (seen.found !== 'ours') return { kind: 'nothing-to-withdraw', operation: 'inspect' };
  }
  const result = await call('unregister', () => run.driver.unregister(run.target, run.signal));
  if (result.kind === 'applied') return { ...result, kind: 'withdrawn' };
  // Gone already, and gone is what is wanted.
  return isDrifted(result)
    ? { kind: 'withdrawn', operation: 'unregister', answer: { status: 404 } }
    : orConflict(result);
}

async function look(run: Attempt) {
  try {
    return await run.driver.inspect(run.target, run.signal);
  } catch (error) {
    return failed('inspect', error);
  }
}

async function call(operation: Operation, ask: () => Promise<PidApplied>): Promise<AttemptResult> {
  try {
    return { kind: 'applied', operation, answer: await ask() };
  } catch (error) {
    return failed(operation, error);
  }
}

function failed(operation: Operation, error: unknown): AttemptResult & { kind: 'failed' } {
  if (error instanceof PidDriverError) return { kind: 'failed', operation, failure: error.failure };
  throw error;
}
