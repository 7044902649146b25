import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HandleServerUnderTest, startHandleServer } from './handle-server-fixture.js';

const hasCurl = () => {
  try {
    return execFileSync('curl', ['--version']).length > 0;
  } catch {
    return false;
  }
};

describe('EPIC API v2', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
  });
  afterAll(() => server.app.close());

  const json = { 'content-type': 'application/json', accept: 'application/json' };
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    server.call(method, `/api/v2/handles${path}`, {
      ...(body !== undefined && { body }),
      headers: { ...json, ...headers },
    });
  const basicOf = (user: string) => `Basic ${Buffer.from(`${user}:${server.password}`).toString('base64')}`;
  const urlValue = (address: string) => [{ type: 'URL', parsed_data: address }];

  (hasCurl() ? it : it.skip)('runs the documented curl example', async () => {
    const script = `curl -s -i -u USER:PASS -H "Accept:application/json" -H "Content-Type:application/json" -X PUT --data '[{"type":"URL","parsed_data":"http://www.grnet.gr/"}]' HOST/api/v2/handles/PREFIX/$(uuidgen)`;
    // Where there is no uuidgen, a function of that name stands in for it.
    const named = 'command -v uuidgen > /dev/null || uuidgen() { cat /proc/sys/kernel/random/uuid; }';
    const ready = `${named}\n${script}`
      .replace('USER', 'ADMIN')
      .replace('PASS', server.password)
      .replace('HOST', server.app.url)
      .replace('PREFIX', '21.T1');
    const answer = (await promisify(execFile)('sh', ['-c', ready], { timeout: 10_000 })).stdout;
    expect(answer).toMatch(/^HTTP\/1.1 201 Created/);
    expect(answer).toMatch(/\r\netag: "[\w+/]{22}"\r\n/);
    expect(answer).toMatch(/\r\nlocation: http:\/\/127[^\r]*\/api\/v2\/handles\/21\.T1\/[0-9a-f-]{36}\r\n/);
    expect(answer).toMatch(/\n\{"epic-pid":"21\.T1\/[0-9a-f-]{36}"\}\n$/);
  });

  it('creates, replaces, shows and deletes', async () => {
    const created = await call('PUT', '/21.T1/life', urlValue('https://one.example/'));
    const read = await call('GET', '/21.T1/LIFE');
    expect([created.status, read.status]).toEqual([201, 200]);
    expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
    expect(read.json).toEqual([
      {
        idx: 1,
        type: 'URL',
        parsed_data: 'https://one.example/',
        data: Buffer.from('https://one.example/').toString('base64'),
        timestamp: expect.any(String),
        ttl_type: 0,
        ttl: 86_400,
        refs: [],
        privs: 'rwr-',
      },
      expect.objectContaining({
        idx: 100,
        type: 'HS_ADMIN',
        parsed_data: {
          adminId: '21.T1/ADMIN',
          adminIdIndex: 300,
          perms: expect.objectContaining({ add_handle: true, list_handles: false, add_naming_auth: false }),
        },
      }),
    ]);
    const replaced = await call('PUT', '/21.T1/life', urlValue('https://two.example/'));
    expect([replaced.status, replaced.text]).toEqual([204, '']);
    const after = await call('GET', '/21.T1/life');
    expect(after.json.map(({ idx }: { idx: number }) => idx)).toEqual([1, 100]);
    expect(after.headers.get('etag')).not.toBe(read.headers.get('etag'));
    expect((await call('PUT', '/21.T1/life', after.json)).status).toBe(204);
    expect(
      (await server.call('GET', '/api/handles/21.T1/life', { as: null })).json.values[0].data.value,
    ).toBe('https://two.example/');
    expect((await call('DELETE', '/21.T1/life')).status).toBe(204);
    expect((await call('DELETE', '/21.T1/life')).status).toBe(404);
    expect((await call('GET', '/21.T1/life')).status).toBe(404);
  });

  it('generates names on the prefix only', async () => {
    const posted = await call('POST', '/21.T1/?prefix=abc-&suffix=-xyz', urlValue('https://g.example/'));
    expect(posted.status).toBe(201);
    const { pathname } = new URL(posted.headers.get('location') ?? '');
    expect(pathname).toMatch(/^\/api\/v2\/handles\/21\.T1\/abc-[0-9a-f-]{36}-xyz$/);
    expect((await server.call('GET', pathname)).status).toBe(200);
    const gwdg = await call('POST', '/21.T1?generator=gwdgpid', urlValue('https://g.example/'));
    expect(gwdg.headers.get('location')).toMatch(/\/21\.T1\/[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]$/);
    const statuses = [
      await call('POST', '/21.T1/?generator=none', urlValue('x')),
      await call('POST', '/21.T1/name', urlValue('x')),
      await call('PUT', '/21.T1/', urlValue('x')),
      await call('DELETE', '/21.T1/'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 405, 405, 405]);
  });

  it('names its generators and profiles', async () => {
    expect((await server.call('GET', '/api/v2/generators')).json).toContain('gwdgpid');
    expect((await server.call('GET', '/api/v2/profiles')).json).toEqual(['nodelete']);
    expect((await server.call('GET', '/api/v2/version')).text).toBe('2.5.2\n');
  });

  it('keeps conditions', async () => {
    const put = (headers: Record<string, string>, query = '') =>
      call('PUT', `/21.T1/cond${query}`, urlValue(JSON.stringify(headers)), headers);
    expect((await put({ 'if-match': '*' })).status).toBe(412);
    const first = await put({ 'if-none-match': '*' });
    expect([first.status, (await put({ 'if-none-match': '*' })).status]).toEqual([201, 412]);
    expect((await put({}, '?_http_if_none_match=*')).status).toBe(412);
    const tag = first.headers.get('etag') ?? '';
    const second = await put({ 'if-match': tag });
    expect([second.status, (await put({ 'if-match': tag })).status]).toEqual([204, 412]);
    const fresh = second.headers.get('etag') ?? '';
    expect((await call('GET', '/21.T1/cond', undefined, { 'if-none-match': fresh })).status).toBe(304);
    expect((await call('DELETE', '/21.T1/cond', undefined, { 'if-match': tag })).status).toBe(412);
  });

  it('refuses what it cannot read, and whom it does not know', async () => {
    const put = (body: unknown, headers?: Record<string, string>) => call('PUT', '/21.T1/bad', body, headers);
    const disagree = [{ type: 'URL', parsed_data: 'a', data: Buffer.from('b').toString('base64') }];
    const statuses = [
      await put({ type: 'URL' }),
      await put([{ type: 'URL' }]),
      await put([
        { idx: 1, type: 'A', parsed_data: 'x' },
        { idx: 1, type: 'B', parsed_data: 'x' },
      ]),
      await put(disagree),
      await put([{ type: 'URL', parsed_data: 'a', ttl: 1e12 }]),
      await put('<a/>', { 'content-type': 'application/xml' }),
      await put('text', { 'content-type': 'text/plain' }),
      await call('PUT', '/99.X/1', urlValue('x'), { authorization: basicOf('300:21.T1/ADMIN') }),
      await server.call('GET', '/api/v2/handles/21.T1/bad', { as: null }),
      await call('GET', '/21.T1/bad', undefined, { authorization: 'Basic eDp5' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 415, 415, 404, 401, 401]);
  });

  it('takes the user in every form', async () => {
    for (const user of ['ADMIN', '21.T1/ADMIN', '300:21.T1/ADMIN', '300%3A21.T1%2FADMIN']) {
      const answer = await call('GET', '/21.T1/?limit=1', undefined, { authorization: basicOf(user) });
      expect([user, answer.status]).toEqual([user, 200]);
    }
  });

  it('lists and searches, pages counting from 1', async () => {
    for (const name of ['l-1', 'l-2', 'l-*'])
      await call('PUT', `/21.T1/${name}`, urlValue(`https://list.example/${name}`));
    const list = async (query: string, headers = {}) =>
      await call('GET', `/21.T1/${query}`, undefined, headers);
    expect((await list('?URL=*list.example*')).json).toEqual(['l-*', 'l-1', 'l-2']);
    expect((await list('?URL=https://list*&limit=1&page=2')).json).toEqual(['l-1']);
    expect((await list('?handle=*/L-*&limit=0')).json).toEqual(['l-*', 'l-1', 'l-2']);
    expect((await list('?URL=*/l-~*')).json).toEqual(['l-*']);
    expect((await list('?URL=*/l-1', { accept: 'text/plain' })).text).toBe('l-1\n');
    expect((await list('?limit=0')).json).toContain('ADMIN');
    expect((await list('?page=0')).status).toBe(400);
    const deep = await list('?URL=*/l-1', { depth: '1' });
    expect(deep.json['l-1'][0].parsed_data).toBe('https://list.example/l-1');
    const roots = await server.call('GET', '/handles/');
    expect(roots.json).toContain('21.T1/');
  });
});

describe('EPIC_NODELETE', () => {
  it.each([['21.t1'], ['*']])('%s: a handle is not deleted by EPIC, and may be replaced', async (setting) => {
    const server = await startHandleServer({ EPIC_NODELETE: setting });
    try {
      const path = '/api/v2/handles/21.T1/kept';
      const put = () =>
        server.call('PUT', path, {
          body: [{ type: 'URL', parsed_data: 'https://kept.example/' }],
          headers: { 'content-type': 'application/json' },
        });
      const statuses = [await put(), await server.call('DELETE', path), await put()].map(
        ({ status }) => status,
      );
      expect(statuses).toEqual([201, 403, 204]);
    } finally {
      await server.app.close();
    }
  });
});
