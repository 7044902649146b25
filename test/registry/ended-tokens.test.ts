import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';
import { person, personWith } from '../support/people.js';

let app: TestApp;
const clock = new FakeClock();
beforeAll(async () => {
  app = await startTestApp({}, clock);
});
afterAll(async () => {
  await app.close();
});

it('tokens that ended are forgotten after a day, but for named ones', async () => {
  const own = await person(app);
  const caveats = [{ type: 'time', validUntil: clock.now().getTime() / 1000 + 600 }];
  const named = (await own.call('POST', '/user/tokens/named', { body: { name: 'short', caveats } })).json;
  const temporary = (await own.call('POST', '/user/tokens/temporary', { body: { caveats } })).json;
  const confined = (
    await app.call('POST', '/tokens/confine', { token: null, body: { token: own.token, caveats } })
  ).json;
  const faults = async () => {
    const another = { body: { name: `n${clock.now().getTime()}` } };
    expect((await own.call('POST', '/user/tokens/named', another)).status).toBe(201);
    const answers = [named, temporary, confined].map(({ token }: { token: string }) =>
      personWith(app, own.id, token).call('GET', '/user'),
    );
    return (await Promise.all(answers)).map(({ json }) => json.error?.details.authError.id);
  };
  expect(await faults()).toEqual([undefined, undefined, undefined]);
  clock.advance(3600 * 1000);
  const ended = 'tokenCaveatUnverified';
  expect(await faults()).toEqual([ended, ended, ended]);
  clock.advance(24 * 3600 * 1000);
  expect(await faults()).toEqual([ended, 'badToken', 'badToken']);
  expect((await own.call('GET', '/user/tokens/named')).json.tokens).toContain(named.tokenId);
});
