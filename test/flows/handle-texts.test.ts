import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type HandleServerUnderTest,
  runBatch,
  startHandleServer,
} from '../handle-server/handle-server-fixture.js';

/** Text that no database compresses: each letter takes three bytes. */
const cjk = (length: number): string =>
  String.fromCharCode(...Array.from(randomBytes(length), (byte, place) => 0x4e00 + byte * 80 + (place % 80)));

/** Of four bytes each, more than an index takes. */
const pictures = String.fromCodePoint(...Array.from(randomBytes(200), (byte) => 0x20000 + byte * 99));

describe('texts that databases mind', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  const put = async (name: string, type = 'T') =>
    (
      await server.call('PUT', `/api/handles/${encodeURIComponent(name)}`, {
        body: [{ index: 1, type, data: pictures }],
      })
    ).status;

  it.each([
    ['the longest name, type and data', `21.T1/${cjk(631)}`, cjk(83), 201],
    ['a name of 2040 letters', `21.T1/${cjk(2040)}`, 'T', 400],
    ['a name with NUL', '21.T1/a\0b', 'T', 400],
    ['a type of 1000 letters', '21.T1/types', cjk(1000), 400],
  ])('%s', async (_what, name, type, status) => {
    expect(await put(name, type)).toBe(status);
    const read = await server.call('GET', `/api/handles/${encodeURIComponent(name)}`, { as: null });
    expect(read.status).toBe(status === 201 ? 200 : read.status < 500 ? read.status : 'a server error');
  });

  it.each(['/api/handles/21.T1/x', '/api/v2/handles/21.T1/x', '/hrls/handles?URL=x'])(
    'NUL in the user name, at %s',
    async (path) => {
      const as = { username: '300:21.T1/a\0b', password: 'x' };
      expect((await server.call('GET', path, { as })).status).toBe(401);
    },
  );

  it('NUL and long types in a batch spoil their own operations only', async () => {
    const good = (name: string) => `CREATE 21.T1/${name}\n1 T 1 1110 UTF8 x\n\n`;
    const text = [
      `AUTHENTICATE SECKEY:${server.username}\n${server.password}\n\n`,
      good('first'),
      'CREATE 21.T1/a\0b\n1 T 1 1110 UTF8 x\n\n',
      'CREATE 21.T1/data\n1 T 1 1110 UTF8 a\0b\n\n',
      `CREATE 21.T1/type\n1 ${cjk(2000)} 1 1110 UTF8 x\n\n`,
      `DELETE 21.T1/${cjk(5000)}\n`,
      'HOME 127.0.0.1:2641:TCP\n0.NA/a\0b\n\n',
      'nonsense \0\n',
      good('last'),
    ].join('');
    const { batch } = await runBatch(server, text);
    expect([batch.state, batch.totalOperations, batch.successes]).toEqual(['finished', 8, 2]);
  });
});
