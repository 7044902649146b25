import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RegistryError } from '../../src/platform/errors.js';
import { Throttle } from '../../src/registry/users/throttle.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';
import { person, verdict } from '../support/people.js';

/** Seconds to wait, or 0 when allowed. */
function waitOf(throttle: Throttle, ip: string, account?: string): number {
  try {
    throttle.requireAllowed(ip, account);
    return 0;
  } catch (error) {
    return Number((error as RegistryError).headers['retry-after']);
  }
}

describe('the throttle', () => {
  it('slows an account down after ten failures from anywhere, and never for good', () => {
    const clock = new FakeClock();
    const throttle = new Throttle(clock);
    for (let n = 0; n < 10; n++) throttle.recordFailure(`10.0.0.${n}`, 'jane');
    expect(waitOf(throttle, '10.9.9.9', 'jane')).toBe(6);
    expect(waitOf(throttle, '10.9.9.9', 'john')).toBe(0);
    clock.advance(6_000);
    expect(waitOf(throttle, '10.9.9.9', 'jane')).toBe(0);
    for (let n = 0; n < 50; n++) throttle.recordFailure(`10.1.${n}.0`, 'jane');
    expect(waitOf(throttle, '10.9.9.9', 'jane')).toBeGreaterThan(60);
    clock.advance(10 * 60_000);
    expect(waitOf(throttle, '10.9.9.9', 'jane')).toBe(0);
  });

  it('slows an address down after thirty, a /64 counting as one', () => {
    const clock = new FakeClock();
    const throttle = new Throttle(clock);
    for (let n = 0; n < 30; n++) throttle.recordFailure(`2001:db8:0:7::${n.toString(16)}`, `user${n}`);
    expect(waitOf(throttle, '2001:db8:0:7:ffff::1')).toBe(2);
    expect(waitOf(throttle, '2001:db8:0:8::1')).toBe(0);
    expect(waitOf(throttle, '10.0.0.1')).toBe(0);
  });

  it('bears any number of names', () => {
    const throttle = new Throttle(new FakeClock());
    for (let n = 0; n < 30_000; n++) throttle.recordFailure(`10.0.${n >> 8}.${n & 255}`, `user${n}`);
    expect(waitOf(throttle, '10.0.0.1', 'user1')).toBe(0);
  });
});

describe('guessing', () => {
  let app: TestApp;
  const clock = new FakeClock();
  beforeAll(async () => {
    app = await startTestApp({}, clock);
  });
  afterAll(async () => {
    await app.close();
  });
  const basic = (name: string, password: string) => ({
    token: null,
    headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
  });

  it('of a password is answered 429 with Retry-After; who is known already goes on', async () => {
    const body = { fullName: 'Jane Doe', username: 'janedoe', password: 'correct horse battery' };
    await app.call('POST', '/users', { body });
    const right = basic('janedoe', body.password);
    expect((await app.call('GET', '/user', right)).status).toBe(200);
    for (let n = 0; n < 10; n++)
      expect((await app.call('GET', '/user', basic('janedoe', `guess ${n}`))).status).toBe(401);
    const slowed = await app.call('GET', '/user', basic('janedoe', 'another guess'));
    expect(verdict(slowed)).toEqual([429, 'tooManyRequests']);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await app.call('GET', '/user', right)).status).toBe(200);
    clock.advance(60_000);
    expect((await app.call('GET', '/user', basic('janedoe', 'a later guess'))).status).toBe(401);
  });

  it('of tokens is answered 429 per address; ended tokens do not count, and a deleted one once', async () => {
    clock.advance(10 * 60_000);
    const own = await person(app);
    const { json } = await own.call('POST', '/user/tokens/named', { body: { name: 'ended' } });
    await own.call('PATCH', `/tokens/named/${json.tokenId}`, { body: { revoked: true } });
    for (let n = 0; n < 40; n++)
      expect((await app.call('GET', '/user', { token: json.token })).status).toBe(401);
    await own.call('DELETE', `/tokens/named/${json.tokenId}`);
    for (let n = 0; n < 40; n++)
      expect((await app.call('GET', '/user', { token: json.token })).status).toBe(401);
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++)
      statuses.push((await app.call('GET', '/user', { token: `guess${n}` })).status);
    expect(statuses).toEqual([...Array<number>(29).fill(401), 429]);
    clock.advance(10 * 60_000);
    expect((await own.call('GET', '/user')).status).toBe(200);
  });

  it('of tokens in bodies is answered 429 too', async () => {
    const guesses: [string, object][] = [
      ['/tokens/examine', {}],
      ['/tokens/confine', { caveats: [] }],
      ['/tokens/infer_access_token_scope', {}],
      ['/tokens/verify_access_token', {}],
      ['/tokens/verify_identity_token', {}],
      ['/tokens/verify_invite_token', {}],
      ['/user/groups/join', {}],
    ];
    const { token } = await person(app);
    for (const [path, more] of guesses) {
      clock.advance(10 * 60_000);
      const statuses: number[] = [];
      for (let n = 0; n < 31; n++) {
        const body = { token: `guess ${n} at ${path}`, ...more };
        statuses.push((await app.call('POST', path, { token, body })).status);
      }
      expect([path, ...statuses]).toEqual([path, ...Array<number>(30).fill(400), 429]);
    }
    clock.advance(10 * 60_000);
  });
});
