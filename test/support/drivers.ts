import { drivers } from '../../src/drivers/drivers.js';
import type { DriverSettings } from '../../src/drivers/driver-settings.js';
import type { DriverName } from '../../src/drivers/service-types.js';
import { createRecord, findRecord } from '../../src/handle-server/records.js';
import type { PidDriver, PidTarget } from '../../src/pid/driver.js';
import { RemoteCaller } from '../../src/pid/remote-call.js';
import { SystemClock } from '../../src/platform/clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { openTestDatabase } from './database.js';
import {
  type HandleServerUnderTest,
  hsAdmin,
  startHandleServer,
} from '../handle-server/handle-server-fixture.js';
import { FakeDatacite } from './fakes/fake-datacite.js';
import { FakeEpic } from './fakes/fake-epic.js';
import { FakeHandleNet } from './fakes/fake-handle-net.js';
import { FakeProxy } from './fakes/fake-proxy.js';
import type { FakeServer } from './fakes/fake-server.js';

/** One driver with a service behind it, as the contract suite needs it. */
export interface DriverUnderTest {
  driver: PidDriver;
  prefix: string;
  /** The fake behind it; the local driver has none. */
  fake?: FakeServer;
  /** Puts a record of somebody else under a PID. */
  plantForeign: (pid: string) => Promise<void>;
  /** Where the PID leads outside; undefined when it is absent there. */
  leadsTo: (pid: string) => Promise<string | undefined>;
  close: () => Promise<void>;
}

/** A DataCite record with everything that DataCite asks for. */
export const kernel4 = `<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5072/x</identifier><creators><creator><creatorName>Doe, Jane</creatorName></creator></creators><titles><title>T</title></titles><publisher>P</publisher><publicationYear>2026</publicationYear><resourceType resourceTypeGeneral="Dataset"/><alternateIdentifiers><alternateIdentifier alternateIdentifierType="URL">https://waymark.test/share/x</alternateIdentifier></alternateIdentifiers></resource>`;

/** A target under a prefix, at a revision. */
export function targetUnder(prefix: string, suffix: string, revision = 1): PidTarget {
  const pid = `${prefix}/${suffix}`;
  const doi = prefix.startsWith('10.');
  return {
    pid,
    publicHandle: doi ? `doi:${pid}` : `http://hdl.handle.net/${pid}`,
    url: `https://waymark.test/share/${suffix}?v=${revision}`,
    tombstoneUrl: `https://waymark.test/${pid}`,
    metadataUrl: `https://waymark.test/oai_pmh?identifier=${suffix}`,
    createdYear: '2026',
    mark: { registryId: 'waymark.test', handleId: `id-${suffix}`, revision },
    metadata: doi
      ? { schema: 'oai_datacite', xml: kernel4, summary: '{}' }
      : { schema: 'oai_dc', xml: '<metadata/>', summary: '{}' },
  };
}

/** A fake that knows where its PIDs lead. */
type FakeService = FakeServer & { urlOf: (pid: string) => string | undefined; plant: (pid: string) => void };

/** The remote drivers, each with a fake service to talk to. */
export const remoteDrivers: Readonly<Record<string, () => Promise<DriverUnderTest>>> = {
  'handle-http': () => withFake(new FakeHandleNet(), 'handle-http', handleNetSettings()),
  'handle-http with sessions': () =>
    withFake(new FakeHandleNet(), 'handle-http', handleNetSettings({ useSessions: true })),
  'handle-http with every value': () =>
    withFake(
      new FakeHandleNet(),
      'handle-http',
      handleNetSettings({ writeLocations: true, writeMetadataLink: true }),
    ),
  'epic-v2': () => withFake(new FakeEpic(), 'epic-v2', epicSettings),
  'datacite-rest': () => withFake(new FakeDatacite(), 'datacite-rest', dataciteSettings),
  'datacite-mds': () => withFake(new FakeDatacite(), 'datacite-mds', mdsSettings),
  'datacite-mds of old': () => {
    const fake = new FakeDatacite();
    fake.oldMds = true;
    return withFake(fake, 'datacite-mds', mdsSettings);
  },
  'handle-proxy': () => withFake(new FakeProxy(), 'handle-proxy', proxySettings),
};

type SettingsAt = (url: string) => DriverSettings;
const credentials = { password: 'correct horse' };

const handleNetSettings =
  (more: Record<string, unknown> = {}): SettingsAt =>
  (url) => ({
    prefix: '21.T1',
    proxyEndpoint: null,
    properties: { endpoint: `${url}/api/handles`, username: '300:21.T1/USER01', ...more },
    credentials,
  });
const epicSettings: SettingsAt = (url) => ({
  prefix: '21.T2',
  proxyEndpoint: null,
  properties: { endpoint: `${url}/api/v2/handles`, username: 'epic' },
  credentials,
});
const dataciteSettings: SettingsAt = (url) => ({
  prefix: '10.5072',
  proxyEndpoint: null,
  properties: { endpoint: url, username: 'ABCD.REPO' },
  credentials,
});
const mdsSettings: SettingsAt = (url) => ({
  prefix: '10.5072',
  proxyEndpoint: null,
  properties: { host: url, doiEndpoint: '/doi', metadataEndpoint: '/metadata', username: 'ABCD.REPO' },
  credentials,
});
const proxySettings: SettingsAt = (url) => ({
  prefix: '21.T3',
  proxyEndpoint: `${url}/api/v1`,
  properties: { type: 'PID', prefix: '21.T3', username: 'u' },
  credentials,
});

async function withFake(
  fake: FakeService,
  name: DriverName,
  settingsAt: SettingsAt,
): Promise<DriverUnderTest> {
  await fake.start();
  const settings = settingsAt(fake.url);
  const remote = new RemoteCaller({ allow: [fake.allowed], userAgent: 'waymark-test' });
  return {
    driver: drivers[name](settings, {
      database: undefined as unknown as Database,
      clock: new SystemClock(),
      remote,
    }),
    prefix: settings.prefix,
    fake,
    plantForeign: (pid) => Promise.resolve(fake.plant(pid)),
    leadsTo: (pid) => Promise.resolve(fake.urlOf(pid)),
    close: async () => {
      await fake.stop();
      await remote.close();
    },
  };
}

/** Drivers that speak to the registry's own handle server, as another registry would. */
export const driversAtOurServer: Readonly<Record<string, () => Promise<DriverUnderTest>>> = {
  'handle-http': () => atOurServer('handle-http', '/api/handles', ({ username }) => ({ username })),
  'handle-http with sessions': () =>
    atOurServer('handle-http', '/api/handles', ({ username }) => ({ username, useSessions: true })),
  'epic-v2': () => atOurServer('epic-v2', '/api/v2/handles', () => ({ username: 'ADMIN' })),
  'epic-v2 with an owner': () =>
    atOurServer('epic-v2', '/api/v2/handles', ({ prefix }) => ({
      username: 'ADMIN',
      handleOwner: `200:0.NA/${prefix}`,
    })),
};

async function atOurServer(
  name: DriverName,
  path: string,
  propertiesFor: (server: HandleServerUnderTest) => Record<string, unknown>,
): Promise<DriverUnderTest> {
  const server = await startHandleServer();
  const remote = new RemoteCaller({ allow: [new URL(server.app.url).host], userAgent: 'waymark-test' });
  const settings: DriverSettings = {
    prefix: server.prefix,
    proxyEndpoint: null,
    properties: { endpoint: `${server.app.url}${path}`, ...propertiesFor(server) },
    credentials: { password: server.password },
  };
  const database = undefined as unknown as Database;
  return {
    driver: drivers[name](settings, { database, clock: new SystemClock(), remote }),
    prefix: server.prefix,
    plantForeign: async (pid) => {
      const values = [{ index: 1, type: 'URL', data: 'https://elsewhere.example/' }, hsAdmin(server.prefix)];
      const answer = await server.call('PUT', `/api/handles/${pid}`, { body: { values } });
      if (answer.status !== 201) throw new Error(`planting ${pid} answered ${answer.status}`);
    },
    leadsTo: async (pid) => {
      const { json } = await server.call('GET', `/api/handles/${pid}?type=URL`, { as: null });
      return json.values?.[0]?.data.value;
    },
    close: async () => {
      await remote.close();
      await server.app.close();
    },
  };
}

/** The local driver on a scratch database. */
export async function localDriverUnderTest(): Promise<DriverUnderTest> {
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
  const remote = new RemoteCaller({ allow: [], userAgent: 'waymark-test' });
  return {
    driver: drivers.local(settings, { database, clock: new SystemClock(), remote }),
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
