import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, localServiceId, register } from '../support/factories.js';

const races = 200;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
}, 60_000);
afterAll(async () => {
  await app.close();
});

it(`two registrations racing for one share: one 201, one 409 alreadyExists, ${races} times`, async () => {
  const serviceId = await localServiceId(app);
  const space = await createSpace(app);
  const outcomes: Record<string, number> = {};
  for (let race = 0; race < races; race++) {
    const shareId = await createShare(app, space);
    const answers = await Promise.all([1, 2].map(() => register(app, { shareId, serviceId })));
    const outcome = answers.map(({ status, json }) => `${status} ${json.error?.id ?? json.state}`).sort();
    outcomes[outcome.join(', ')] = (outcomes[outcome.join(', ')] ?? 0) + 1;
    const winner = answers.find(({ status }) => status === 201)?.json.handleId;
    expect((await app.call('GET', `/shares/${shareId}`)).json.handleId).toBe(winner);
  }
  expect(outcomes).toEqual({ '201 registered, 409 alreadyExists': races });
  expect((await app.call('GET', '/handles')).json.handles).toHaveLength(races);
}, 300_000);
