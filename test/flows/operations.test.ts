import { afterEach, describe, expect, it } from '@jest/globals';
import { Database, sql } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { idOf, publish } from '../support/factories.js';
import { freePort } from '../support/environment.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';

let app: TestApp;
afterEach(() => app.close());

interface Step {
  retargeted: number;
  tombstones: number;
  failed: unknown[];
  next: string | null;
}

const eventually = async (test: () => Promise<boolean>) => {
  for (let turn = 0; turn < 200 && !(await test()); turn++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await test()).toBe(true);
};

describe('rotation of keys', () => {
  it('seals everything anew while services go on working', async () => {
    const fake = await new FakeHandleNet().start();
    app = await startTestApp({ OUTGOING_ALLOW: fake.allowed });
    const serviceProperties = {
      type: 'Handle',
      prefix: '21.T1',
      endpoint: `${fake.url}/api/handles`,
      username: fake.username,
      password: fake.password,
    };
    const service = idOf(
      await app.call('POST', '/handle_services', { body: { name: 'Remote', serviceProperties } }),
    );
    const first = await app.call('POST', '/keys/rotate');
    expect(first.json.resealed).toMatchObject({ handle_services: 1, handle_values: 0 });
    const second = await app.call('POST', '/keys/rotate');
    expect(second.json.key).not.toBe(first.json.key);
    expect((await app.call('POST', `/handle_services/${service}/check`)).json).toMatchObject({ ok: true });
    await app.restart();
    expect((await app.call('POST', `/handle_services/${service}/check`)).json).toMatchObject({ ok: true });
    await fake.stop();
  });
});

describe('a new PUBLIC_URL', () => {
  it('reaches services, metadata, feed and tombstones by retargeting, step by step', async () => {
    app = await startTestApp();
    const before = app.config.PUBLIC_URL;
    const handles: Awaited<ReturnType<typeof publish>>[] = [];
    for (let number = 0; number < 3; number++) handles.push(await publish(app));
    const broken = handles[1]!.handleId;
    const { metadata } = (await app.call('GET', `/handles/${broken}`)).json;
    const deleted = await publish(app);
    await app.call('DELETE', `/handles/${deleted.handleId}`);
    const after = `http://127.0.0.1:${await freePort()}/moved`;
    app.config.PUBLIC_URL = after;
    await app.restart();
    const step = async (cursor?: string): Promise<Step> =>
      (await app.call('POST', '/handles/retarget', { body: { limit: 2, ...(cursor && { after: cursor }) } }))
        .json;
    const walk = async (): Promise<Step[]> => {
      const reports: Step[] = [];
      for (let next: string | undefined; ;) {
        const report = await step(next);
        reports.push(report);
        if (typeof report.next !== 'string') return reports;
        next = report.next;
      }
    };
    const database = app.application.nest.get(Database);
    const stored = () =>
      database.read((reader) =>
        reader.first<{ value: string }>(sql`SELECT value FROM stored_facts WHERE name = 'public_url'`),
      );
    const hold = (text: string) =>
      database.write((tx) => tx.execute(sql`UPDATE handles SET metadata = ${text} WHERE id = ${broken}`));
    await hold('<broken');
    const partly = await walk();
    expect(partly.flatMap(({ failed }) => failed)).toMatchObject([{ handleId: broken }]);
    // As long as one is left behind, each start warns.
    expect((await stored())?.value).toBe(before);
    await hold(metadata);
    const reports = await walk();
    expect((await stored())?.value).toBe(after);
    const sum = (steps: Step[], key: 'retargeted' | 'tombstones') =>
      steps.reduce((total, step) => total + step[key], 0);
    expect([sum(partly, 'retargeted'), sum(partly, 'tombstones')]).toEqual([2, 1]);
    expect(sum(reports, 'retargeted')).toBe(1);
    expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
    const { json } = await app.call('GET', `/handles/${handles[0]!.handleId}`);
    expect(json.metadata).not.toContain(before);
    expect(json.publicHandle).toBe(`${after}/${handles[0]!.pid}`);
    expect(json.desiredRevision).toBe(2);
    await eventually(
      async () => (await app.call('GET', `/handles/${handles[2]!.handleId}`)).json.appliedRevision === 2,
    );
    expect((await step()).retargeted).toBe(0);
  });
});
