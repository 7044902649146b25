import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/platform/database/database.js';
import { createLogger } from '../../src/platform/logging.js';
import { Secrets } from '../../src/platform/secrets.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { tryNewCredentials, type VainTrials } from '../../src/registration/credential-trial.js';
import { Services } from '../../src/registration/services.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import { insertService } from '../support/ledger.js';

describe('new credentials', () => {
  const clock = new FakeClock();
  const fake = new FakeHandleNet();
  let test: TestDatabase;
  let secrets: Secrets;
  beforeAll(async () => {
    await fake.start();
    test = await openTestDatabase();
    secrets = new Secrets(test.config);
  });
  afterAll(async () => {
    await test.close();
    await fake.stop();
  });

  const offer = async (id: string, endpoint: string, next: string) => {
    const properties = { endpoint, username: fake.username };
    await insertService(test.database, { id, driver: 'handle-http', properties });
    await test.database.write((tx) =>
      tx.execute(sql`UPDATE handle_services SET next_credentials = ${next} WHERE id = ${id}`),
    );
  };
  const sealedFor = (id: string) =>
    JSON.stringify(
      secrets.sealAll(
        { table: 'handle_services', rowId: id, field: 'credentials' },
        { password: fake.password },
      ),
    );
  const stored = (id: string) =>
    test.database.read((reader) =>
      reader.first(
        sql`SELECT sealed_credentials, next_credentials, next_credentials_problem AS problem
            FROM handle_services WHERE id = ${id}`,
      ),
    );

  it('of one service are tried though another’s cannot be opened, and one that is away is left alone a while', async () => {
    const remote = new RemoteCaller({ allow: [fake.allowed, '127.0.0.1:1'], userAgent: 'test' });
    const services = new Services({ database: test.database, clock, remote }, secrets);
    const house = {
      database: test.database,
      clock,
      wakeups: new Wakeups(),
      logger: createLogger('silent'),
      publication: {},
    };
    const good = sealedFor('c-good');
    await offer('a-moved', `${fake.url}/api/handles`, sealedFor('elsewhere'));
    await offer('b-away', 'http://127.0.0.1:1/api/handles', sealedFor('b-away'));
    await offer('c-good', `${fake.url}/api/handles`, good);
    const vain: VainTrials = new Map();
    expect(await tryNewCredentials(house, services, vain)).toBe(3);
    expect(await stored('a-moved')).toMatchObject({ problem: 'No key opens the new credentials.' });
    expect(await stored('c-good')).toMatchObject({ sealed_credentials: good, next_credentials: null });
    expect(await stored('b-away')).toMatchObject({ sealed_credentials: null, problem: null });
    expect(await tryNewCredentials(house, services, vain)).toBe(0);
    expect(vain.size).toBe(1);
    await remote.close();
  });
});
