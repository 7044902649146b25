import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, sql } from '../../src/platform/database/database.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { FakeClock } from '../support/clock.js';
import { askOai } from '../support/oai.js';

/** As many answers are made at once; see `ReplyLoad`. */
const atOnce = 100;
const tooMany = 40;

const clock = new FakeClock();
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({}, clock);
});
afterAll(() => app.close());

/** Keeps the publisher waiting until it is let go: whoever asks for the feed waits with it. */
async function holdPublisher(): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  let held: Promise<unknown> = Promise.resolve();
  await new Promise<void>((begun) => {
    held = app.application.nest.get(Database).write(async (tx) => {
      if (tx.dialect === 'postgres') await tx.rows(sql`SELECT pg_advisory_xact_lock(1)`);
      begun();
      await until;
    });
  });
  return async () => {
    letGo();
    // On a busy machine it is told that it held the gate too long, which is what it is for.
    await held.catch(() => undefined);
  };
}

describe('under overload', () => {
  it('what is too much is turned away in XML, to come back after whole seconds; the rest is answered', async () => {
    await askOai(app, 'verb=Identify');
    clock.advance(60_000);
    const release = await holdPublisher();
    const turnedAway: Answer[] = [];
    const asked = Array.from({ length: atOnce + tooMany }, async () => {
      const answer = await app.call('GET', '/oai_pmh?verb=Identify', { root: true, token: null });
      if (answer.status === 503) turnedAway.push(answer);
      return answer;
    });
    await Promise.race([
      Promise.all(asked),
      new Promise<void>((resolve) => {
        const look = () => (turnedAway.length >= tooMany ? resolve() : void setImmediate(look));
        look();
      }),
    ]);
    await release();
    const answers = await Promise.all(asked);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(atOnce);
    expect(turnedAway).toHaveLength(tooMany);
    for (const { headers } of turnedAway) {
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
    }
    expect((await askOai(app, 'verb=Identify')).errors).toEqual([]);
    const { harvests } = (await app.call('GET', '/oai_harvests')).json;
    expect(harvests).toContainEqual(
      expect.objectContaining({ verb: '', requests: tooMany, errors: tooMany, records: 0 }),
    );
  });
});
