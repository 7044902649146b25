import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HandleServerUnderTest, startHandleServer } from './handle-server-fixture.js';

describe('batches over HTTP', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  const send = (text: string, query = '') =>
    server.call('POST', `/api/batch${query}`, {
      body: text,
      as: null,
      headers: { 'content-type': 'text/plain' },
    });
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
    const answer = await send(text);
    expect([answer.status, answer.json.state, answer.json.operations, answer.json.successes]).toEqual([
      202,
      'finished',
      7,
      3,
    ]);
    const told = await results(answer.json.batchId);
    expect(told.map(({ line, responseCode }) => [line, responseCode])).toEqual([
      [4, 1],
      [8, 101],
      [12, null],
      [13, 100],
      [14, 1],
      [16, 301],
      [17, 1],
    ]);
    expect(await results(answer.json.batchId, '?failures=true')).toHaveLength(4);
    expect([await exists('b-1'), await exists('b-2')]).toEqual([200, 200]);
    expect(
      JSON.stringify(
        await server.app.call('GET', `/api/batch/${answer.json.batchId}/results`, { root: true }),
      ),
    ).not.toContain(server.password);
  });

  it('lets nobody in without credentials, and nobody go on under another name', async () => {
    expect((await send(create('n-1'))).status).toBe(401);
    expect((await send(`AUTHENTICATE SECKEY:${server.username}\nwrong\n${create('n-1')}`)).status).toBe(401);
    const answer = await send(
      `${login()}${create('n-2')}AUTHENTICATE SECKEY:${server.username}\nwrong\n${create('n-3')}`,
    );
    expect((await results(answer.json.batchId)).map(({ responseCode }) => responseCode)).toEqual([
      1, 403, 402,
    ]);
    expect([await exists('n-1'), await exists('n-2'), await exists('n-3')]).toEqual([404, 200, 404]);
  });

  it('pretends in a dry run, operations seeing each other', async () => {
    const answer = await send(
      `${login()}${create('d-1')}ADD 21.T1/d-1\n2 A 1 1110 UTF8 x\n\n${create('d-1')}DELETE 21.T1/d-1\nDELETE 21.T1/d-1\n`,
      '?dryRun=true',
    );
    expect((await results(answer.json.batchId)).map(({ responseCode }) => responseCode)).toEqual([
      1, 1, 101, 1, 100,
    ]);
    expect(await exists('d-1')).toBe(404);
  });

  it('goes on where a broken run ended, repeating nothing', async () => {
    const id = 'a'.repeat(32);
    const names = Array.from({ length: 250 }, (_, n) => `r-${n}`);
    const text = `${login()}${names.map(create).join('')}DELETE 21.T1/r-0\n`;
    await breakOff(text.slice(0, text.indexOf('r-210') - 3), id);
    const broken = await server.call('GET', `/api/batch/${id}`, { as: null });
    expect([broken.json.state, broken.json.successes]).toEqual(['broken', 210]);
    expect(await exists('r-21')).toBe(200);
    expect((await server.call('DELETE', '/api/handles/21.T1/r-5')).status).toBe(200);
    const answer = await send(text, `?id=${id}`);
    expect([answer.status, answer.json.state, answer.json.operations, answer.json.successes]).toEqual([
      202,
      'finished',
      251,
      251,
    ]);
    // Done before, so not done again.
    expect([await exists('r-5'), await exists('r-0'), await exists('r-249')]).toEqual([404, 404, 200]);
  });

  /** Sends part of a file and breaks the connection; resolves when the server has noticed. */
  async function breakOff(text: string, id: string): Promise<void> {
    const { hostname, port } = new URL(server.app.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = `POST /api/batch?id=${id} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 999999\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write(`${head}${text}`, () => resolve()));
    await until(
      async () => (await server.call('GET', `/api/batch/${id}`, { as: null })).json.successes === 200,
    );
    socket.destroy();
    await until(
      async () => (await server.call('GET', `/api/batch/${id}`, { as: null })).json.state === 'broken',
    );
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
