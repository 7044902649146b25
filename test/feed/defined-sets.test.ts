import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listPage } from '../../src/feed/list.queries.js';
import { SetsService } from '../../src/feed/sets.service.js';
import { feedSets } from '../../src/feed/sets.js';
import { sql } from '../../src/platform/database/database.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import { FakeClock } from '../support/clock.js';
import {
  addItems,
  addService,
  changeItem,
  deleteItem,
  openFeed,
  payload,
  type FeedFixture,
} from './feed-fixture.js';

const actor = { userId: 'admin', requestId: 'request', caveats: [] };
const data = { setSpec: 'openaire_data', name: 'Data', criteria: { resourceTypes: ['Dataset'] } };

let feed: FeedFixture;
let sets: SetsService;
beforeEach(async () => {
  feed = await openFeed(new FakeClock());
  sets = new SetsService(feed.database, feed.clock, new Wakeups());
});
afterEach(() => feed.close());

/** Publishes until nothing is due and no changed set waits; each time in a new second. */
async function settle(): Promise<void> {
  feed.clock.advance(1000);
  while (await feed.publisher.isDue()) await feed.publisher.runOnce();
}

async function describeItem(id: string, summary: object): Promise<void> {
  const text = JSON.stringify(summary);
  await feed.database.write((tx) => tx.execute(sql`UPDATE handles SET summary = ${text} WHERE id = ${id}`));
}

async function items(count: number, summary: object): Promise<string[]> {
  const ids = await addItems(feed.database, count);
  for (const id of ids) await describeItem(id, summary);
  return ids.sort();
}

interface Seen {
  id: string;
  deleted: boolean;
  sets: string[];
}

async function harvest(set: string | undefined, what: 'header' | 'record' = 'header'): Promise<Seen[]> {
  const bounds = { kind: 'dates', from: undefined, until: undefined } as const;
  const limits = { records: 100, bytes: 1e9 };
  const { body, total, count } = await feed.view.read((reader) =>
    listPage(reader, { prefix: 'oai_dc', set, what }, bounds, limits),
  );
  const headers =
    Buffer.concat(body)
      .toString()
      .match(/<header.*?<\/header>/g) ?? [];
  expect([total, count]).toEqual([headers.length, headers.length]);
  return headers.map((header) => ({
    id: /:([0-9a-f]+)</.exec(header)?.[1] ?? '',
    deleted: header.includes('status="deleted"'),
    sets: [...header.matchAll(/<setSpec>(.*?)</g)].map(([, set = '']) => set),
  }));
}

const idsOf = (seen: Seen[], deleted = false) =>
  seen
    .filter((one) => one.deleted === deleted)
    .map(({ id }) => id)
    .sort();

describe('a defined set', () => {
  it('holds the items that meet it from their publication on', async () => {
    await sets.create(data, actor);
    await settle();
    const datasets = await items(3, { resourceTypeGeneral: 'Dataset' });
    await items(2, { resourceTypeGeneral: 'Software' });
    await settle();
    const seen = await harvest('openaire_data');
    expect(idsOf(seen)).toEqual(datasets);
    expect(seen[0]?.sets).toEqual(['service-a', 'openaire_data']);
    expect(await harvest('service-a')).toHaveLength(5);
    expect(await sets.get('openaire_data')).toMatchObject({ count: 3, settling: false });
  });

  it('takes items in that are in the feed already, as changes of theirs', async () => {
    const datasets = await items(3, { resourceTypeGeneral: 'Dataset' });
    const others = await items(2, {});
    await settle();
    await sets.create(data, actor);
    expect((await sets.get('openaire_data')).settling).toBe(true);
    await settle();
    expect(idsOf(await harvest('openaire_data'))).toEqual(datasets);
    const order = (await harvest(undefined)).map(({ id }) => id);
    expect(order.slice(0, 2).sort()).toEqual(others);
  });

  it('shows an item that leaves it as deleted there, and alive elsewhere', async () => {
    await sets.create(data, actor);
    const [leaver = '', stayer = ''] = await items(2, { resourceTypeGeneral: 'Dataset' });
    await settle();
    await describeItem(leaver, { resourceTypeGeneral: 'Software' });
    await feed.database.write((tx) => changeItem(tx, leaver, { oai_dc: payload('software') }));
    await settle();
    const seen = await harvest('openaire_data');
    expect(idsOf(seen)).toEqual([stayer]);
    expect(idsOf(seen, true)).toEqual([leaver]);
    expect(seen.at(-1)?.sets).toEqual(['openaire_data']);
    expect(await harvest('openaire_data', 'record')).toEqual(seen);
    expect(idsOf(await harvest('service-a'), false)).toEqual([leaver, stayer].sort());
  });

  it('keeps showing the departure while the item changes elsewhere, and shows a return', async () => {
    await sets.create(data, actor);
    const [id = ''] = await items(1, { resourceTypeGeneral: 'Dataset' });
    await settle();
    for (const [type, deleted] of [
      ['Text', true],
      ['Image', true],
      ['Dataset', false],
      ['Text', true],
    ] as const) {
      await describeItem(id, { resourceTypeGeneral: type });
      await feed.database.write((tx) => changeItem(tx, id, { oai_dc: payload(type) }));
      await settle();
      expect(await harvest('openaire_data')).toMatchObject([{ id, deleted }]);
      expect(await harvest('openaire_data', 'record')).toMatchObject([{ id, deleted }]);
    }
  });

  it('gives up its items when its definition changes or goes', async () => {
    await sets.create(data, actor);
    const datasets = await items(2, { resourceTypeGeneral: 'Dataset' });
    const texts = await items(1, { resourceTypeGeneral: 'Text' });
    await settle();
    await sets.update('openaire_data', { criteria: { resourceTypes: ['Text'] } }, actor);
    await settle();
    expect(idsOf(await harvest('openaire_data'))).toEqual(texts);
    expect(idsOf(await harvest('openaire_data'), true)).toEqual(datasets);
    await sets.delete('openaire_data', actor);
    await settle();
    expect(idsOf(await harvest('openaire_data'), true)).toEqual([...datasets, ...texts].sort());
    expect((await feed.view.read(feedSets)).sets.map(({ setSpec }) => setSpec)).toEqual(['service-a']);
  });

  it('keeps deleted items as deleted records', async () => {
    await sets.create(data, actor);
    const [id = ''] = await items(1, { resourceTypeGeneral: 'Dataset' });
    await settle();
    await feed.database.write((tx) => deleteItem(tx, id));
    await settle();
    expect(await harvest('openaire_data')).toMatchObject([
      { id, deleted: true, sets: ['service-a', 'openaire_data'] },
    ]);
  });

  it('does not touch items that stay in or stay out when its definition changes', async () => {
    await sets.create(data, actor);
    await items(4, { resourceTypeGeneral: 'Dataset' });
    await settle();
    await sets.update('openaire_data', { criteria: { resourceTypes: ['Dataset', 'Image'] } }, actor);
    feed.clock.advance(1000);
    await feed.publisher.runOnce();
    const moved = await feed.database.read((reader) =>
      reader.rows(sql`SELECT seq FROM oai_records WHERE seq > 4`),
    );
    expect(moved).toEqual([]);
  });
});

describe('the criteria', () => {
  it('must all be met; within one any value does', async () => {
    await addService(feed.database, 'service-b', 'Service B');
    const [one = ''] = await items(1, {
      resourceTypeGeneral: 'Dataset',
      titles: [{ value: 'Snow 100% "deep"_x' }],
    });
    await items(1, { resourceTypeGeneral: 'Text', titles: [{ value: 'Snow' }] });
    const count = (criteria: Parameters<SetsService['preview']>[0]) => sets.preview(criteria);
    expect(await count({})).toBe(2);
    expect(await count({ resourceTypes: ['Dataset', 'Text'] })).toBe(2);
    expect(await count({ resourceTypes: ['Dataset'], query: 'snow' })).toBe(1);
    expect(await count({ query: 'snow DEEP' })).toBe(1);
    expect(await count({ query: '100% "deep"_x' })).toBe(1);
    expect(await count({ query: '%' })).toBe(1);
    expect(await count({ query: 'rain' })).toBe(0);
    expect(await count({ handleServiceIds: ['service-b'] })).toBe(0);
    expect(await count({ handleServiceIds: ['service-b', 'service-a'], metadataSchemas: ['oai_dc'] })).toBe(
      2,
    );
    expect(await count({ spaceIds: [one] })).toBe(0);
  });
});

describe('the words of a query', () => {
  it('are found whatever their case, in any script', async () => {
    await items(1, { titles: [{ value: 'Łódź: ÉTÉ über Москва' }] });
    for (const query of ['Łódź', 'łódź', 'ŁÓDŹ', 'été Über', 'МОСКВА'])
      expect([query, await sets.preview({ query })]).toEqual([query, 1]);
    expect(await sets.preview({ query: 'Lodz' })).toBe(0);
  });
});

describe('a setSpec', () => {
  it('is taken once, handle services included', async () => {
    await sets.create(data, actor);
    await expect(sets.create(data, actor)).rejects.toMatchObject({ id: 'alreadyExists' });
    await expect(sets.create({ ...data, setSpec: 'service-a' }, actor)).rejects.toMatchObject({
      id: 'alreadyExists',
    });
    await expect(sets.get('nope')).rejects.toMatchObject({ id: 'notFound' });
  });
});
