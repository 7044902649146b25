import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HarvestLog, type HarvestedReply } from '../../src/oai-pmh/harvest-log.js';
import { Clock } from '../../src/platform/clock.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { LOGGER } from '../../src/platform/logging.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
let log: HarvestLog;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  const { nest } = app.application;
  await nest.get(Database).write((tx) => tx.execute(sql`DELETE FROM oai_harvests`));
  log = new HarvestLog(nest.get(Database), nest.get(Clock), nest.get(LOGGER));
});

const reply: HarvestedReply = {
  address: '192.0.2.7',
  agent: 'Harvester/1.0',
  verb: 'ListRecords',
  prefix: 'oai_dc',
  set: '',
  records: 500,
  bytes: 1000,
  failed: false,
};

describe('the harvest log under a flood of agents', () => {
  it('keeps a bounded number of lines between two flushes, and loses no count', async () => {
    for (let n = 0; n < 3000; n++) log.count({ ...reply, agent: `Agent ${n}` });
    const lines = await log.lines();
    expect(lines.length).toBeLessThanOrEqual(1001);
    const { rows } = await totals();
    expect(rows).toEqual({ lines: 1001, requests: 3000 });
    expect(lines.some(({ agent, address }) => agent === '…' && address === '…')).toBe(true);
  });

  it('begins a bounded number of lines in a day, and goes on with those that it knows', async () => {
    for (let n = 0; n < 12_000; n++) {
      log.count({ ...reply, agent: `Agent ${n}` });
      if (n % 900 === 899) await log.flush();
    }
    log.count({ ...reply, agent: 'Agent 0' });
    await log.flush();
    expect((await totals()).rows).toEqual({ lines: 10_001, requests: 12_001 });
    const first = await app.application.nest
      .get(Database)
      .read((reader) => reader.first(sql`SELECT requests FROM oai_harvests WHERE agent = 'Agent 0'`));
    expect(first).toEqual({ requests: 2 });
  });
});

async function totals() {
  const rows = await app.application.nest
    .get(Database)
    .read((reader) =>
      reader.first(
        sql`SELECT count(*) AS lines, CAST(sum(requests) AS bigint) AS requests FROM oai_harvests`,
      ),
    );
  return { rows };
}
