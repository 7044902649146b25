import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../support/clock.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { addPrefix, basic } from './handle-server-fixture.js';

describe('FOREIGN_PREFIX_BAN=on', () => {
  const clock = new FakeClock();
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ FOREIGN_PREFIX_BAN: 'on' }, clock);
  });
  afterAll(() => app.close());

  const read = async (name: string) =>
    (await app.call('GET', `/api/handles/${name}`, { root: true, token: null })).status;
  const minute = 60_000;

  it('bans after three foreign reads, longer each time, and leaves the resolver alone', async () => {
    expect([await read('99.A/1'), await read('99.A/2'), await read('99.A/3')]).toEqual([400, 400, 400]);
    expect(await read('21.T99999/none')).toBe(403);
    expect((await app.call('GET', '/99.A/1', { root: true, token: null })).status).toBe(302);
    clock.advance(10 * minute + 1);
    expect(await read('21.T99999/none')).toBe(404);
    for (let again = 0; again < 3; again++) await read('99.A/1');
    clock.advance(10 * minute + 1);
    expect(await read('21.T99999/none')).toBe(403);
    clock.advance(10 * minute);
    expect(await read('21.T99999/none')).toBe(404);
  });

  it('counts listings of foreign prefixes, and refuses any', async () => {
    const as = await addPrefix(app, { prefix: '21.T1' });
    const get = async (path: string) => {
      const headers = { authorization: basic(as) };
      return (await app.call('GET', path, { root: true, token: null, headers })).status;
    };
    clock.advance(48 * 60 * minute);
    const foreign = ['/api/handles?prefix=99.A', '/api/v2/handles/99.A/', '/api/v2/handles/99.A/1'];
    expect([await get(foreign[0]!), await get(foreign[1]!), await get(foreign[2]!)]).toEqual([400, 404, 404]);
    expect([await get('/api/handles?prefix=21.T1'), await get('/api/v2/handles/21.T1/')]).toEqual([403, 403]);
    clock.advance(10 * minute + 1);
    expect([await get('/api/handles?prefix=21.T1'), await get('/api/v2/handles/21.T1/')]).toEqual([200, 200]);
  });

  it('is lifted by an administrator', async () => {
    for (let again = 0; again < 3; again++) await read('99.A/1');
    const { bans } = (await app.call('GET', '/handle_bans')).json;
    expect(bans).toHaveLength(1);
    expect((await app.call('DELETE', `/handle_bans/${encodeURIComponent(bans[0].address)}`)).status).toBe(
      204,
    );
    expect(await read('21.T99999/none')).toBe(404);
    expect((await app.call('GET', '/handle_bans', { token: null })).status).toBe(401);
  });
});
