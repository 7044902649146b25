import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, of, throwError } from 'rxjs';
import type { Idempotency } from '../../src/registry/idempotency/idempotency.js';
import { IdempotencyInterceptor } from '../../src/registry/idempotency/idempotency.interceptor.js';

const request = {
  method: 'POST',
  url: '/user/spaces',
  headers: { 'idempotency-key': 'k1' },
  principal: { kind: 'user', userId: 'u1' },
};
const reply = { statusCode: 201, getHeader: () => undefined };
const http = { getRequest: () => request, getResponse: () => reply };
const context = { switchToHttp: () => http } as unknown as ExecutionContext;

/** What becomes of the key when the work, or the keeping of its answer, fails. */
async function outcome(handler: CallHandler, keep: () => Promise<void>): Promise<string[]> {
  const steps: string[] = [];
  const idempotency = {
    begin: () => Promise.resolve(undefined),
    keep: () => {
      steps.push('kept');
      return keep();
    },
    fail: () => {
      steps.push('key given back');
      return Promise.resolve();
    },
  } as unknown as Idempotency;
  await lastValueFrom(new IdempotencyInterceptor(idempotency).intercept(context, handler)).catch(() =>
    steps.push('error'),
  );
  return steps;
}

describe('a key of a POST', () => {
  const done: CallHandler = { handle: () => of({}) };
  const refused: CallHandler = { handle: () => throwError(() => new Error('refused')) };

  it('is given back when the work failed, and stays taken when only its answer could not be kept', async () => {
    const works = () => Promise.resolve();
    const fails = () => Promise.reject(new Error('no room'));
    expect(await outcome(done, works)).toEqual(['kept']);
    expect(await outcome(refused, works)).toEqual(['key given back', 'error']);
    expect(await outcome(done, fails)).toEqual(['kept', 'error']);
  });
});
