import { describe, expect, it } from '@jest/globals';
import type { ClaimedHandle } from '../../src/registration/claim.js';
import type { AttemptResult } from '../../src/registration/outcome.js';
import { refusedAlone } from '../../src/registration/refused-alone.js';

const refused: AttemptResult = {
  kind: 'failed',
  operation: 'update',
  failure: { class: 'credentials', reason: 'No.', status: 403 },
};
const handle = (lastOutcome: object | null) =>
  ({ lastOutcome: lastOutcome === null ? null : JSON.stringify(lastOutcome) }) as ClaimedHandle;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const refusedAt = (second: number) => handle({ class: 'credentials', at: at(second).toISOString() });

describe('a refusal', () => {
  it.each([
    ['the first of a handle', handle(null), at(5)],
    ['after another kind of failure', handle({ class: 'transient', at: at(1).toISOString() }), at(5)],
    ['of an account that let nobody in since', refusedAt(5), at(4)],
    ['of an account that never let anybody in', refusedAt(5), undefined],
  ])('stops the service: %s', (_, row, letInAt) => {
    expect(refusedAlone(row, refused, letInAt)).toBe(refused);
  });

  it('is the handle’s own when others were let in since the last one', () => {
    expect(refusedAlone(refusedAt(5), refused, at(6))).toMatchObject({
      failure: { class: 'permanent', status: 403, reason: 'No. Others are let in, this handle is not.' },
    });
  });
});
