import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchLedger, BatchTakenOver } from '../../src/handle-server/batch/batch-ledger.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';

describe('a run whose server falls silent', () => {
  const clock = new FakeClock();
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({}, clock);
  });
  afterAll(() => app.close());

  it('counts as interrupted, and stops where another has taken over', async () => {
    const ledger = app.application.nest.get(BatchLedger);
    const [id, size] = ['d'.repeat(32), { operations: 1, lines: 3 }];
    const [first, second] = ['1', '2'].map((token) => ({ id, token, dryRun: false }));
    const operation = { line: 3, what: 'create', subject: 'x', digest: 'x' };
    const queued = {
      ordinal: 1,
      operation: { ...operation, action: { kind: 'invalid', reason: 'for this test' } as const },
      identity: undefined,
    };
    await ledger.open(first!, size);
    await expect(ledger.open(second!, size)).rejects.toMatchObject({ status: 409 });
    clock.advance(31_000);
    expect(await ledger.find(id)).toMatchObject({ state: 'interrupted', operations: 0, totalOperations: 1 });
    await ledger.open(second!, size);
    await expect(
      ledger.runGroup(first!, [queued], { operations: 0, successes: 0 }, undefined),
    ).rejects.toThrow(BatchTakenOver);
    await ledger.settle(first!, 'finished', null);
    expect(await ledger.find(id)).toMatchObject({ state: 'running', operations: 0 });
    await ledger.runGroup(second!, [queued], { operations: 0, successes: 0 }, undefined);
    await ledger.settle(second!, 'finished', null);
    expect(await ledger.find(id)).toMatchObject({ state: 'finished', operations: 1, successes: 0 });
    expect(await ledger.results(id, 0, 10, false)).toMatchObject([{ ordinal: 1, message: 'for this test' }]);
  });
});
