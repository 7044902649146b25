import { describe, expect, it } from '@jest/globals';
import type { PidFailure } from '../../src/pid/driver.js';
import { freshMemory, observe, stronger } from '../../src/registration/breaker.js';
import type { ClaimedHandle } from '../../src/registration/claim.js';
import { type AttemptResult, backoffMs, settle, unrecordedClaims } from '../../src/registration/outcome.js';

const now = new Date('2026-11-22T08:00:00.000Z');
const handle: ClaimedHandle = {
  id: 'h1',
  serviceId: 's1',
  pid: '21.T1/x',
  publicHandle: '21.T1/x',
  landingUrl: 'https://waymark.test/share/x',
  metadataSchema: 'oai_dc',
  metadata: '<metadata/>',
  summary: '{}',
  state: 'pending',
  createdAt: '2026-01-01T00:00:00.000Z',
  desiredRevision: 1,
  appliedRevision: 0,
  deleted: false,
  sentBefore: false,
  attempts: 1,
  fence: 1,
  lastOutcome: null,
};
const failed = (failure: PidFailure): AttemptResult => ({ kind: 'failed', operation: 'register', failure });
const failure = (kind: PidFailure['class'], more: Partial<PidFailure> = {}): PidFailure => ({
  class: kind,
  reason: 'because',
  ...more,
});

describe('backoff', () => {
  it('is jittered over a ceiling that doubles to 15 minutes, and stays at 16 s for some tries', () => {
    expect([0, 1, 2, 3, 7, 8, 12, 13, 40].map((failures) => backoffMs(failures, 1))).toEqual([
      2000, 4000, 8000, 16_000, 16_000, 32_000, 512_000, 900_000, 900_000,
    ]);
    expect(backoffMs(5, 0)).toBe(0);
  });

  it('waits 2 s at most after the first failure, 4 s after the second', () => {
    const failure = failed({ class: 'transient', reason: 'busy' });
    const first = settle(handle, failure, now, 1);
    expect(first).toMatchObject({ kind: 'retry', delayMs: 2000 });
    const again = { ...handle, attempts: 2, lastOutcome: JSON.stringify(first.outcome) };
    expect(settle(again, failure, now, 1)).toMatchObject({ kind: 'retry', delayMs: 4000 });
  });

  it('honours Retry-After up to an hour', () => {
    expect(backoffMs(1, 0, 30_000)).toBe(30_000);
    expect(backoffMs(1, 0, 1e9)).toBe(3600_000);
  });
});

describe('outcomes', () => {
  it('confirm what was applied', () => {
    const applied: AttemptResult = { kind: 'applied', operation: 'register', answer: { status: 201 } };
    expect(settle(handle, applied, now, 0.5)).toMatchObject({
      kind: 'confirm',
      outcome: { class: 'applied', revision: 1, status: 201, failures: 0, at: now.toISOString() },
    });
  });

  it.each([
    ['permanent', {}, 'stop'],
    ['drifted', {}, 'stop'],
    ['config', { status: 301 }, 'stop'],
    ['config', {}, 'retry'],
    ['credentials', {}, 'retry'],
    ['transient', {}, 'retry'],
    ['unknown', {}, 'retry'],
    ['exists', {}, 'retry'],
    ['doubtful', {}, 'retry'],
  ] as const)('%s %j becomes %s', (kind, more, change) => {
    expect(settle(handle, failed(failure(kind, more)), now, 0.5).kind).toBe(change);
  });

  it('do not burn an attempt for refused credentials', () => {
    expect(settle(handle, failed(failure('credentials')), now, 0.5)).toMatchObject({
      burnsAttempt: false,
      delayMs: 0,
    });
  });

  it('give a doubtful refusal five tries within the hour', () => {
    let lastOutcome: string | null = null;
    const delays: (number | 'parked')[] = [];
    for (let attempts = 1; attempts <= 6; attempts++) {
      const change = settle({ ...handle, attempts, lastOutcome }, failed(failure('doubtful')), now, 0.5);
      lastOutcome = JSON.stringify(change.outcome);
      delays.push(change.kind === 'retry' ? change.delayMs : 'parked');
    }
    expect(delays.at(-1)).toBe('parked');
    expect(delays.slice(0, 5).reduce<number>((sum, delay) => sum + Number(delay), 0)).toBeLessThanOrEqual(
      3600_000,
    );
  });

  it('keep trying transient failures for 14 days', () => {
    const since = (days: number) =>
      JSON.stringify({
        since: new Date(now.getTime() - days * 86_400_000).toISOString(),
        revision: 1,
        failures: 9,
        doubtful: 0,
      });
    const kindAfter = (days: number) =>
      settle({ ...handle, lastOutcome: since(days) }, failed(failure('transient')), now, 0.5).kind;
    expect([kindAfter(13.9), kindAfter(14.1)]).toEqual(['retry', 'stop']);
  });

  it('try each revision afresh, whatever became of the one before', () => {
    const longAgo = { since: '2020-01-01T00:00:00.000Z', revision: 1, failures: 99, doubtful: 6 };
    for (const kind of ['transient', 'doubtful'] as const) {
      const lastOutcome = JSON.stringify({ ...longAgo, class: kind });
      const result = failed(failure(kind));
      expect(settle({ ...handle, lastOutcome }, result, now, 0.5).kind).toBe('stop');
      expect(settle({ ...handle, lastOutcome, desiredRevision: 2 }, result, now, 0.5)).toMatchObject({
        kind: 'retry',
        outcome: { failures: 1, since: now.toISOString() },
      });
    }
  });

  it('call a name somebody else’s that stays taken though nothing is seen under it', () => {
    let lastOutcome: string | null = null;
    const kinds = Array.from({ length: 9 }, (_, tries) => {
      const again = { ...handle, attempts: tries + 1, lastOutcome };
      const change = settle(again, failed(failure('exists')), now, 0.5);
      lastOutcome = JSON.stringify(change.outcome);
      return change.kind === 'stop' ? change.state : change.kind;
    });
    expect(kinds).toEqual([...new Array<string>(8).fill('retry'), 'conflict']);
  });

  it('count claims that ended without an outcome', () => {
    expect(unrecordedClaims({ ...handle, attempts: 1 })).toBe(0);
    expect(unrecordedClaims({ ...handle, attempts: 4 })).toBe(3);
    expect(unrecordedClaims({ ...handle, attempts: 4, lastOutcome: JSON.stringify({ attempt: 3 }) })).toBe(0);
  });

  it('keep a foreign name apart from a failure', () => {
    const conflict: AttemptResult = { kind: 'conflict', operation: 'inspect', reason: 'theirs' };
    expect(settle(handle, conflict, now, 0.5)).toMatchObject({ kind: 'stop', state: 'conflict' });
  });
});

describe('the breaker', () => {
  const ok: AttemptResult = { kind: 'applied', operation: 'register', answer: {} };
  const run = (results: AttemptResult[], probing = false) => {
    let memory = freshMemory;
    return results.map((result) => {
      const step = observe(memory, result, probing);
      memory = step.memory;
      return step.effect;
    });
  };
  const transient = failed(failure('transient'));

  it('opens at the fifth failure in a row, once', () => {
    const effects = run(new Array<AttemptResult>(8).fill(transient)).map(({ kind }) => kind);
    expect(effects).toEqual(['none', 'none', 'none', 'none', 'open', 'none', 'none', 'none']);
  });

  it('opens when more than half of the last twenty failed', () => {
    const pattern = Array.from({ length: 24 }, (_, place) => (place % 5 < 3 ? transient : ok));
    expect(run(pattern).some(({ kind }) => kind === 'open')).toBe(true);
  });

  it('waits longer with each failed probe, 15 s at most', () => {
    const waits = run(new Array<AttemptResult>(7).fill(transient), true).map((effect) =>
      effect.kind === 'open' ? effect.forMs : 0,
    );
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('stays open for as long as the service asks, an hour at most', () => {
    const asks = (retryAfterMs: number, throttled = false) =>
      failed(failure('transient', { retryAfterMs, throttled }));
    expect(run(new Array<AttemptResult>(5).fill(asks(60_000))).at(-1)).toMatchObject({ forMs: 60_000 });
    expect(run([asks(60_000, true)])).toMatchObject([{ kind: 'open', forMs: 60_000 }]);
    expect(run([asks(1e9, true)])).toMatchObject([{ kind: 'open', forMs: 3600_000 }]);
  });

  it('stops the service until somebody resumes it when credentials are refused', () => {
    expect(run([failed(failure('credentials'))])).toEqual([
      { kind: 'open', forMs: 'until-resumed', reason: 'because' },
    ]);
  });

  it('is not bothered by refusals of single records', () => {
    const refused = failed(failure('permanent', { status: 422 }));
    expect(run(new Array<AttemptResult>(9).fill(refused)).every(({ kind }) => kind === 'answered')).toBe(
      true,
    );
  });

  it('lets a stop win over an opening, and an opening over an answer', () => {
    const open = { kind: 'open', forMs: 1000, reason: 'x' } as const;
    const stop = { kind: 'open', forMs: 'until-resumed', reason: 'y' } as const;
    expect(stronger(stop, open)).toBe(stop);
    expect(stronger(open, { kind: 'answered' })).toBe(open);
    expect(stronger({ kind: 'answered' }, open)).toBe(open);
  });
});
