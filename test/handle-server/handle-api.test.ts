import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publish } from '../support/factories.js';
import { hsAdmin, type HandleServerUnderTest, startHandleServer, url } from './handle-server-fixture.js';

describe('the Handle HTTP JSON API', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  const path = (name: string, query = '') => `/api/handles/21.T1/${name}${query}`;
  const put = (name: string, values: unknown, query = '') =>
    server.call('PUT', path(name, query), { body: { values } });
  const get = (name: string, query = '') => server.call('GET', path(name, query), { as: null });
  const indexes = (answer: { json: { values: { index: number }[] } }) =>
    answer.json.values.map(({ index }) => index);

  it('creates, shows and repeats the asked letters', async () => {
    const created = await put('Name', [hsAdmin('21.T1'), url('https://example.org/')], '?overwrite=false');
    expect(created.status).toBe(201);
    expect(created.json).toEqual({ responseCode: 1, handle: '21.T1/Name' });
    const read = await get('NAME');
    expect(read.headers.get('content-type')).toBe('application/json;charset=utf-8');
    expect(read.json.handle).toBe('21.T1/NAME');
    expect(read.json.values[0]).toEqual({
      index: 100,
      type: 'HS_ADMIN',
      data: { format: 'admin', value: { handle: '0.NA/21.T1', index: 200, permissions: '011111110011' } },
      ttl: 86_400,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect((await put('name', [], '?overwrite=false')).json.responseCode).toBe(101);
    expect((await put('name', [], '?overwrite=false')).status).toBe(409);
  });

  it('tells a missing handle, an empty record and a foreign prefix apart', async () => {
    const missing = await get('none');
    expect([missing.status, missing.json]).toEqual([404, { responseCode: 100, handle: '21.T1/none' }]);
    expect((await put('empty', null)).status).toBe(201);
    expect((await get('empty')).json).toEqual({ responseCode: 200, values: [], handle: '21.T1/empty' });
    const foreign = await server.call('GET', '/api/handles/99.X/1', { as: null });
    expect([foreign.status, foreign.json.responseCode]).toEqual([400, 301]);
    expect((await server.call('PUT', '/api/handles/99.X/1', { body: [] })).json.responseCode).toBe(301);
    expect((await server.call('GET', '/api/handles/', { as: null })).json.responseCode).toBe(102);
  });

  it('filters by index and type, either sufficing', async () => {
    await put('filter', [
      url('https://a.example/'),
      { index: 2, type: 'URL.x', data: 'b' },
      { index: 3, type: 'EMAIL', data: 'c' },
    ]);
    expect(indexes(await get('filter', '?type=url'))).toEqual([1]);
    expect(indexes(await get('filter', '?type=URL.'))).toEqual([1, 2]);
    expect(indexes(await get('filter', '?index=3&type=URL'))).toEqual([1, 3]);
    expect((await get('filter', '?index=9')).json.responseCode).toBe(200);
    expect((await get('filter', '?index=x')).status).toBe(400);
    const posted = await server.call('POST', path('filter'), { as: null, body: { index: [2] } });
    expect(indexes(posted)).toEqual([2]);
  });

  it('writes single values', async () => {
    await put('parts', [hsAdmin('21.T1'), url('https://a.example/')]);
    const answers = [
      await put('parts', [{ index: 2, type: 'A', data: 'x' }], '?index=2'),
      await put(
        'parts',
        [
          { index: 2, type: 'A', data: 'y' },
          { index: 3, type: 'B', data: 1.5 },
        ],
        '?index=2&index=3',
      ),
      await put('parts', [{ index: 3, type: 'B', data: 'z' }], '?index=3&overwrite=false'),
      await put('parts', [{ index: 4, type: 'B', data: true }], '?index=various'),
      await put('parts', [{ index: 4, type: 'B', data: true }], '?index=5'),
      await put('nothing', [{ index: 4, type: 'B', data: true }], '?index=4'),
      await put('parts', [], '?index=various'),
    ];
    expect(answers.map(({ status, json }) => [status, json.responseCode])).toEqual([
      [201, 1],
      [200, 1],
      [409, 201],
      [201, 1],
      [400, 4],
      [404, 100],
      [400, 202],
    ]);
    expect((await get('parts', '?index=4')).json.values[0].data).toEqual({ format: 'string', value: 'true' });
    const removed = [
      await server.call('DELETE', path('parts', '?index=2&index=4')),
      await server.call('DELETE', path('parts', '?index=2')),
      await server.call('DELETE', path('parts')),
      await server.call('DELETE', path('parts')),
    ];
    expect(removed.map(({ status, json }) => [status, json.responseCode])).toEqual([
      [200, 1],
      [400, 200],
      [200, 1],
      [404, 100],
    ]);
    expect(removed[3]?.json.handle).toBe('21.T1/parts');
  });

  it('takes every shape of body and data', async () => {
    const admin = Buffer.from('0fff0000000a302e4e412f32312e5431000000c8', 'hex').toString('base64');
    const values = [
      { index: '7', type: 'TEXT', data: { format: 'hex', value: '616263' } },
      { index: 8, type: 'BYTES', data: { format: 'base64', value: 'AAEC/w==' } },
      { index: 9, type: 'HS_ADMIN', data: { format: 'base64', value: admin } },
      { index: 10, type: 'HS_VLIST', data: { format: 'vlist', value: [{ handle: '21.T1/x', index: 300 }] } },
      {
        index: 11,
        type: 'T',
        data: 'x',
        ttl: '2030-01-01T00:00:00Z',
        permissions: '1010',
        references: [{ handle: '21.T1/y', index: 1 }],
      },
    ];
    expect((await server.call('PUT', path('shapes'), { body: values })).status).toBe(201);
    const read = (await get('shapes')).json.values;
    expect(read.map(({ data }: { data: unknown }) => data)).toEqual([
      { format: 'string', value: 'abc' },
      { format: 'base64', value: 'AAEC/w==' },
      { format: 'admin', value: { handle: '0.NA/21.T1', index: 200, permissions: '111111111111' } },
      { format: 'vlist', value: [{ handle: '21.T1/x', index: 300 }] },
      { format: 'string', value: 'x' },
    ]);
    expect(read[4]).toMatchObject({
      ttl: '2030-01-01T00:00:00Z',
      permissions: '1010',
      references: [{ handle: '21.T1/y', index: 1 }],
    });
    const bodies: [unknown, number, number][] = [
      [{ index: 1, type: 'URL', data: 'https://one.example/' }, 201, 1],
      [{ values: [], handle: '21.T1/other' }, 400, 4],
      ['5', 400, 4],
      [[url('a'), url('b')], 409, 201],
      [[url('a', 0)], 400, 202],
      [[{ index: 1, type: 'URL', data: { format: 'odd', value: 1 } }], 400, 4],
      [[{ index: 1, type: 'URL' }], 400, 4],
      [
        [{ index: 1, type: 'HS_ADMIN', data: { format: 'admin', value: { handle: 'a/b', index: -1 } } }],
        400,
        4,
      ],
      [
        [{ index: 1, type: 'HS_VLIST', data: { format: 'vlist', value: [{ handle: 'a/b', index: 5e9 }] } }],
        400,
        4,
      ],
    ];
    for (const [body, status, code] of bodies) {
      const answer = await server.call('PUT', path('bodies'), { body });
      expect([answer.status, answer.json.responseCode]).toEqual([status, code]);
    }
    const text = await server.call('PUT', path('bodies'), {
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect([text.status, text.json.responseCode]).toEqual([400, 4]);
  });

  it('keeps hidden values and secret keys to itself', async () => {
    await put('hidden', [
      hsAdmin('21.T1'),
      { index: 2, type: 'X', data: 'hush', permissions: '1100' },
      { index: 3, type: 'HS_SECKEY', data: 'key' },
    ]);
    expect(indexes(await get('hidden'))).toEqual([100]);
    expect((await get('hidden', '?type=X')).json.responseCode).toBe(200);
    expect((await get('hidden', '?publicOnly=false')).status).toBe(401);
    const asAdmin = await server.call('GET', path('hidden'));
    expect(indexes(asAdmin)).toEqual([100, 2]);
    expect(asAdmin.text).not.toContain('key"');
    const wrong = await server.call('GET', path('hidden'), {
      as: { username: server.username, password: 'wrong' },
    });
    expect(wrong.status).toBe(401);
  });

  it('keeps secret keys that a whole replacement does not name, and lets them authenticate', async () => {
    const user = { username: '300:21.T1/USER', password: 'a secret: with colon' };
    const key = { index: 300, type: 'HS_SECKEY', data: user.password };
    await put('USER', [hsAdmin('21.T1'), key]);
    await put('USER', [hsAdmin('21.T1'), url('https://user.example/')]);
    const own = [
      {
        index: 100,
        type: 'HS_ADMIN',
        data: { format: 'admin', value: { handle: '21.t1/user', index: 300, permissions: '010001110000' } },
      },
    ];
    await put('owned', own);
    const asUser = (method: string, query: string, values: unknown) =>
      server.call(method, path('owned', query), {
        as: user,
        ...(values !== undefined && { body: { values } }),
      });
    const answers = [
      await asUser('PUT', '?index=1', [url('https://x.example/')]),
      await asUser('PUT', '?index=100', own),
      await asUser(
        'PUT',
        '?index=1',
        [hsAdmin('21.T1')].map((value) => ({ ...value, index: 1 })),
      ),
      await asUser('DELETE', '', undefined),
      await server.call('PUT', path('by-user'), { as: user, body: [] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 403, 403, 403, 403]);
  });

  it('refuses writes without credentials, naming both ways', async () => {
    const answer = await server.call('PUT', path('name'), { as: null, body: [] });
    expect([answer.status, answer.json.responseCode]).toEqual([401, 402]);
    expect(answer.headers.get('www-authenticate')).toMatch(
      /^Basic realm="handle", Handle sessionId="[^"]+", nonce="[^"]+"$/,
    );
  });

  it('mints a suffix', async () => {
    const answer = await put('m-', [url('https://m.example/')], '?mintNewSuffix=true');
    expect(answer.status).toBe(201);
    expect(answer.json.handle).toMatch(/^21\.T1\/m-[0-9a-f-]{36}$/);
  });

  it('lists names under a prefix, in pages from 0', async () => {
    const list = async (query: string) =>
      (await server.call('GET', `/api/handles?prefix=21.T1${query}`)).json;
    const all = await list('');
    expect(all.handles).toContain('21.T1/Name');
    expect(all.totalCount).toBe(String(all.handles.length));
    const page = await list('&page=1&pageSize=2');
    expect(page.handles).toEqual(all.handles.slice(2, 4));
    expect([page.page, page.pageSize]).toEqual([1, 2]);
    expect((await list('&page=0&pageSize=0')).handles).toEqual([]);
    const anonymous = await server.call('GET', '/api/handles?prefix=21.T1', { as: null });
    expect([anonymous.status, anonymous.json.responseCode, anonymous.json.handle]).toEqual([
      401,
      402,
      '21.T1',
    ]);
  });

  it('speaks to scripts and odd methods', async () => {
    const script = await get('Name', '?callback=f.oo');
    expect(script.headers.get('content-type')).toBe('application/javascript;charset=utf-8');
    expect(script.text).toMatch(/^f_oo\(\{.*\}\);$/);
    expect((await get('Name', '?pretty')).text).toContain('\n  "responseCode"');
    const preflight = await server.call('OPTIONS', path('Name'), {
      as: null,
      headers: { origin: 'https://x.example' },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://x.example');
    expect((await server.call('PATCH', path('Name'), { as: null })).status).toBe(501);
    expect((await server.call('HEAD', path('Name'), { as: null })).status).toBe(200);
    const unknown = await server.call('GET', '/api/nothing', { as: null });
    expect([unknown.status, unknown.json.responseCode]).toEqual([404, 4]);
  });

  it('compresses a long answer for whoever prefers it', async () => {
    const data = 'a long text '.repeat(200);
    await put('Long', [hsAdmin('21.T1'), { index: 1, type: 'NOTE', data }]);
    const read = (encoding: string) =>
      server.call('GET', path('Long'), {
        as: null,
        headers: { 'accept-encoding': encoding, origin: 'https://x.example' },
      });
    const [packed, plain] = [await read('gzip'), await read('identity')];
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect([packed, plain].map(({ headers }) => headers.get('vary'))).toEqual([
      'Origin, Accept-Encoding',
      'Origin, Accept-Encoding',
    ]);
    expect(packed.json).toEqual(plain.json);
    expect((await get('Name')).headers.get('content-encoding')).toBeNull();
  });

  it('lists the prefixes of its administrator, and leaves homing to the registry', async () => {
    const call = (method: string, name = '', as?: null) =>
      server.call(method, `/api/prefixes${name}`, as === null ? { as } : {});
    expect((await call('GET')).json).toEqual({
      responseCode: 1,
      totalCount: '1',
      prefixes: ['0.NA/21.T1'],
    });
    expect((await call('GET', '?page=1&pageSize=1')).json.prefixes).toEqual([]);
    const answers = [
      await call('POST', '/0.NA/21.T1'),
      await call('POST', '/0.NA/21.NEW'),
      await call('DELETE', '/0.NA/21.T1'),
      await call('GET', '/0.NA/21.T1'),
      await call('GET', '', null),
    ];
    expect(answers.map(({ status, json }) => [status, json.responseCode])).toEqual([
      [200, 1],
      [403, 400],
      [403, 400],
      [405, 4],
      [401, 402],
    ]);
  });

  it('says what it is, and whether a signature is that of a key', async () => {
    const { port } = new URL(server.app.url);
    expect((await server.call('GET', '/api/site', { as: null })).json).toMatchObject({
      responseCode: 1,
      site: { servers: [{ address: '127.0.0.1', interfaces: [{ protocol: 'HTTP', port: Number(port) }] }] },
    });
    const [nonce, cnonce] = ['nonce', 'cnonce'].map((text) => Buffer.from(text));
    const signature = createHmac('sha256', server.password).update(nonce!).update(cnonce!).digest('base64');
    const body = {
      nonce: nonce!.toString('base64'),
      cnonce: cnonce!.toString('base64'),
      alg: 'HMAC-SHA256',
      signature,
    };
    const verify = async (name: string, more: object) =>
      server.call('POST', `/api/verifications/${name}`, { as: null, body: { ...body, ...more } });
    const name = encodeURIComponent(server.username);
    expect((await verify(name, {})).json).toEqual({ isValid: true });
    expect((await verify(name, { nonce: 'AAAA' })).json).toEqual({ isValid: false });
    expect((await verify('300:21.T1/NONE', {})).json).toEqual({ isValid: false });
    const incomplete = await server.call('GET', `/api/verifications/${name}?nonce=AAAA`, { as: null });
    expect([incomplete.status, incomplete.json.responseCode]).toEqual([400, 4]);
  });

  it('protects what a publication wrote, and lets an administrator add to it', async () => {
    const { app } = server;
    await app.call('POST', '/prefixes', {
      body: { prefix: app.config.LOCAL_PREFIX, password: 'local-password' },
    });
    const { pid } = await publish(app);
    const as = { username: `300:${app.config.LOCAL_PREFIX}/ADMIN`, password: 'local-password' };
    const call = (method: string, query: string, values?: unknown) =>
      server.call(method, `/api/handles/${pid}${query}`, {
        as,
        ...(values !== undefined && { body: { values } }),
      });
    const before = (await call('GET', '')).json.values;
    const answers = [
      await call('PUT', '?index=1', [url('https://evil.example/')]),
      await call('PUT', '?index=900', [{ index: 900, type: 'WAYMARK', data: 'x' }]),
      await call('DELETE', '?index=1'),
      await call('DELETE', ''),
      await call('PUT', '', [url('https://evil.example/')]),
      await call('PUT', '?index=2', [{ index: 2, type: 'CHECKSUM', data: 'x' }]),
    ];
    expect(answers.map(({ status, json }) => [status, json.responseCode])).toEqual([
      [403, 400],
      [403, 400],
      [403, 400],
      [403, 400],
      [403, 400],
      [201, 1],
    ]);
    const added = [url('https://evil.example/', 3), { index: 2, type: 'CHECKSUM', data: 'x' }];
    expect((await call('PUT', '', [...added, ...before])).status).toBe(200);
    const after = (await call('GET', '')).json.values;
    expect(after.slice(0, 3)).toEqual(before);
    expect(after.map(({ index }: { index: number }) => index)).toEqual([1, 100, 900, 3, 2]);
  });
});
