import { createRecord, findRecord } from '../../src/handle-server/records.js';
import { drivers } from '../../src/drivers/drivers.js';
import { SystemClock } from '../../src/platform/clock.js';
import { openTestDatabase } from '../support/database.js';
import type { DriverUnderTest } from '../support/drivers.js';
import { driverContract } from './driver-contract.js';

driverContract('local', openLocal);

async function openLocal(): Promise<DriverUnderTest> {
  const { database, close } = await openTestDatabase();
  const settings = { prefix: '21.T1', proxyEndpoint: null, properties: {}, credentials: {} };
  const url = {
    index: 1,
    type: 'URL',
    format: 'string',
    ttlType: 0,
    ttl: 86400,
    permissions: '1110',
  } as const;
  return {
    driver: drivers.local(settings, { database, clock: new SystemClock() }),
    prefix: '21.T1',
    plantForeign: async (pid) => {
      const values = [{ ...url, data: 'https://elsewhere.example/', references: [] }];
      await database.write((tx) => createRecord(tx, pid, null, values, '2026-01-01T00:00:00.000Z'));
    },
    leadsTo: async (pid) => {
      const record = await database.read((reader) => findRecord(reader, pid));
      return record?.values.find(({ index }) => index === 1)?.data;
    },
    close,
  };
}
