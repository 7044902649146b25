import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkFeed } from '../../src/feed/check.js';
import { listPage } from '../../src/feed/list.queries.js';
import { pageOfRows } from '../../src/feed/list-rows.queries.js';
import { pageOfSegments } from '../../src/feed/list-segments.queries.js';
import type { ListBounds, ListPage } from '../../src/feed/list-selection.js';
import { itemsOfASegment } from '../../src/feed/segments.js';
import { sql } from '../../src/platform/database/database.js';
import { harvest, packAll as packEverything, segmentsOf, type PageMaker } from './segment-fixture.js';
import { FakeClock } from '../support/clock.js';
import { addItems, changeItem, openFeed, payload, publishAll, type FeedFixture } from './feed-fixture.js';

let feed: FeedFixture;
beforeEach(async () => {
  feed = await openFeed(new FakeClock());
});
afterEach(() => feed.close());

const fromStart: ListBounds = { kind: 'dates', from: undefined, until: undefined };
const limits = { records: 300, bytes: 1e9 };
const read = <T>(query: Parameters<FeedFixture['database']['read']>[0]) =>
  feed.database.read(query) as Promise<T>;

async function publish(count: number, payloads = { oai_dc: payload('one'), edm: payload('two') }) {
  const ids = await addItems(feed.database, count, { payloads });
  await publishAll(feed.publisher);
  feed.clock.advance(1000);
  return ids;
}

async function change(ids: readonly string[], text: string) {
  await feed.database.write(async (tx) => {
    for (const id of ids) await changeItem(tx, id, { oai_dc: payload(text), edm: payload(`${text} too`) });
  });
  await publishAll(feed.publisher);
  feed.clock.advance(1000);
}

const packAll = () => packEverything(feed);
const segments = (prefix = 'oai_dc') => segmentsOf(feed.database, prefix);

const byRows: PageMaker = (reader, selection, bounds) => pageOfRows(reader, selection, bounds, limits);
const bySegments: PageMaker = (reader, selection, bounds) => listPage(reader, selection, bounds, limits);

const secondOf = (n: number) => `2026-11-22T08:00:${String(n).padStart(2, '0')}Z`;
const ranges: ListBounds[] = [undefined, secondOf(1), secondOf(2), secondOf(4)].flatMap((from) =>
  [undefined, secondOf(1), secondOf(3)].map((until): ListBounds => ({ kind: 'dates', from, until })),
);

async function expectSameLists() {
  for (const what of ['record', 'header'] as const) {
    for (const prefix of ['oai_dc', 'edm', 'nope']) {
      for (const bounds of ranges) {
        const selection = { prefix, set: undefined, what };
        const [rows, pages] = [
          await harvest(feed.database, byRows, selection, bounds),
          await harvest(feed.database, bySegments, selection, bounds),
        ];
        expect({ bounds, body: pages.body, total: pages.total }).toEqual({
          bounds,
          body: rows.body,
          total: rows.total,
        });
        expect(pages.counts).not.toContain(pages.counts.length > 1 ? 1 : -1);
      }
    }
  }
  expect((await checkFeed(feed.database)).counts).toEqual({});
}

describe('segments', () => {
  it('hold each record once, and pages of them the same as pages of rows: loose, packed and after changes', async () => {
    const ids = [
      ...(await publish(420)),
      ...(await publish(3)),
      ...(await publish(130)),
      ...(await publish(61)),
    ];
    await expectSameLists();
    await packAll();
    await expectSameLists();
    await change(
      ids.filter((_id, n) => n % 7 === 0),
      'changed',
    );
    await change(ids.slice(40, 160), 'a whole stretch');
    await expectSameLists();
    await packAll();
    await expectSameLists();
    const all = await segments();
    expect(all.reduce((total, { items }) => total + items, 0)).toBe(614);
    expect(all.filter(({ loose }) => loose)).toHaveLength(all.at(-1)?.loose === true ? 1 : 0);
  });

  it('are made of single publications once they make a full one; the newest stay loose', async () => {
    for (let n = 0; n < itemsOfASegment + 3; n++) await publish(1);
    expect(await segments()).toHaveLength(itemsOfASegment + 3);
    await packAll();
    const packed = await segments();
    expect(packed.map(({ items, loose }) => [items, loose])).toEqual([
      [itemsOfASegment, false],
      [1, true],
      [1, true],
      [1, true],
    ]);
    expect(await feed.publisher.packOnce()).toBe(false);
    await expectSameLists();
  });

  it('lose the records that move, and go when none is left', async () => {
    const ids = await publish(itemsOfASegment);
    expect(await segments()).toMatchObject([{ items: itemsOfASegment, loose: false }]);
    await change(ids.slice(0, 1), 'moved');
    expect(await segments()).toMatchObject([
      { items: itemsOfASegment - 1, loose: true },
      { items: 1, loose: true },
    ]);
    await expectSameLists();
    await packAll();
    expect(await segments()).toMatchObject([{ items: itemsOfASegment, loose: false }]);
    await change(ids, 'moved');
    expect(await segments()).toMatchObject([{ items: itemsOfASegment, loose: false }]);
    await expectSameLists();
  });

  it('end with the record that makes them large, and such pages are limited by bytes', async () => {
    const large = payload('x'.repeat(100_000));
    await publish(20, { oai_dc: large, edm: payload('small') });
    for (const { items, loose } of (await segments()).slice(0, -1)) {
      expect([2, 3]).toContain(items);
      expect(loose).toBe(items === 2);
    }
    const selection = { prefix: 'oai_dc', set: undefined, what: 'record' } as const;
    const page = await read<ListPage>((reader) =>
      listPage(reader, selection, fromStart, { records: 500, bytes: 1_000_000 }),
    );
    expect(Buffer.concat(page.body).length).toBeLessThanOrEqual(1_000_000);
    expect(page.count).toBeGreaterThan(5);
    await expectSameLists();
  });

  it('serve no page when not even two records fit', async () => {
    await publish(20, { oai_dc: payload('x'.repeat(100_000)), edm: payload('small') });
    const selection = { prefix: 'oai_dc', set: undefined, what: 'record' } as const;
    const few = { records: 500, bytes: 150_000 };
    expect(await read((reader) => pageOfSegments(reader, selection, fromStart, few))).toBeUndefined();
    const page = await read<ListPage>((reader) => listPage(reader, selection, fromStart, few));
    expect(page).toMatchObject({ count: 2, more: true });
  });
});

describe('the check', () => {
  it('finds segments that differ from their records, and records without one', async () => {
    const ids = await publish(60);
    await feed.database.write(async (tx) => {
      await tx.execute(
        sql`UPDATE oai_segments SET records = replace(records, 'one', 'eno') WHERE prefix = 'oai_dc'`,
      );
      await tx.execute(sql`DELETE FROM oai_segments WHERE prefix = 'edm' AND items < ${itemsOfASegment}`);
    });
    expect((await checkFeed(feed.database)).counts).toEqual({
      'segment differs from its records': 1,
      'in no segment': 10,
    });
    await change(ids, 'again');
    expect((await checkFeed(feed.database)).counts).toEqual({});
  });
});
