import { Publisher } from '../../src/feed/publisher.js';
import { OaiProvider } from '../../src/oai-pmh/oai-provider.js';
import { Database } from '../../src/platform/database/database.js';
import { addItem, deleteItem, payload, publishAll } from '../feed/feed-fixture.js';
import type { TestApp } from '../support/app.js';
import type { FakeClock } from '../support/clock.js';
import { localServiceId } from '../support/factories.js';
import type { Subjects } from './fuzz-requests.js';
import type { Holdings } from './right-codes.js';

/** A small repository, with an account of it that was not asked from the provider. */
export interface FuzzedRepository {
  holdings: Holdings;
  subjects: Subjects;
}

const prefixes = ['oai_dc', 'oai_datacite', 'datacite', 'edm'];
/** Formats of each item; the last is deleted in the end. */
const formats = [
  ['oai_dc'],
  ['oai_dc'],
  ['oai_dc', 'oai_datacite', 'datacite'],
  ['oai_dc', 'edm'],
  ['oai_dc'],
  ['oai_dc', 'oai_datacite', 'datacite'],
  ['oai_dc'],
];
const hourMs = 3_600_000;
/** Longer than any token lives. */
const laterMs = 72 * hourMs;

/** Puts items into the feed, hours apart, and takes the tokens of its lists, some of which are expired in the end. */
export async function fillForFuzz(app: TestApp, clock: FakeClock): Promise<FuzzedRepository> {
  const database = app.application.nest.get(Database);
  const publisher = app.application.nest.get(Publisher);
  const second = () => `${clock.now().toISOString().slice(0, 19)}Z`;
  const serviceId = await localServiceId(app);
  const items: { id: string; datestamp: string }[] = [];
  for (const [n, its] of formats.entries()) {
    const payloads = Object.fromEntries(its.map((prefix) => [prefix, payload(`${prefix} of ${n}`)]));
    const id = await database.write((tx) => addItem(tx, { serviceId, payloads }));
    items.push({ id, datestamp: second() });
    await publishAll(publisher);
    clock.advance(n % 2 === 0 ? 1000 : 7 * hourMs);
  }
  const last = items.at(-1);
  if (last !== undefined) {
    await database.write((tx) => deleteItem(tx, last.id));
    last.datestamp = second();
    await publishAll(publisher);
  }
  const expired = await tokensOf(app);
  clock.advance(laterMs);
  const tokens = await tokensOf(app);
  const records = items.flatMap(({ id, datestamp }, n) =>
    (formats[n] ?? []).map((prefix) => {
      return { identifier: `oai:waymark.example.org:${id}`, prefix, datestamp, sets: [serviceId] };
    }),
  );
  return {
    holdings: { prefixes, sets: [serviceId], records, tokens },
    subjects: {
      identifiers: [...new Set(records.map(({ identifier }) => identifier))],
      prefixes,
      sets: [serviceId],
      datestamps: items.map(({ datestamp }) => datestamp),
      tokens: [...tokens.keys(), ...expired.keys()],
    },
  };
}

/** Every token of the lists of oai_dc, with its verb. */
async function tokensOf(app: TestApp): Promise<Map<string, string>> {
  const provider = app.application.nest.get(OaiProvider);
  const tokens = new Map<string, string>();
  for (const verb of ['ListRecords', 'ListIdentifiers']) {
    let query = `verb=${verb}&metadataPrefix=oai_dc`;
    for (let more = true; more;) {
      const page = Buffer.concat(await provider.answer(query)).toString();
      const token = />([\w-]+)<\/resumptionToken>/.exec(page)?.[1];
      if (token !== undefined) tokens.set(token, verb);
      query = `verb=${verb}&resumptionToken=${token ?? ''}`;
      more = token !== undefined;
    }
  }
  return tokens;
}
