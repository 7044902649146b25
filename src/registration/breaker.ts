import type { PidFailure } from '../pid/driver.js';
import type { AttemptResult } from './outcome.js';

/** What a process remembers of a service's last answers; only openings and closings reach the service's row. */
export interface BreakerMemory {
  /** Transient and unknown outcomes in a row. */
  consecutive: number;
  /** The last 20 outcomes: true = the service did not answer properly. */
  recent: readonly boolean[];
  /** Opened since the last proper answer: this often. */
  openings: number;
  /** Open as far as this process knows; outcomes of attempts still under way then count no further. */
  open: boolean;
}

/** What an outcome means for its service. */
export type ServiceEffect =
  { kind: 'none' } | { kind: 'answered' } | { kind: 'open'; forMs: number | 'until-resumed'; reason: string };

export const freshMemory: BreakerMemory = { consecutive: 0, recent: [], openings: 0, open: false };

const consecutiveLimit = 5;
const window = 20;
const shortestOpenMs = 1000;
const longestOpenMs = 15_000;
const configOpenMs = 5 * 60_000;
/** The longest that a service may ask to be left alone for. */
const longestAskedMs = 3600_000;

/**
 * Counts one outcome: five failures in a row, or more than half of the last twenty, open the breaker; refused
 * credentials stop the service until somebody resumes it; a wrong endpoint opens it at once, and so does a service that
 * asks for fewer requests and says for how long. An open breaker stays so for as long as the service asks (an hour at most).
 * @param probing the outcome is that of the single probe of an open breaker
 */
export function observe(
  memory: BreakerMemory,
  result: AttemptResult,
  probing: boolean,
): { memory: BreakerMemory; effect: ServiceEffect } {
  const failure = result.kind === 'failed' ? result.failure : undefined;
  const bad = failure !== undefined && (failure.class === 'transient' || failure.class === 'unknown');
  const counted: BreakerMemory = {
    ...memory,
    consecutive: bad ? memory.consecutive + 1 : 0,
    recent: [...memory.recent, bad].slice(-window),
  };
  if (failure?.class === 'credentials') return opened(counted, failure, 'until-resumed');
  if (failure?.class === 'config' && failure.status === undefined)
    return opened(counted, failure, configOpenMs);
  const askedMs = Math.min(failure?.retryAfterMs ?? 0, longestAskedMs);
  if (failure?.throttled === true && askedMs > 0) return opened(counted, failure, askedMs);
  if (!bad) return { memory: { ...counted, openings: 0, open: false }, effect: { kind: 'answered' } };
  if (!probing && (memory.open || !tripped(counted))) return { memory: counted, effect: { kind: 'none' } };
  return opened(
    counted,
    failure,
    Math.max(askedMs, Math.min(longestOpenMs, shortestOpenMs * 2 ** Math.min(memory.openings, 10))),
  );
}

function tripped({ consecutive, recent }: BreakerMemory): boolean {
  return (
    consecutive >= consecutiveLimit ||
    (recent.length === window && recent.filter(Boolean).length > window / 2)
  );
}

/** Opens: 1 s at first, doubling with each failed probe to 15 s. */
function opened(
  memory: BreakerMemory,
  failure: PidFailure,
  forMs: number | 'until-resumed',
): { memory: BreakerMemory; effect: ServiceEffect } {
  return {
    // A fresh window: old outcomes must not open the breaker again right after the service is back.
    memory: { ...memory, recent: [], openings: memory.openings + 1, open: true },
    effect: { kind: 'open', forMs, reason: failure.reason },
  };
}

/** Which of two effects counts when a batch holds both: a stop over an opening over an answer. */
export function stronger(one: ServiceEffect, other: ServiceEffect): ServiceEffect {
  return weight(other) >= weight(one) ? other : one;
}

function weight(effect: ServiceEffect): number {
  if (effect.kind !== 'open') return effect.kind === 'answered' ? 1 : 0;
  return effect.forMs === 'until-resumed' ? 3 : 2;
}
