import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => {
  jest.restoreAllMocks();
});

/** Lets every write fail as a database would. */
function failWith(code: string): void {
  const database = app.application.nest.get(Database);
  jest.spyOn(database, 'write').mockRejectedValue(Object.assign(new Error('deliberate fault'), { code }));
}

describe('a fault of the database', () => {
  it.each(['SQLITE_FULL', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR_FSYNC', '53100', '57P01', '40P01'])(
    'that may pass is 503 with Retry-After: %s',
    async (code) => {
      failWith(code);
      const answer = await app.call('POST', '/user/spaces', { body: { name: 'Some space' } });
      expect([answer.status, answer.json.error.id, answer.headers.get('retry-after')]).toEqual([
        503,
        'serviceUnavailable',
        '5',
      ]);
    },
  );

  it.each(['SQLITE_CORRUPT_VTAB', 'SQLITE_CONSTRAINT_CHECK', '42P01'])(
    'that stays is 500: %s',
    async (code) => {
      failWith(code);
      const answer = await app.call('POST', '/user/spaces', { body: { name: 'Some space' } });
      expect([answer.status, answer.json.error.id]).toEqual([500, 'internalServerError']);
    },
  );
});
