import type { PinoLogger } from '../platform/logging.js';
import { attempt } from './attempt.js';
import type { ClaimedHandle } from './claim.js';
import { type AttemptResult, unrecordedClaims } from './outcome.js';
import type { ServiceInUse } from './services.js';
import { type RegistryFacts, targetOf } from './target.js';

/** A whole attempt's time outside; shorter than the lease, so that a late answer never meets a new owner. */
const deadlineMs = 20_000;
/** A row whose attempts keep ending in the death of the process waits for a person. */
const crashLimit = 25;

/** Makes one attempt within its deadline and logs one line about it. Never throws. */
export async function runAttempt(
  service: ServiceInUse,
  handle: ClaimedHandle,
  registry: RegistryFacts,
  logger: PinoLogger,
): Promise<AttemptResult> {
  if (unrecordedClaims(handle) >= crashLimit) return crashLoop;
  const startedAt = performance.now();
  const target = targetOf(handle, registry);
  const result = await withDeadline((signal) =>
    attempt({ driver: service.driver, handle, target, signal }),
  ).catch((error: unknown): AttemptResult => {
    logger.error({ err: error, handleId: handle.id, pid: handle.pid }, 'a registration attempt broke');
    return { kind: 'failed', operation: 'inspect', failure: { class: 'unknown', reason: 'internal fault' } };
  });
  const failure = result.kind === 'failed' ? result.failure : undefined;
  logger.info(
    {
      handleId: handle.id,
      pid: handle.pid,
      serviceId: service.id,
      revision: handle.desiredRevision,
      operation: result.operation,
      outcome: failure?.class ?? result.kind,
      status: failure?.status,
      reason: failure?.reason,
      ms: Math.round(performance.now() - startedAt),
    },
    'registration attempt',
  );
  return result;
}

const crashLoop: AttemptResult = {
  kind: 'failed',
  operation: 'inspect',
  failure: {
    class: 'permanent',
    reason: `The process died ${crashLimit} times while working on this handle.`,
  },
};

const deadlinePassed: AttemptResult = {
  kind: 'failed',
  operation: 'inspect',
  failure: { class: 'unknown', reason: `No answer within ${deadlineMs / 1000} s.` },
};

/** Ends an attempt at the deadline even if its driver pays no heed to the signal. */
async function withDeadline(task: (signal: AbortSignal) => Promise<AttemptResult>): Promise<AttemptResult> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<AttemptResult>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve(deadlinePassed);
    }, deadlineMs);
  });
  try {
    return await Promise.race([task(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
