import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../src/platform/database/database.js';
import { LOGGER, type PinoLogger } from '../../src/platform/logging.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => {
  jest.restoreAllMocks();
});

/** What the log would tell of the requests that follow, by level. */
function listenToLog(): { warned: () => number; erred: () => number } {
  const logger = app.application.nest.get<PinoLogger>(LOGGER);
  const warn = jest.spyOn(logger, 'warn');
  const error = jest.spyOn(logger, 'error');
  return { warned: () => warn.mock.calls.length, erred: () => error.mock.calls.length };
}

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

  it.each([
    ['SQLITE_BUSY', [1, 0]],
    ['SQLITE_IOERR_WRITE', [0, 1]],
  ])('is told in the log, as an error where a person must act: %s', async (code, expected) => {
    failWith(code);
    const log = listenToLog();
    await app.call('POST', '/user/spaces', { body: { name: 'Some space' } });
    expect([log.warned(), log.erred()]).toEqual(expected);
  });
});

it('a client that goes away while it sends is no fault that the log tells', async () => {
  const log = listenToLog();
  const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1' });
  socket.write(
    'POST /api/v3/onezone/user/spaces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n' +
      'content-length: 1000\r\n\r\n{"name":',
  );
  await delay(100);
  socket.destroy();
  // Nothing is answered that could be waited for.
  await delay(200);
  expect([log.warned(), log.erred()]).toEqual([0, 0]);
});
