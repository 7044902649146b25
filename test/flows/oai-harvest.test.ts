import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Publisher } from '../../src/feed/publisher.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { addItem, changeItem, deleteItem } from '../feed/feed-fixture.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { onPostgres } from '../support/environment.js';
import { localServiceId } from '../support/factories.js';
import { askOai, harvest, type OaiReply } from '../support/oai.js';

const full = process.env['WAYMARK_FAULTS'] === 'full';
const count = full ? 20_000 : 301;
const pageSize = full ? 500 : 20;
const pages = { OAI_PAGE_RECORDS: String(pageSize), OAI_PAGE_IDENTIFIERS: String(pageSize) };
const list = 'verb=ListRecords&metadataPrefix=oai_dc';

let app: TestApp;
let ids: string[];
beforeAll(async () => {
  app = await startTestApp(pages);
  ids = await add(count);
}, 120_000);
afterAll(() => app.close());

const database = () => app.application.nest.get(Database);
const publishAll = async () => {
  const publisher = app.application.nest.get(Publisher);
  while ((await publisher.runOnce()).published > 0);
};

const dublinCore = (title: string) =>
  '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/' +
  ` http://www.openarchives.org/OAI/2.0/oai_dc.xsd"><dc:title>${title}</dc:title><dc:type>Dataset</dc:type></oai_dc:dc>`;

async function add(many: number): Promise<string[]> {
  const serviceId = await localServiceId(app);
  const added: string[] = [];
  for (let from = 0; from < many; from += 500) {
    await database().write(async (tx) => {
      for (let n = from; n < Math.min(many, from + 500); n++) {
        added.push(await addItem(tx, { serviceId, payloads: { oai_dc: dublinCore(`Record ${n}`) } }));
      }
    });
  }
  await publishAll();
  return added;
}

const itemsOf = (pages: OaiReply[]) => pages.flatMap(({ items }) => items);
const idOf = ({ identifier }: { identifier: string }) => identifier.split(':').at(-1) ?? '';

describe('a full harvest', () => {
  it.each(['ListRecords', 'ListIdentifiers'])(
    '%s gives every record once, in pages that add up',
    async (verb) => {
      const pages = await harvest(app, `verb=${verb}&metadataPrefix=oai_dc`);
      expect(itemsOf(pages).map(idOf).sort()).toEqual([...ids].sort());
      let cursor = 0;
      for (const page of pages) {
        expect(page.token?.attributes).toMatchObject({
          cursor: String(cursor),
          completeListSize: String(count),
        });
        cursor += page.items.length;
      }
      expect(pages.at(-1)?.token).toMatchObject({ text: '' });
      expect(pages.at(-1)?.token?.attributes).not.toHaveProperty('expirationDate');
      expect(pages.every(({ items }) => items.length > 1)).toBe(true);
    },
    600_000,
  );

  it('has datestamps that never fall', async () => {
    const stamps = itemsOf(await harvest(app, list)).map(({ datestamp }) => datestamp);
    expect(stamps).toEqual([...stamps].sort());
  }, 600_000);
});

describe('a token', () => {
  const firstToken = async () => (await askOai(app, list)).token?.text ?? '';
  const ask = (token: string, verb = 'ListRecords') => askOai(app, `verb=${verb}&resumptionToken=${token}`);

  it('lives a day at least', async () => {
    const { token, responseDate } = await askOai(app, list);
    const life = Date.parse(token?.attributes['expirationDate'] ?? '') - Date.parse(responseDate);
    expect(life).toBeGreaterThanOrEqual(24 * 3600 * 1000);
  });

  it('gives the same page whenever it is asked, after a restart too', async () => {
    const token = await firstToken();
    const before = (await ask(token)).items;
    expect((await ask(token)).items).toEqual(before);
    await app.restart();
    expect((await ask(token)).items).toEqual(before);
  });

  // SQLite has one process.
  (onPostgres ? it : it.skip)('is taken by another instance on the same PostgreSQL', async () => {
    const token = await firstToken();
    const other = await startTestApp({
      DATABASE_URL: app.config.DATABASE_URL ?? '',
      DATA_DIR: app.config.DATA_DIR,
      ...pages,
    });
    const query = `verb=ListRecords&resumptionToken=${token}`;
    expect((await askOai(other, query)).items).toEqual((await ask(token)).items);
    await other.close();
  });

  it('is of its verb only', async () => {
    expect((await ask(await firstToken(), 'ListIdentifiers')).errors).toEqual(['badResumptionToken']);
    expect((await ask(await firstToken(), 'ListSets')).errors).toEqual(['badResumptionToken']);
  });

  it('is refused when a letter is changed, taken away or added', async () => {
    const token = await firstToken();
    for (let at = 0; at < token.length; at += 7) {
      const letter = token[at] === 'A' ? 'B' : 'A';
      expect((await ask(token.slice(0, at) + letter + token.slice(at + 1))).errors).toEqual([
        'badResumptionToken',
      ]);
    }
    expect((await ask(token.slice(0, -1))).errors).toEqual(['badResumptionToken']);
    expect((await ask(`${token}A`)).errors).toEqual(['badResumptionToken']);
  });

  it('is refused after the key was changed', async () => {
    const token = await firstToken();
    await database().write((tx) => tx.execute(sql`DELETE FROM stored_facts WHERE name = 'oai-token-key'`));
    await app.restart();
    expect((await ask(token)).errors).toEqual(['badResumptionToken']);
  });
});

describe('changes while a list is walked', () => {
  it('move to the next incremental harvest; nothing else is skipped or doubled', async () => {
    const first = await askOai(app, list);
    const seen = new Set(first.items.map(idOf));
    const rest = ids.filter((id) => !seen.has(id));
    const [changed = '', removed = '', ...untouched] = rest;
    await database().write(async (tx) => {
      await changeItem(tx, changed, { oai_dc: dublinCore('Changed') });
      await deleteItem(tx, removed);
    });
    const added = await add(3);
    const pages = [first];
    for (let token = first.token?.text; token; token = pages.at(-1)?.token?.text) {
      pages.push(await askOai(app, `verb=ListRecords&resumptionToken=${token}`));
    }
    const walked = itemsOf(pages).map(idOf);
    expect(new Set(walked).size).toBe(walked.length);
    expect(walked.slice(first.items.length).sort()).toEqual(untouched.sort());
    const next = itemsOf(await harvest(app, `${list}&from=${first.responseDate}`));
    expect(next.map(idOf)).toEqual(expect.arrayContaining([changed, removed, ...added]));
    expect(next.find((item) => idOf(item) === removed)).toMatchObject({ deleted: true });
    ids.push(...added);
  }, 60_000);

  it('never leave an empty page: a list without until follows the records to where they went', async () => {
    const first = await askOai(app, list);
    await database().write(async (tx) => {
      await tx.execute(
        sql`INSERT INTO feed_restamps (handle_id) SELECT id FROM handles WHERE TRUE ON CONFLICT DO NOTHING`,
      );
    });
    await publishAll();
    const page = await askOai(app, `verb=ListRecords&resumptionToken=${first.token?.text ?? ''}`);
    expect(page.errors).toEqual([]);
    expect(page.items.length).toBeGreaterThan(1);
  }, 60_000);

  it('can empty a list with until, which then matches nothing', async () => {
    const now = (await askOai(app, 'verb=Identify')).responseDate;
    const first = await askOai(app, `${list}&until=${now}`);
    const later = new Date(Date.parse(now) + 1000);
    while (Date.now() < later.getTime() + 50) await askOai(app, 'verb=Identify');
    await database().write(async (tx) => {
      await tx.execute(
        sql`INSERT INTO feed_restamps (handle_id) SELECT id FROM handles WHERE TRUE ON CONFLICT DO NOTHING`,
      );
    });
    await publishAll();
    const page = await askOai(app, `verb=ListRecords&resumptionToken=${first.token?.text ?? ''}`);
    expect(page.errors).toEqual(['noRecordsMatch']);
  }, 60_000);
});

describe('selective harvests', () => {
  it('by day take the whole day', async () => {
    const today = (await askOai(app, 'verb=Identify')).responseDate.slice(0, 10);
    expect((await askOai(app, `${list}&from=${today}&until=${today}`)).errors).toEqual([]);
  });

  it('by one second give exactly that second', async () => {
    const { items } = await askOai(app, list);
    const at = items[0]?.datestamp ?? '';
    const exact = itemsOf(
      await harvest(app, `verb=ListIdentifiers&metadataPrefix=oai_dc&from=${at}&until=${at}`),
    );
    expect(exact.length).toBeGreaterThan(0);
    expect(exact.every(({ datestamp }) => datestamp === at)).toBe(true);
  }, 60_000);

  it('by set give what is in it, with its setSpec', async () => {
    const serviceId = await localServiceId(app);
    const pages = await harvest(app, `verb=ListIdentifiers&metadataPrefix=oai_dc&set=${serviceId}`);
    expect(itemsOf(pages).map(idOf).sort()).toEqual([...ids].sort());
    expect(itemsOf(pages).every(({ sets }) => sets.includes(serviceId))).toBe(true);
  }, 60_000);
});
