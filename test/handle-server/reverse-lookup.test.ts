import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addPrefix,
  hsAdmin,
  type HandleServerUnderTest,
  startHandleServer,
  url,
} from './handle-server-fixture.js';

const user = { username: '21.T12', password: 'look-up password' };

describe('the reverse look-up', () => {
  let server: HandleServerUnderTest;
  beforeAll(async () => {
    server = await startHandleServer();
    await addPrefix(server.app, { prefix: '21.T12', password: server.password, reverseLookup: user });
    const put = (handle: string, values: unknown[]) =>
      server.call('PUT', `/api/handles/${handle}`, {
        body: [hsAdmin(handle.split('/')[0] ?? ''), ...values],
        as: { username: `300:${handle.split('/')[0] ?? ''}/ADMIN`, password: server.password },
      });
    await put('21.T1/Alpha', [
      url('https://example.org/50%_off'),
      url('https://example.org/two', 2),
      { index: 3, type: 'checksum', data: 'aa+bb==' },
    ]);
    await put('21.T1/beta', [
      url('https://example.org/500off'),
      { index: 3, type: 'CHECKSUM', data: 'cc dd' },
    ]);
    await put('21.T12/gamma', [
      url('https://example.net/\\\'"'),
      { index: 3, type: 'CHECKSUM', data: 'cc dd', permissions: '1100' },
    ]);
    await put('21.T1/delta', [url('https://example.org/Ünï')]);
  });
  afterAll(() => server.app.close());

  const look = (query: string, path = '/hrls/handles', as = user) =>
    server.call('GET', `${path}?${query}`, { as });
  const names = async (query: string, path?: string) => (await look(query, path)).json;

  it('answers a ping, and lets nobody else in without credentials of its own or of an administrator', async () => {
    const ping = await server.call('GET', '/hrls/ping', { as: null });
    expect([ping.status, ping.text]).toEqual([200, 'OK\n']);
    const anonymous = await server.call('GET', '/hrls/handles?URL=*', { as: null });
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="default"',
    ]);
    expect((await look('URL=*', undefined, { ...user, password: 'x' })).status).toBe(401);
    expect((await look('URL=*', undefined, server)).status).toBe(200);
  });

  it.each([
    ['URL=https://example.org/two', ['21.T1/Alpha']],
    ['url=https://example.org/*', ['21.T1/Alpha', '21.T1/beta', '21.T1/delta']],
    ['URL=*off', ['21.T1/Alpha', '21.T1/beta']],
    ['URL=*/50%25_*', ['21.T1/Alpha']],
    ['URL=https*example*_off', ['21.T1/Alpha']],
    ['URL=*&CHECKSUM=cc dd', ['21.T1/beta']],
    ['CHECKSUM=aa+bb==', ['21.T1/Alpha']],
    ['URL=https://example.org/50*&URL=*two', ['21.T1/Alpha']],
    [`URL=${encodeURIComponent('https://example.net/\\\'"')}`, ['21.T12/gamma']],
    ['URL=*%C3%9Cn*', ['21.T1/delta']],
    ['URL=*%C3%BCn*', []],
    ['URL=HTTPS://example.org/two', []],
    ['', []],
  ])('%s', async (query, expected) => {
    expect([...(await names(query))].sort()).toEqual([...expected].sort());
  });

  it('keeps to the prefix of the path, up to its slash', async () => {
    expect(await names('URL=*', '/hrls/handles/21.T1')).toEqual(['21.T1/Alpha', '21.T1/beta', '21.T1/delta']);
    expect(await names('URL=https*', '/hrls/handles/21.t12')).toEqual(['21.T12/gamma']);
    expect((await look('URL=*', '/hrls/handles/x')).status).toBe(404);
  });

  it('pages in one order', async () => {
    const all = await names('URL=*');
    const pages = [
      await names('URL=*&limit=2'),
      await names('URL=*&limit=2&page=1'),
      await names('URL=*&limit=2&page=2'),
    ];
    expect(pages.flat()).toEqual(all);
    expect(pages[0]).toHaveLength(2);
  });

  it('shows whole records with several keys', async () => {
    const found = await names('URL=*&CHECKSUM=cc*&retrieverecords=true');
    expect(Object.keys(found)).toEqual(['21.T1/beta']);
    expect(found['21.T1/beta'][1]).toEqual({ type: 'URL', value: 'https://example.org/500off' });
    expect(found['21.T1/beta'][0].value).toContain('0.NA/21.T1');
  });

  it('refuses what it cannot do, with the texts of the servlet', async () => {
    const answers = [
      await look('hs_seckey=*'),
      await look('URL=*&limit=x'),
      await look('URL=*&enforcesql=true'),
      await look('URL=*', '/hrls/nothing'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 400, 404]);
    expect(answers[0]?.text).toBe('Searching via HS_SECKEY entries is not allowed!');
    expect(answers[1]?.text).toMatch(/^"Invalid number:/);
  });
});
