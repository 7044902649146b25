import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  batchUntil,
  type HandleServerUnderTest,
  runBatch,
  startHandleServer,
} from './handle-server-fixture.js';

describe('batches over HTTP', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  const send = (text: string, query = '') => runBatch(server, text, query);
  const login = () => `AUTHENTICATE SECKEY:${server.username}\n${server.password}\n\n`;
  const create = (name: string) =>
    `CREATE 21.T1/${name}\n100 HS_ADMIN 86400 1110 ADMIN 200:111111111111:0.NA/21.T1\n1 URL 86400 1110 UTF8 https://example.org/${name}\n\n`;
  const results = async (id: string, query = '') =>
    (await server.call('GET', `/api/batch/${id}/results${query}`, { as: null })).json.results as {
      line: number;
      responseCode: number | null;
    }[];
  const exists = async (name: string) =>
    (await server.call('GET', `/api/handles/21.T1/${name}`, { as: null })).status;

  it('runs everything that can be run, and says what could not', async () => {
    const text = `${login()}${create('b-1')}${create('b-1')}nonsense\nDELETE 21.T1/b-none\nADD 21.T1/b-1\n2 EMAIL 86400 1110 UTF8 x\nDELETE 99.X/1\n${create('b-2')}`;
    const { status, batch } = await send(text);
    expect([status, batch.state, batch.operations, batch.successes]).toEqual([202, 'finished', 7, 3]);
    const told = await results(batch.batchId);
    expect(told.map(({ line, responseCode }) => [line, responseCode])).toEqual([
      [4, 1],
      [8, 101],
      [12, null],
      [13, 100],
      [14, 1],
      [16, 301],
      [17, 1],
    ]);
    expect(await results(batch.batchId, '?failures=true')).toHaveLength(4);
    expect([await exists('b-1'), await exists('b-2')]).toEqual([200, 200]);
    expect(
      JSON.stringify(await server.app.call('GET', `/api/batch/${batch.batchId}/results`, { root: true })),
    ).not.toContain(server.password);
  });

  it('lets nobody in without credentials, and nobody go on under another name', async () => {
    expect((await send(create('n-1'))).status).toBe(401);
    expect((await send(`AUTHENTICATE SECKEY:${server.username}\nwrong\n${create('n-1')}`)).status).toBe(401);
    const { batch } = await send(
      `${login()}${create('n-2')}AUTHENTICATE SECKEY:${server.username}\nwrong\n${create('n-3')}`,
    );
    expect((await results(batch.batchId)).map(({ responseCode }) => responseCode)).toEqual([1, 403, 402]);
    expect([await exists('n-1'), await exists('n-2'), await exists('n-3')]).toEqual([404, 200, 404]);
  });

  it('pretends in a dry run, operations seeing each other', async () => {
    const { batch } = await send(
      `${login()}${create('d-1')}ADD 21.T1/d-1\n2 A 1 1110 UTF8 x\n\n${create('d-1')}DELETE 21.T1/d-1\nDELETE 21.T1/d-1\n`,
      '?dryRun=true',
    );
    expect((await results(batch.batchId)).map(({ responseCode }) => responseCode)).toEqual([
      1, 1, 101, 1, 100,
    ]);
    expect(await exists('d-1')).toBe(404);
  });

  const many = (name: string, count: number) =>
    login() + Array.from({ length: count }, (_, n) => create(`${name}-${n}`)).join('');

  it('answers as soon as the file is there, and shows what is done meanwhile', async () => {
    const text = many('m', 1500);
    const answer = await server.call('POST', '/api/batch', {
      body: text,
      as: null,
      headers: { 'content-type': 'text/plain' },
    });
    const { batchId, state, operations, totalOperations, lines } = answer.json;
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/batch/${batchId}`]);
    expect([state, totalOperations, lines]).toEqual(['running', 1500, text.split('\n').length - 1]);
    expect(operations).toBeLessThan(1500);
    const halfway = await batchUntil(server, batchId, (batch) => batch.operations > 0);
    expect([halfway.state, halfway.successes]).toEqual(['running', halfway.operations]);
    expect((await results(batchId, '?limit=10')).map(({ responseCode }) => responseCode)).toEqual(
      Array.from({ length: 10 }, () => 1),
    );
    const end = await batchUntil(server, batchId, (batch) => batch.state !== 'running');
    expect([end.state, end.operations, end.successes]).toEqual(['finished', 1500, 1500]);
    expect(await results(batchId, '?after=1490')).toHaveLength(10);
  });

  it('is interrupted when the server stops, and goes on repeating nothing', async () => {
    const id = 'a'.repeat(32);
    const text = `${many('r', 3000)}DELETE 21.T1/r-0\n`;
    await server.call('POST', `/api/batch?id=${id}`, {
      body: text,
      as: null,
      headers: { 'content-type': 'text/plain' },
    });
    await batchUntil(server, id, ({ operations }) => operations > 0);
    await server.app.restart();
    const cut = await batchUntil(server, id, () => true);
    expect([cut.state, cut.operations % 100, cut.successes]).toEqual(['interrupted', 0, cut.operations]);
    expect(cut.operations).toBeLessThan(3001);
    expect([await exists(`r-${cut.operations - 1}`), await exists(`r-${cut.operations}`)]).toEqual([
      200, 404,
    ]);
    expect((await server.call('DELETE', '/api/handles/21.T1/r-5')).status).toBe(200);
    const { status, batch } = await send(text, `?id=${id}`);
    expect([status, batch.state, batch.operations, batch.successes]).toEqual([202, 'finished', 3001, 3001]);
    // Done before, so not done again.
    expect([await exists('r-5'), await exists('r-0'), await exists('r-2999')]).toEqual([404, 404, 200]);
  });

  it('does nothing of a file that does not arrive whole', async () => {
    const id = 'b'.repeat(32);
    await breakOff(many('h', 300), id);
    expect((await server.call('GET', `/api/batch/${id}`, { as: null })).status).toBe(404);
    expect(await exists('h-0')).toBe(404);
  });

  it('takes no dry run for a real one', async () => {
    const query = `?id=${'c'.repeat(32)}`;
    expect((await send(`${login()}${create('w-1')}`, `${query}&dryRun=true`)).batch.successes).toBe(1);
    expect((await send(`${login()}${create('w-1')}`, query)).status).toBe(409);
    expect(await exists('w-1')).toBe(404);
  });

  /** Sends part of a file and breaks the connection; resolves when the server has closed its end. */
  async function breakOff(text: string, id: string): Promise<void> {
    const { hostname, port } = new URL(server.app.url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const head = `POST /api/batch?id=${id} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 999999\r\n\r\n`;
    socket.resume();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.end(`${head}${text}`);
    await closed;
  }
});
