import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/platform/database/database.js';
import { createLogger } from '../../src/platform/logging.js';
import { Secrets } from '../../src/platform/secrets.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { searchOrphans, verifyNext } from '../../src/registration/reconcile.js';
import { openFindings } from '../../src/registration/registration.queries.js';
import { Services } from '../../src/registration/services.js';
import { RegistrationWorker } from '../../src/registration/worker.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import { insertPending, insertService, ledgerRow } from '../support/ledger.js';

const day = 25 * 3600_000;
const registry = { id: 'waymark.test', publicUrl: 'https://waymark.test' };

describe('the reconciler', () => {
  const clock = new FakeClock();
  const fake = new FakeHandleNet();
  let test: TestDatabase;
  let services: Services;
  let worker: RegistrationWorker;

  beforeAll(async () => {
    await fake.start();
    test = await openTestDatabase();
    const remote = new RemoteCaller({ allow: [fake.allowed], userAgent: 'test' });
    const secrets = new Secrets(test.config);
    services = new Services({ database: test.database, clock, remote }, secrets);
    const properties = { endpoint: `${fake.url}/api/handles`, username: fake.username };
    await insertService(test.database, { id: 's1', driver: 'handle-http', properties });
    const place = { table: 'handle_services', rowId: 's1', field: 'credentials' };
    const sealed = JSON.stringify(secrets.sealAll(place, { password: fake.password }));
    await test.database.write((tx) =>
      tx.execute(sql`UPDATE handle_services SET sealed_credentials = ${sealed}`),
    );
    worker = new RegistrationWorker(house(), registry, services, { attempted: () => undefined });
  });
  afterAll(async () => {
    await test.close();
    await fake.stop();
  });

  const wakeups = new Wakeups();
  const house = () => ({
    database: test.database,
    clock,
    wakeups,
    logger: createLogger('silent'),
    publication: {},
  });
  const service = async () => services.use('s1', '2026-01-01T00:00:00.000Z');
  const findings = () => test.database.read((reader) => openFindings(reader, 's1', 100));
  const registered = async (id: string) => {
    await insertPending(test.database, { id, serviceId: 's1' });
    while ((await worker.runOnce()) > 0);
    expect((await ledgerRow(test.database, id)).state).toBe('registered');
    clock.advance(day);
  };
  const look = async () => verifyNext(house(), await service(), registry);
  const walked = async () => {
    const walk = { page: undefined, unknown: [], dueAt: 0 };
    const found: unknown[] = [];
    for (let step = await searchOrphans(house(), await service(), registry, walk); step !== undefined;) {
      found.push(step);
      step = await searchOrphans(house(), await service(), registry, walk);
    }
    return found;
  };
  const urlValue = (pid: string) =>
    fake.records.get(pid.toUpperCase())!.values.find(({ type }) => type === 'URL')!;

  it('finds everything in order, each handle once a day', async () => {
    await registered('fine');
    expect([await look(), await look()]).toEqual(['ok', undefined]);
    expect(await findings()).toEqual([]);
  });

  it('repairs what was changed outside', async () => {
    await registered('drift');
    urlValue('21.T1/drift').data.value = 'https://elsewhere.example/';
    const verdicts = [await look(), await look()];
    expect(verdicts.sort()).toEqual(['drifted', 'ok']);
    expect(await findings()).toMatchObject([{ pid: '21.T1/drift', kind: 'drifted', handle_id: 'drift' }]);
    while ((await worker.runOnce()) > 0);
    expect(fake.urlOf('21.T1/drift')).toBe('https://waymark.test/share/drift');
    expect(await ledgerRow(test.database, 'drift')).toMatchObject({
      state: 'registered',
      applied_revision: 1,
    });
    clock.advance(day);
    while ((await look()) !== undefined);
    expect(await findings()).toEqual([]);
  });

  it('makes a lost handle again under its name', async () => {
    await registered('lost');
    fake.records.delete('21.T1/LOST');
    while ((await look()) !== undefined);
    expect(await findings()).toMatchObject([{ pid: '21.T1/lost', kind: 'lost' }]);
    while ((await worker.runOnce()) > 0);
    expect(fake.urlOf('21.T1/lost')).toBe('https://waymark.test/share/lost');
  });

  it('leaves to a person what somebody else took', async () => {
    await registered('taken');
    fake.plant('21.T1/taken');
    while ((await look()) !== undefined);
    expect((await findings()).map(({ pid }) => pid)).toContain('21.T1/taken');
    expect(await worker.runOnce()).toBe(0);
    expect(fake.urlOf('21.T1/taken')).toBe('https://elsewhere.example/');
  });

  it('draws no conclusion from a service that does not answer', async () => {
    clock.advance(day);
    fake.faults = () => ({ kind: 'status', status: 503 });
    expect(await look()).toBe('unseen');
    fake.faults = () => undefined;
  });

  it('finds records with our mark that the ledger does not know', async () => {
    fake.plant('21.T1/stranger');
    fake.plant('21.T1/orphan');
    const mark = { format: 'string', value: 'waymark:waymark.test:nobody:1' };
    fake.records
      .get('21.T1/ORPHAN')!
      .values.push({ ...urlValue('21.T1/orphan'), index: 900, type: 'WAYMARK', data: mark });
    const found = await walked();
    expect(found.sort()).toEqual(['listed', 'orphan', 'stranger']);
    expect((await findings()).filter(({ kind }) => kind === 'orphan')).toMatchObject([
      { pid: '21.t1/orphan', handle_id: null },
    ]);
    // Somebody removes it: the next walk settles the finding.
    fake.records.delete('21.T1/ORPHAN');
    await walked();
    expect((await findings()).filter(({ kind }) => kind === 'orphan')).toEqual([]);
  });

  it('finds what arrived outside after its handle was given up here', async () => {
    await registered('late');
    await test.database.write((tx) => tx.execute(sql`UPDATE handles SET state = 'burnt' WHERE id = 'late'`));
    await walked();
    expect((await findings()).filter(({ kind }) => kind === 'orphan')).toMatchObject([{ pid: '21.t1/late' }]);
  });
});
