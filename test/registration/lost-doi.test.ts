import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secrets } from '../../src/platform/secrets.js';
import { sql } from '../../src/platform/database/database.js';
import { createLogger } from '../../src/platform/logging.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { verifyNext } from '../../src/registration/reconcile.js';
import { registerLostAnew } from '../../src/registration/registration.queries.js';
import { Services } from '../../src/registration/services.js';
import { RegistrationWorker } from '../../src/registration/worker.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { kernel4 } from '../support/drivers.js';
import { FakeDatacite } from '../support/fakes/fake-datacite.js';
import { insertPending, insertService, ledgerRow } from '../support/ledger.js';

const registry = { id: 'waymark.test', publicUrl: 'https://waymark.test' };
const day = 25 * 3600_000;

describe('a DOI that is gone outside', () => {
  const clock = new FakeClock();
  const fake = new FakeDatacite();
  let test: TestDatabase;
  let services: Services;
  let worker: RegistrationWorker;
  let remote: RemoteCaller;

  beforeAll(async () => {
    await fake.start();
    test = await openTestDatabase();
    remote = new RemoteCaller({ allow: [fake.allowed], userAgent: 'test' });
    const secrets = new Secrets(test.config);
    services = new Services({ database: test.database, clock, remote }, secrets);
    const properties = { endpoint: fake.url, username: fake.store.username };
    await insertService(test.database, { id: 's1', driver: 'datacite-rest', prefix: '10.5072', properties });
    const place = { table: 'handle_services', rowId: 's1', field: 'credentials' };
    const sealed = JSON.stringify(secrets.sealAll(place, { password: fake.store.password }));
    await change(sql`UPDATE handle_services SET sealed_credentials = ${sealed}`);
    worker = new RegistrationWorker(house(), registry, services, { attempted: () => undefined });
  });
  afterAll(async () => {
    await test.close();
    await remote.close();
    await fake.stop();
  });

  const house = () => ({
    database: test.database,
    clock,
    wakeups: new Wakeups(),
    logger: createLogger('silent'),
    publication: {},
  });
  const change = (statement: ReturnType<typeof sql>) => test.database.write((tx) => tx.execute(statement));
  const anew = (id: string) =>
    test.database.write((tx) => registerLostAnew(tx, id, clock.now().toISOString()));
  const settled = async (id: string) => {
    while ((await worker.runOnce()) > 0);
    return ledgerRow(test.database, id);
  };
  const registered = async (id: string) => {
    await insertPending(test.database, { id, serviceId: 's1', pid: `10.5072/${id}`, metadata: kernel4 });
    await change(sql`UPDATE handles SET metadata_schema = 'oai_datacite' WHERE id = ${id}`);
    expect(await settled(id)).toMatchObject({ state: 'registered', applied_revision: 1 });
    expect(await anew(id)).toBe(0);
    fake.store.dois.delete(`10.5072/${id}`);
  };

  it('stops its next revision, and is registered anew only when a person says so', async () => {
    await registered('update');
    await change(sql`UPDATE handles SET desired_revision = 2, state = 'updating' WHERE id = 'update'`);
    expect((await settled('update')).state).toBe('parked');
    expect(fake.store.find('10.5072/update')).toBeUndefined();
    expect(await anew('update')).toBe(1);
    expect(await settled('update')).toMatchObject({ state: 'registered', applied_revision: 2 });
    expect(fake.store.mark('10.5072/update')).toMatchObject({ handleId: 'update', revision: 2 });
  });

  it('is a finding of the sweep, and registered anew only when a person says so', async () => {
    await registered('swept');
    clock.advance(day);
    const verdicts = [];
    const service = await services.use('s1', '2026-01-01T00:00:00.000Z');
    for (let verdict; (verdict = await verifyNext(house(), service, registry)) !== undefined;)
      verdicts.push(verdict);
    expect(verdicts).toContain('lost');
    expect((await settled('swept')).state).toBe('registered');
    expect(fake.store.find('10.5072/swept')).toBeUndefined();
    expect(await anew('swept')).toBe(1);
    expect(await settled('swept')).toMatchObject({ state: 'registered', applied_revision: 1 });
    expect(fake.urlOf('10.5072/swept')).toBe('https://waymark.test/share/swept');
  });
});
