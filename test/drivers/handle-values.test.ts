import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drivers } from '../../src/drivers/drivers.js';
import { SystemClock } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { failureOf } from '../contract/driver-contract.js';
import { targetUnder } from '../support/drivers.js';
import { FakeEpic } from '../support/fakes/fake-epic.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import { FakeProxy } from '../support/fakes/fake-proxy.js';

const signal = new AbortController().signal;

describe('values that a registry writes into records', () => {
  const handleNet = new FakeHandleNet();
  const epic = new FakeEpic();
  let remote: RemoteCaller;
  beforeAll(async () => {
    await Promise.all([handleNet.start(), epic.start()]);
    remote = new RemoteCaller({ allow: [handleNet.allowed, epic.allowed], userAgent: 'test' });
  });
  afterAll(async () => {
    await remote.close();
    await Promise.all([handleNet.stop(), epic.stop()]);
  });

  const made = (name: 'handle-http' | 'epic-v2', prefix: string, properties: Record<string, unknown>) =>
    drivers[name](
      { prefix, proxyEndpoint: null, properties, credentials: { password: 'correct horse' } },
      { database: undefined as unknown as Database, clock: new SystemClock(), remote },
    );
  const atHandleNet = (more: object = {}) =>
    made('handle-http', '21.T1', {
      endpoint: `${handleNet.url}/api/handles`,
      username: handleNet.username,
      ...more,
    });
  const atEpic = (more: object = {}) =>
    made('epic-v2', '21.T2', { endpoint: `${epic.url}/api/v2/handles`, username: 'epic', ...more });
  const typesAtHandleNet = (pid: string) =>
    handleNet.records.get(pid.toUpperCase())?.values.map(({ type }) => type);
  const typesAtEpic = (pid: string) => epic.records.get(pid.toUpperCase())?.values.map(({ type }) => type);

  it.each([
    ['handle-http', '21.T1', atHandleNet, typesAtHandleNet],
    ['epic-v2', '21.T2', atEpic, typesAtEpic],
  ] as const)('%s leaves no locations that lead to a former page', async (_, prefix, driver, types) => {
    const target = (revision: number) => targetUnder(prefix, 'locations', revision);
    await driver({ writeLocations: true, writeMetadataLink: true }).register(target(1), signal);
    expect(types(target(1).pid)).toEqual(expect.arrayContaining(['10320/loc', 'METADATA_URL']));
    await driver().update(target(2), signal);
    expect([...(types(target(2).pid) ?? [])].sort()).toEqual(['HS_ADMIN', 'URL', 'WAYMARK']);
  });

  it('reads its own address, not one that others added', async () => {
    const target = targetUnder('21.T1', 'two-addresses');
    await atHandleNet().register(target, signal);
    const { values } = handleNet.records.get(target.pid.toUpperCase())!;
    const other = { format: 'string', value: 'https://mirror.example/' };
    values.unshift({ ...values[0]!, index: 7, data: other });
    expect(await atHandleNet().inspect(target, signal)).toMatchObject({ found: 'ours', url: target.url });
  });

  it('gives back what others wrote at EPIC as it stands: hidden values stay hidden', async () => {
    const target = (revision: number) => targetUnder('21.T2', 'guest', revision);
    await atEpic().register(target(1), signal);
    const guest = {
      idx: 300,
      type: 'HS_SECKEY',
      parsed_data: 'their secret',
      refs: [{ idx: 200, handle: '0.NA/21.T2' }],
      admin_read: true,
      admin_write: true,
      pub_read: false,
      pub_write: false,
    };
    epic.records.get('21.T2/GUEST')!.values.push(guest);
    await atEpic().update(target(2), signal);
    const after = epic.records.get('21.T2/GUEST')!.values;
    expect(after.find(({ idx }) => idx === 300)).toEqual(guest);
  });

  it('names the administrator whom the service wants, at EPIC too', async () => {
    const target = (suffix: string) => targetUnder('21.T2', suffix);
    const adminOf = (pid: string) =>
      epic.records.get(pid.toUpperCase())?.values.find(({ type }) => type === 'HS_ADMIN');
    await atEpic({ handleOwner: '300:21.T2/CURATOR' }).register(target('owned'), signal);
    expect(adminOf(target('owned').pid)).toMatchObject({
      idx: 100,
      parsed_data: {
        adminId: '21.T2/CURATOR',
        adminIdIndex: 300,
        perms: { delete_handle: true, list_handles: false, add_naming_auth: false, modify_value: true },
      },
    });
    await atEpic().register(target('unowned'), signal);
    expect(adminOf(target('unowned').pid)).toMatchObject({ parsed_data: { adminId: '0.NA/21.T2' } });
  });

  it('finds no account in order at a server that is no handle server', async () => {
    handleNet.faults = () => ({ kind: 'garbage' });
    expect(await failureOf(atHandleNet().check(signal))).toBe('unknown');
    handleNet.faults = () => undefined;
  });

  it('opens one session anew, however many requests find it gone', async () => {
    const driver = atHandleNet({ useSessions: true });
    const target = (suffix: string) => targetUnder('21.T1', suffix);
    await driver.register(target('session'), signal);
    handleNet.forgetSessions();
    handleNet.requests.length = 0;
    await Promise.all(['s1', 's2', 's3', 's4'].map((suffix) => driver.register(target(suffix), signal)));
    const opened = handleNet.requests.filter(
      ({ method, path }) => method === 'POST' && path === '/api/sessions',
    );
    expect(opened).toHaveLength(1);
  });
});

describe('a handle proxy that names its records itself', () => {
  it('is not believed with a name that cannot be stored, or of another prefix', async () => {
    const fake = await new FakeProxy().start();
    const remote = new RemoteCaller({ allow: [fake.allowed], userAgent: 'test' });
    const driver = drivers['handle-proxy'](
      {
        prefix: '21.T3',
        proxyEndpoint: `${fake.url}/api/v1`,
        properties: { type: 'PID', prefix: '21.T3' },
        credentials: { password: 'correct horse' },
      },
      { database: undefined as unknown as Database, clock: new SystemClock(), remote },
    );
    const given = async (name: string, suffix: string) => {
      fake.nameGiven = () => name;
      return failureOf(driver.register(targetUnder('21.T3', suffix), signal));
    };
    expect(await given('http://hdl.handle.net/21.T3/\u0000x', 'nul')).toBe('permanent');
    expect(await given(`http://hdl.handle.net/21.T3/${'x'.repeat(3000)}`, 'long')).toBe('permanent');
    expect(await given('http://hdl.handle.net/99.OTHER/x', 'elsewhere')).toBe('permanent');
    expect(await given('http://hdl.handle.net/21.T3/own-name', 'renamed')).toBeUndefined();
    await remote.close();
    await fake.stop();
  });
});
