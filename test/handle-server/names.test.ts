import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { foldPid, pidAsPath } from '../../src/pid/pid.js';
import { basic, batchUntil, type HandleServerUnderTest, startHandleServer } from './handle-server-fixture.js';

/** Suffixes of every sort that the faces might read differently. */
function suffixes(): string[] {
  const pieces = [
    'a',
    'Ä',
    'ä',
    'é',
    'e\u0301',
    'ß',
    'SS',
    'ﬁ',
    'İ',
    'ı',
    'K',
    'Å',
    'Å',
    'Ω',
    'ω',
    '漢字',
    '🧪',
    '%',
    '%2F',
    '%25',
    '+',
    ' ',
    '&',
    '=',
    '?',
    '#',
    ';',
    ':',
    ',',
    "'",
    '"',
    '<',
    '>',
    '\\',
    '|',
    '~',
    '^',
    '`',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '@',
    '!',
    '$',
    '*',
    '_',
    '-',
    '.',
    '..',
    '/',
  ];
  const shapes: ((piece: string) => string)[] = [
    (piece) => `x${piece}y`,
    (piece) => `x${piece}${piece}y`,
    (piece) => `1/${piece}z`,
    (piece) => `q/x/${piece}/y`,
    (piece) => `${piece}.${piece}-end`,
    (piece) => `w/${piece}x`,
    (piece) => `v1.${piece}/2.${piece}v`,
    (piece) => `m${piece}index`,
    (piece) => `${piece}${'l'.repeat(180)}`,
  ];
  const lengths = Array.from({ length: 60 }, (_, n) => 'L'.repeat(n * 10 + 1));
  const all = [...shapes.flatMap((shape) => pieces.map(shape)), ...lengths];
  return [...new Map(all.map((suffix) => [foldPid(suffix), suffix])).values()].slice(0, 500);
}

describe('500 names on five faces', () => {
  let server: HandleServerUnderTest;
  const names = suffixes().map((suffix) => `21.T1/${suffix}`);
  const target = (n: number) => `https://data.example.org/${n}`;
  const faults: unknown[] = [];
  const note = (...what: unknown[]) => {
    faults.push(what);
  };
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  interface Call {
    body?: unknown;
    headers?: Record<string, string>;
    as?: null;
  }

  /** Asks with the path as it stands: `fetch` would take `.` and `..` between slashes away before it sends them. */
  async function call(method: string, path: string, { body, headers, as }: Call = {}) {
    const { hostname, port } = new URL(server.app.url);
    const sent = request({
      hostname,
      port,
      method,
      path,
      headers: {
        'content-type': 'application/json',
        ...(as !== null && { authorization: basic(server) }),
        ...headers,
      },
    });
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject);
    });
    const answered = await text(answer);
    const isJson = answer.headers['content-type']?.startsWith('application/json') === true;
    return {
      status: answer.statusCode,
      location: answer.headers.location,
      text: answered,
      json: isJson ? JSON.parse(answered) : undefined,
    };
  }

  /** Each name is made through one of three faces, in turn, so that each face reads what the others wrote. */
  async function make(name: string, n: number): Promise<void> {
    const values = [{ index: 1, type: 'URL', data: target(n) }];
    if (n % 3 === 0) {
      const answer = await call('PUT', `/api/handles/${pidAsPath(name)}?overwrite=false`, {
        body: values,
      });
      if (answer.status !== 201) note('handle API', name, answer.status, answer.text);
    } else if (n % 3 === 1) {
      const body = [{ type: 'URL', parsed_data: target(n) }];
      const headers = { 'if-none-match': '*' };
      const answer = await call('PUT', `/api/v2/handles/${pidAsPath(name)}`, { body, headers });
      if (answer.status !== 201) note('EPIC', name, answer.status, answer.text);
    } else {
      const body = `CREATE ${name}\n1 URL 86400 1110 UTF8 ${target(n)}\n`;
      const answer = await call('POST', '/api/batch', {
        body,
        headers: { 'content-type': 'text/plain' },
      });
      const batch = await batchUntil(server, answer.json.batchId, ({ state }) => state === 'finished');
      if (batch.successes !== 1) note('batch', name, answer.status, answer.text);
    }
  }

  async function read(name: string, n: number): Promise<void> {
    const path = pidAsPath(name);
    const handle = await call('GET', `/api/handles/${path}`, { as: null });
    if (handle.json.handle !== name || handle.json.values.at(0)?.data.value !== target(n))
      note('handle API', name, handle.status, handle.text);
    const epic = await call('GET', `/api/v2/handles/${path}`, {
      headers: { accept: 'application/json' },
    });
    if (
      epic.status !== 200 ||
      epic.json.find(({ type }: { type: string }) => type === 'URL')?.parsed_data !== target(n)
    )
      note('EPIC', name, epic.status, epic.text);
    const led = await call('GET', `/${path}`, { as: null });
    if (led.status !== 302 || led.location !== target(n)) note('resolver', name, led.status, led.text);
    const found = await call('GET', `/hrls/handles?URL=${target(n)}`);
    if (JSON.stringify(found.json) !== JSON.stringify([name]))
      note('look-up', name, found.status, found.text);
  }

  it('map one to one: 0 server errors, 0 collisions beyond ASCII case', async () => {
    expect(names).toHaveLength(500);
    for (const [n, name] of names.entries()) await make(name, n);
    expect(faults).toEqual([]);
    for (const [n, name] of names.entries()) await read(name, n);
    expect(faults).toEqual([]);
    const list = await server.call('GET', '/api/handles?prefix=21.T1');
    expect(names.filter((name) => !list.json.handles.includes(name))).toEqual([]);
  }, 300_000);

  it('take the other letter case of A to Z for the same name, and only that', async () => {
    const upper = await server.call('GET', `/api/handles/${pidAsPath('21.t1/XÄY')}`, { as: null });
    expect([upper.status, upper.json.handle]).toEqual([200, '21.t1/XÄY']);
    expect(upper.json.values[0].data.value).not.toBe(
      (await server.call('GET', `/api/handles/${pidAsPath('21.t1/Xäy')}`, { as: null })).json.values[0].data
        .value,
    );
    const taken = await server.call('PUT', `/api/handles/${pidAsPath('21.T1/X+Y')}?overwrite=false`, {
      body: [],
    });
    expect(taken.status).toBe(409);
  });
});
