import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRecord, deleteRecord, findRecord } from '../../src/handle-server/records.js';
import { sql } from '../../src/platform/database/database.js';
import { createLogger } from '../../src/platform/logging.js';
import { Secrets } from '../../src/platform/secrets.js';
import { Wakeups, type WakeupTopic } from '../../src/platform/wakeups.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { Services } from '../../src/registration/services.js';
import { RegistrationWorker } from '../../src/registration/worker.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { insertPending, insertService, ledgerRow } from '../support/ledger.js';

const clock = new FakeClock();
const wakeups = new Wakeups();

describe('the registration worker', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
    await insertService(test.database, { id: 's1' });
  });
  afterAll(() => test.close());

  const worker = () =>
    new RegistrationWorker(
      { database: test.database, clock, wakeups, logger: createLogger('silent'), publication: {} },
      { id: 'waymark.test', publicUrl: 'https://waymark.test' },
      new Services(
        { database: test.database, clock, remote: new RemoteCaller({ allow: [], userAgent: 'test' }) },
        new Secrets(test.config),
      ),
      { attempted: () => undefined },
    );
  const row = (id: string) => ledgerRow(test.database, id);
  const record = (pid: string) => test.database.read((reader) => findRecord(reader, pid));
  const change = (statement: ReturnType<typeof sql>) => test.database.write((tx) => tx.execute(statement));
  const woken = (topic: WakeupTopic) => {
    let times = 0;
    const stop = wakeups.listen(topic, () => times++);
    return () => {
      stop();
      return times;
    };
  };

  it('registers what is due, and tells the publisher', async () => {
    await insertPending(test.database, { id: 'a', serviceId: 's1' });
    const publication = woken('publication-due');
    expect(await worker().runOnce()).toBe(1);
    expect(publication()).toBe(1);
    expect(await row('a')).toMatchObject({
      state: 'registered',
      applied_revision: 1,
      registered_at: clock.now().toISOString(),
      fence: 1,
      attempts: 0,
      lease_until: null,
    });
    const values = (await record('21.T1/a'))?.values.map(({ index, type, data }) => [index, type, data]);
    expect(values).toEqual([
      [1, 'URL', 'https://waymark.test/share/a'],
      [100, 'HS_ADMIN', '{"handle":"0.NA/21.T1","index":200,"permissions":"011111110011"}'],
      [900, 'WAYMARK', 'waymark:waymark.test:a:1'],
    ]);
    expect(await worker().runOnce()).toBe(0);
  });

  it('takes what the last attempt did outside for done when its answer was lost', async () => {
    await insertPending(test.database, { id: 'lost-answer', serviceId: 's1' });
    await change(
      sql`UPDATE handles SET fence = 1, ever_sent = ${true}, attempts = 1 WHERE id = 'lost-answer'`,
    );
    const mark = { ...value, index: 900, type: 'WAYMARK', data: 'waymark:waymark.test:lost-answer:1' };
    const url = { ...value, data: 'https://waymark.test/share/lost-answer' };
    await test.database.write((tx) =>
      createRecord(tx, '21.T1/lost-answer', 'lost-answer', [url, mark], clock.now().toISOString()),
    );
    await worker().runOnce();
    expect(await row('lost-answer')).toMatchObject({ state: 'registered', applied_revision: 1 });
    expect((await record('21.T1/lost-answer'))?.version).toBe(1);
  });

  it('never overwrites a name of somebody else', async () => {
    await test.database.write((tx) =>
      createRecord(tx, '21.T1/theirs', null, [value], clock.now().toISOString()),
    );
    await insertPending(test.database, { id: 'theirs', serviceId: 's1' });
    const settled = woken('settled');
    await worker().runOnce();
    expect(settled()).toBe(1);
    expect((await row('theirs')).state).toBe('conflict');
    expect((await record('21.T1/theirs'))?.values[0]?.data).toBe(value.data);
    expect(await worker().runOnce()).toBe(0);
  });

  it('sends one update for several revisions', async () => {
    await insertPending(test.database, { id: 'rev', serviceId: 's1' });
    await worker().runOnce();
    await change(sql`UPDATE handles SET desired_revision = 7, state = 'updating' WHERE id = 'rev'`);
    await worker().runOnce();
    expect(await row('rev')).toMatchObject({ state: 'registered', applied_revision: 7 });
    expect((await record('21.T1/rev'))?.values[2]?.data).toBe('waymark:waymark.test:rev:7');
  });

  it('leaves a revision due that came while the last one was sent', async () => {
    await insertPending(test.database, { id: 'late', serviceId: 's1' });
    const busy = worker();
    const run = busy.runOnce();
    // Whenever the change lands, the row must end up at revision 2.
    await change(sql`UPDATE handles SET desired_revision = 2, state = 'pending' WHERE id = 'late'`);
    await run;
    while ((await busy.runOnce()) > 0);
    expect(await row('late')).toMatchObject({ state: 'registered', applied_revision: 2 });
  });

  it('makes a lost handle record anew under its name', async () => {
    await insertPending(test.database, { id: 'drift', serviceId: 's1' });
    await worker().runOnce();
    await test.database.write((tx) => deleteRecord(tx, '21.T1/drift'));
    await change(sql`UPDATE handles SET desired_revision = 2, state = 'updating' WHERE id = 'drift'`);
    await worker().runOnce();
    expect(await row('drift')).toMatchObject({ state: 'registered', applied_revision: 2 });
    expect(await record('21.T1/drift')).toBeDefined();
  });

  it('withdraws a deleted handle: its record leads to the tombstone and stays', async () => {
    await insertPending(test.database, { id: 'del', serviceId: 's1' });
    await worker().runOnce();
    await change(
      sql`UPDATE handles SET desired_revision = 2, state = 'deleting', deleted_at = 'x' WHERE id = 'del'`,
    );
    await worker().runOnce();
    expect(await row('del')).toMatchObject({ state: 'tombstoned', applied_revision: 2 });
    expect((await record('21.T1/del'))?.values[0]?.data).toBe('https://waymark.test/21.T1/del');
  });

  it('burns the name of a handle that was deleted before it stood outside', async () => {
    await insertPending(test.database, { id: 'burn', serviceId: 's1' });
    await change(
      sql`UPDATE handles SET ever_sent = ${true}, fence = 1, deleted_at = 'x', state = 'deleting', desired_revision = 2
          WHERE id = 'burn'`,
    );
    await worker().runOnce();
    expect((await row('burn')).state).toBe('burnt');
    expect(await record('21.T1/burn')).toBeUndefined();
  });

  it('sends nothing for a paused service', async () => {
    await insertService(test.database, { id: 's2' });
    await change(sql`UPDATE handle_services SET paused = ${true} WHERE id = 's2'`);
    await insertPending(test.database, { id: 'paused', serviceId: 's2' });
    expect(await worker().runOnce()).toBe(0);
    await change(sql`UPDATE handle_services SET paused = ${false} WHERE id = 's2'`);
    expect(await worker().runOnce()).toBe(1);
  });

  it('sends one probe when an open breaker’s time has come, and closes it on success', async () => {
    await insertService(test.database, { id: 's3' });
    const until = new Date(clock.now().getTime() + 1000).toISOString();
    await change(sql`UPDATE handle_services SET breaker_open_until = ${until} WHERE id = 's3'`);
    await insertPending(test.database, { id: 'probe1', serviceId: 's3' });
    await insertPending(test.database, { id: 'probe2', serviceId: 's3' });
    const one = worker();
    expect(await one.runOnce()).toBe(0);
    clock.advance(1500);
    expect(await one.runOnce()).toBe(1);
    expect(await one.runOnce()).toBe(1);
    expect((await row('probe2')).state).toBe('registered');
  });

  it('probes with a handle that was not refused itself, if there is one', async () => {
    await insertService(test.database, { id: 's4' });
    const until = new Date(clock.now().getTime() - 1000).toISOString();
    await change(sql`UPDATE handle_services SET breaker_open_until = ${until} WHERE id = 's4'`);
    await insertPending(test.database, { id: 'refused', serviceId: 's4', due: new Date(1) });
    await insertPending(test.database, { id: 'untried', serviceId: 's4', due: new Date(2) });
    await change(
      sql`UPDATE handles SET last_outcome = '{"class":"credentials","attempt":0}' WHERE id = 'refused'`,
    );
    expect(await worker().runOnce()).toBe(1);
    expect([(await row('refused')).state, (await row('untried')).state]).toEqual(['pending', 'registered']);
    expect(await worker().runOnce()).toBe(1);
    expect((await row('refused')).state).toBe('registered');
  });

  it('claims no row that another process holds, until its lease runs out', async () => {
    await insertPending(test.database, { id: 'held', serviceId: 's1' });
    const until = new Date(clock.now().getTime() + 30_000).toISOString();
    await change(
      sql`UPDATE handles SET lease_owner = 'other', lease_until = ${until}, fence = 1 WHERE id = 'held'`,
    );
    expect(await worker().runOnce()).toBe(0);
    clock.advance(31_000);
    expect(await worker().runOnce()).toBe(1);
    expect((await row('held')).fence).toBe(2);
  });

  it('parks a row on which the process keeps dying', async () => {
    await insertPending(test.database, { id: 'poison', serviceId: 's1' });
    await change(sql`UPDATE handles SET attempts = 25, fence = 25 WHERE id = 'poison'`);
    await worker().runOnce();
    expect(await row('poison')).toMatchObject({ state: 'parked' });
  });

  it('works by itself from start to stop', async () => {
    const own = worker();
    await own.start();
    await insertPending(test.database, { id: 'live', serviceId: 's1' });
    wakeups.wake('registration-due');
    const state = await wakeups.until('publication-due', 5000, async () =>
      (await row('live')).state === 'registered' ? true : undefined,
    );
    await own.stop();
    expect(state).toBe(true);
  });
});

const value = {
  index: 1,
  type: 'URL',
  format: 'string',
  data: 'https://elsewhere.example/',
  ttlType: 0,
  ttl: 86400,
  permissions: '1110',
  references: [],
} as const;
