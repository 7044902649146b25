import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setImmediate as otherWork } from 'node:timers/promises';
import { provenanceAbout } from '../../src/feed/provenance.js';
import { Publisher } from '../../src/feed/publisher.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { addItem, deleteItem, publishAll } from '../feed/feed-fixture.js';
import { acceptableRecords, prepared, type AcceptableRecord } from '../metadata/acceptable-records.js';
import { xsdComplaints } from '../metadata/official-xsd.js';
import { hasShared } from '../metadata/shared-files.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { localServiceId } from '../support/factories.js';
import { askOai, harvest } from '../support/oai.js';

/** Items; 20,000 in the fault runs. */
const count = process.env['WAYMARK_FAULTS'] === 'full' ? 20_000 : 200;
const pageSize = count === 200 ? 30 : 500;
const itemsAtOnce = 20;
const ifShared = hasShared ? describe : describe.skip;

let app: TestApp | undefined;
const expected = new Map<string, number>();
beforeAll(async () => {
  if (!hasShared) return;
  const started = await startTestApp({
    OAI_PAGE_RECORDS: String(pageSize),
    OAI_PAGE_IDENTIFIERS: String(pageSize),
    REPOSITORY_NAME: 'Łódź & <Data>',
  });
  app = started;
  await fill(started);
}, 900_000);
afterAll(() => app?.close());

function running(): TestApp {
  if (app === undefined) throw new Error('the registry was not started');
  return app;
}

/** Real records over and over, each with a PID of its own; some imported, some deleted. */
async function fill(target: TestApp): Promise<void> {
  const records = acceptableRecords();
  expect(records.length).toBeGreaterThan(90);
  const database = target.application.nest.get(Database);
  const publisher = target.application.nest.get(Publisher);
  const serviceId = await localServiceId(target);
  for (let from = 0; from < count; from += itemsAtOnce) {
    const items = Array.from({ length: itemsAtOnce }, (_, at) => from + at).map((n) => {
      return { n, payloads: payloadsOf(records[n % records.length], n) };
    });
    await database.write(async (tx) => {
      for (const { n, payloads } of items) {
        const id = await addItem(tx, { serviceId, payloads });
        if (n % 20 === 7)
          await tx.execute(sql`
            INSERT INTO oai_provenances (handle_id, about) VALUES (${id}, ${provenanceAbout(origin)})`);
        if (n % 50 === 9) await deleteItem(tx, id);
      }
    });
    await publishAll(publisher);
  }
}

/** What is disseminated of a record under the nth PID; counts it as expected. */
function payloadsOf(record: AcceptableRecord | undefined, n: number): Record<string, string> {
  const rendered = record && prepared(record, n);
  if (rendered?.valid !== true) throw new Error(`record ${n} is refused`);
  for (const { prefix } of rendered.disseminations) expected.set(prefix, (expected.get(prefix) ?? 0) + 1);
  return Object.fromEntries(rendered.disseminations.map(({ prefix, payload }) => [prefix, payload]));
}

const origin = {
  baseUrl: 'https://elsewhere.example.org/oai?a=b&c',
  identifier: 'oai:elsewhere.example.org:<1>',
  datestamp: '2025-01-02',
  metadataNamespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
  harvestDate: '2026-11-22T08:00:00Z',
  altered: true,
};

/** The payloads of a page, each by itself as harvesters cut it out; of the wrapper its content too, which it leaves untyped. */
function* documentsOf(text: string, prefix: string): Generator<[schema: string, xml: string]> {
  for (const [, payload = ''] of text.matchAll(/<metadata>(.*?)<\/metadata>/gs)) {
    yield [prefix, payload];
    if (prefix === 'oai_datacite') yield ['datacite', /<payload>(.*)<\/payload>/s.exec(payload)?.[1] ?? ''];
  }
  for (const [, about = ''] of text.matchAll(/<about>(.*?)<\/about>/gs)) yield ['oai/provenance.xsd', about];
}

ifShared(`a harvest of ${count} real records (with the schemas of ../shared/xsd)`, () => {
  // askOai validates each response against OAI-PMH.xsd.
  it.each(['oai_dc', 'oai_datacite', 'datacite', 'edm'])(
    'is valid, envelope and payloads, in %s',
    async (prefix) => {
      const tally = new Map<string, number>();
      const pages = await harvest(running(), `verb=ListRecords&metadataPrefix=${prefix}`);
      for (const { text } of pages) {
        // The server lives in this process: its connections must be looked after meanwhile.
        await otherWork();
        for (const [schema, xml] of documentsOf(text, prefix)) {
          expect(xsdComplaints(schema, xml)).toEqual([]);
          tally.set(schema, (tally.get(schema) ?? 0) + 1);
        }
      }
      const items = pages.flatMap((page) => page.items);
      expect(items).toHaveLength(expected.get(prefix) ?? NaN);
      expect(tally.get(prefix)).toBe(items.filter(({ deleted }) => !deleted).length);
      expect(tally.get('oai/provenance.xsd')).toBeGreaterThan(0);
      process.stdout.write(`${prefix}: ${pages.length} pages, valid ${JSON.stringify([...tally])}\n`);
    },
    900_000,
  );

  it('is valid in headers, sets, formats and Identify', async () => {
    const pages = await harvest(running(), 'verb=ListIdentifiers&metadataPrefix=oai_dc');
    expect(pages.flatMap(({ items }) => items)).toHaveLength(count);
    for (const verb of ['Identify', 'ListSets', 'ListMetadataFormats'])
      expect((await askOai(running(), `verb=${verb}`)).errors).toEqual([]);
  }, 900_000);
});
