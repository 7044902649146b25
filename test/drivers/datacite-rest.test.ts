import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataciteRestDriver } from '../../src/drivers/datacite-rest/datacite-rest.driver.js';
import { SystemClock } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { failureOf } from '../contract/driver-contract.js';
import { targetUnder } from '../support/drivers.js';
import { FakeDatacite } from '../support/fakes/fake-datacite.js';

const signal = new AbortController().signal;
const target = (suffix: string, revision = 1) => targetUnder('10.5072', suffix, revision);

describe('DataCite REST', () => {
  const fake = new FakeDatacite();
  let remote: RemoteCaller;
  beforeAll(async () => {
    await fake.start();
    remote = new RemoteCaller({ allow: [fake.allowed], userAgent: 'test' });
  });
  afterAll(async () => {
    await remote.close();
    await fake.stop();
  });

  const driver = (more: Record<string, unknown> = {}, credentials: Record<string, string> = {}) =>
    dataciteRestDriver(
      {
        prefix: '10.5072',
        proxyEndpoint: null,
        properties: { endpoint: fake.url, username: 'ABCD.REPO', ...more },
        credentials: { password: 'correct horse', ...credentials },
      },
      { database: undefined as unknown as Database, clock: new SystemClock(), remote },
    );
  const shutOut = () => driver({ visibility: 'registered' }, { password: 'former' });

  it('takes a hidden DOI for absent on no word but that of an account that is let in', async () => {
    const hidden = driver({ visibility: 'registered' });
    await hidden.register(target('hidden'), signal);
    expect(await failureOf(shutOut().unregister(target('hidden', 2), signal))).toBe('credentials');
    expect(await failureOf(shutOut().update(target('hidden', 2), signal))).toBe('credentials');
    expect(await failureOf(shutOut().inspect(target('hidden'), signal))).toBe('credentials');
    expect(fake.urlOf('10.5072/hidden')).toBe(target('hidden').url);
    expect(await hidden.inspect(target('never-was'), signal)).toEqual({ found: 'absent' });
  });

  it('hides a findable DOI when its service becomes one of registered DOIs, and shows it again', async () => {
    await driver().register(target('shy'), signal);
    const shy = driver({ visibility: 'registered' });
    expect(await shy.inspect(target('shy'), signal)).toMatchObject({ found: 'ours', url: undefined });
    await shy.update(target('shy', 2), signal);
    expect(fake.store.find('10.5072/shy')?.state).toBe('registered');
    await driver().update(target('shy', 3), signal);
    expect(fake.store.find('10.5072/shy')?.state).toBe('findable');
  });

  it('blames no credentials when the Handle System does not serve the prefix yet', async () => {
    const body = '{"errors":[{"status":"403","title":"SERVER NOT RESPONSIBLE FOR HANDLE"}]}';
    fake.faults = ({ path }) =>
      path.endsWith('/get-url') ? { kind: 'status', status: 403, body } : undefined;
    expect(await failureOf(driver().register(target('homeless'), signal))).toBe('unknown');
    fake.faults = () => undefined;
  });

  it('walks all pages of its account, whatever letters a cursor has', async () => {
    const first = await driver().list?.(undefined, signal);
    const second = await driver().list?.(first?.next, signal);
    expect(first?.pids).toHaveLength(1);
    expect(second?.next).toBeUndefined();
    expect([...(first?.pids ?? []), ...(second?.pids ?? [])]).toContain('10.5072/shy');
  });

  it('confirms of an account what it has seen and no more', async () => {
    expect((await driver().check(signal)).confirmed).toHaveLength(2);
    const byKey = driver({ username: '' }, { apiKey: 'DC.correct horse' });
    expect((await byKey.check(signal)).confirmed).toEqual(['The credentials are accepted.']);
  });
});
