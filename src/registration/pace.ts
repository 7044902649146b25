import type { DriverName } from '../drivers/service-types.js';

/** How fast attempts may go out to a service: a cap on simultaneous ones and a token bucket. */
export interface Pace {
  maxConcurrent: number;
  /** The cap in force: halved when the service asks for fewer requests, grown again by success. */
  allowed: number;
  /** Requests a second; undefined = as many as there is room for. */
  perSecond: number | undefined;
  /** Requests that one attempt may take. */
  cost: number;
  tokens: number;
  /** `performance.now()` of the last refill. */
  refilledAt: number;
  /** Successes since the cap last grew. */
  successes: number;
}

const defaultMaxConcurrent = 16;
/** DataCite grants 3,000 requests in 5 minutes, its test system 750. */
const datacitePerSecond = { production: 8, test: 2 };
/** An update looks, writes, and looks whether it came through. */
const requestsPerAttempt: Readonly<Record<DriverName, number>> = {
  'datacite-mds': 4,
  'datacite-rest': 3,
  'epic-v2': 2,
  'handle-http': 2,
  'handle-proxy': 1,
  local: 1,
};
/** Successes after which a halved cap grows by one. */
const growEvery = 10;

/** The pace that a service's properties ask for; tokens and cap carry over from before. */
export function paceOf(
  driver: DriverName,
  properties: Readonly<Record<string, unknown>>,
  before: Pace | undefined,
): Pace {
  const maxConcurrent = numberOf(properties['maxConcurrent']) ?? defaultMaxConcurrent;
  const perSecond = numberOf(properties['requestsPerSecond']) ?? ownLimit(driver, properties);
  const cost = requestsPerAttempt[driver];
  return {
    maxConcurrent,
    cost,
    allowed: Math.min(before?.allowed ?? maxConcurrent, maxConcurrent),
    perSecond,
    tokens: before?.tokens ?? Math.max(perSecond ?? 0, cost),
    refilledAt: before?.refilledAt ?? performance.now(),
    successes: before?.successes ?? 0,
  };
}

/** How many attempts may start now. */
export function roomFor(pace: Pace, running: number, nowMs = performance.now()): number {
  refill(pace, nowMs);
  const places = Math.max(0, pace.allowed - running);
  return pace.perSecond === undefined
    ? places
    : Math.min(places, Math.max(0, Math.floor(pace.tokens / pace.cost)));
}

/** Takes tokens for attempts that start. */
export function spend(pace: Pace, attempts: number): void {
  if (pace.perSecond !== undefined) pace.tokens -= attempts * pace.cost;
}

/** Learns from an answer: a request for fewer halves the cap, ten good answers let it grow by one. */
export function adapt(pace: Pace, throttled: boolean): void {
  if (throttled) {
    pace.allowed = Math.max(1, Math.floor(pace.allowed / 2));
    pace.successes = 0;
    return;
  }
  pace.successes++;
  if (pace.successes < growEvery || pace.allowed >= pace.maxConcurrent) return;
  pace.allowed++;
  pace.successes = 0;
}

function refill(pace: Pace, nowMs: number): void {
  if (pace.perSecond === undefined) return;
  const earned = ((nowMs - pace.refilledAt) / 1000) * pace.perSecond;
  pace.tokens = Math.min(Math.max(pace.perSecond, pace.cost), pace.tokens + earned);
  pace.refilledAt = nowMs;
}

function ownLimit(driver: DriverName, properties: Readonly<Record<string, unknown>>): number | undefined {
  if (driver !== 'datacite-rest' && driver !== 'datacite-mds') return undefined;
  // Another address than DataCite's own has other limits.
  if (driver === 'datacite-rest' && properties['endpoint'] !== undefined) return undefined;
  const test = properties['system'] === 'test' || String(properties['host']).includes('.test.');
  return test ? datacitePerSecond.test : datacitePerSecond.production;
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
