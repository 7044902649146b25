import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, localServiceId, publish } from '../support/factories.js';
import { harvest, type OaiHeader } from '../support/oai.js';
import {
  harvesterClients,
  officialValidator,
  runClient,
  type Catch,
  type HarvesterClient,
} from './harvester-clients.js';

/** Three pages of five and a rest of one, which some harvesters would not survive as a page of its own. */
const pageSize = 5;
const items = 16;

let app: TestApp;
let baseUrl: string;
let serviceId: string;
beforeAll(async () => {
  app = await startTestApp({ OAI_PAGE_RECORDS: String(pageSize), OAI_PAGE_IDENTIFIERS: String(pageSize) });
  baseUrl = `${app.url}/oai_pmh`;
  serviceId = await localServiceId(app);
  const ids: string[] = [];
  for (let n = 0; n < items; n++) {
    ids.push((await publish(app, dublinCore(`Łódź ${n} ]]&gt; &amp; &lt;more&gt;`))).handleId);
  }
  await app.call('DELETE', `/handles/${ids[2] ?? ''}`);
}, 60_000);
afterAll(() => app.close());

const whenPresent = (client: HarvesterClient) => (client.missing === undefined ? it : it.skip);
const titled = (client: HarvesterClient) =>
  client.missing === undefined ? client.name : `${client.name} (${client.missing})`;

const idsOf = (headers: OaiHeader[]) => headers.map(({ identifier }) => identifier).sort();

describe('harvesters by others, as they are', () => {
  for (const client of harvesterClients) {
    whenPresent(client)(
      `${titled(client)} brings home everything: whole, by set and incrementally`,
      async () => {
        const pages = await harvest(app, 'verb=ListIdentifiers&metadataPrefix=oai_dc');
        const truth = pages.flatMap((page) => page.items);
        const since = truth.at(-4)?.datestamp ?? '';
        const caught = JSON.parse(await runClient(client, baseUrl, serviceId, since)) as Catch;
        expect(truth).toHaveLength(items);
        expect(caught).toEqual({
          records: idsOf(truth),
          deleted: idsOf(truth.filter(({ deleted }) => deleted)),
          headers: idsOf(truth),
          ofSet: idsOf(truth),
          since: idsOf(truth.filter(({ datestamp }) => datestamp >= since)),
        });
        expect(caught.deleted).toHaveLength(1);
      },
      250_000,
    );
  }
});

describe('the validator of the Open Archives registry', () => {
  whenPresent(officialValidator)(
    `${titled(officialValidator)} finds no failure`,
    async () => {
      const report = await runClient(officialValidator, baseUrl);
      expect(report.split('\n').filter((line) => line.startsWith('FAIL'))).toEqual([]);
      expect(report.match(/^PASS:/gm)?.length).toBeGreaterThan(30);
      expect(report).toContain('is COMPLIANT');
    },
    250_000,
  );
});
