import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listPage } from '../../src/feed/list.queries.js';
import type { ListBounds, ListSelection } from '../../src/feed/list-selection.js';
import { feedSets } from '../../src/feed/sets.js';
import { addItems, addService, openFeed, payload, publishAll, type FeedFixture } from './feed-fixture.js';
import { FakeClock } from '../support/clock.js';

/** Three seconds of publications: 4 items of service A, 3 of service B, 5 of service A. */
let feed: FeedFixture;
let ids: string[][];
beforeAll(async () => {
  feed = await openFeed(new FakeClock());
  await addService(feed.database, 'service-b', 'Service B');
  const payloads = { oai_dc: payload('dc'), edm: payload('edm') };
  ids = [];
  for (const [serviceId, count] of [
    ['service-a', 4],
    ['service-b', 3],
    ['service-a', 5],
  ] as const) {
    ids.push((await addItems(feed.database, count, { serviceId, payloads })).sort());
    await publishAll(feed.publisher);
    feed.clock.advance(1000);
  }
});
afterAll(() => feed.close());

const everything: ListSelection = { prefix: 'oai_dc', set: undefined, what: 'header' };
const fromStart: ListBounds = { kind: 'dates', from: undefined, until: undefined };
const page = (selection: Partial<ListSelection>, bounds: ListBounds, records = 100, bytes = 1e9) =>
  feed.view.read((reader) => listPage(reader, { ...everything, ...selection }, bounds, { records, bytes }));
const idsIn = (body: Buffer[]) =>
  [
    ...Buffer.concat(body)
      .toString()
      .matchAll(/data\.example\.org:([0-9a-f]+)</g),
  ].map(([, id]) => id);
const second = (n: number) => `2026-11-22T08:00:0${n}Z`;

describe('a list', () => {
  it('holds each item of a prefix once, in the order of publication', async () => {
    const all = await page({}, fromStart);
    expect(idsIn(all.body)).toEqual(ids.flat());
    expect(all).toMatchObject({ count: 12, total: 12, more: false });
    expect((await page({ prefix: 'nope' }, fromStart)).count).toBe(0);
  });

  it('holds records as well as headers', async () => {
    const { body } = await page({ what: 'record', prefix: 'edm' }, fromStart);
    expect(
      Buffer.concat(body)
        .toString()
        .match(/<record><header>.*?<\/header><metadata>.*?<\/metadata><\/record>/g),
    ).toHaveLength(12);
  });

  it.each([
    [second(1), undefined, 8],
    [second(0), second(0), 4],
    [second(1), second(1), 3],
    [undefined, second(1), 7],
    [undefined, '2026-11-22T07:59:59Z', 0],
    [second(3), undefined, 0],
    ['2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z', 12],
  ])('from %s until %s holds both ends: %d', async (from, until, expected) => {
    const { count, total } = await page({}, { kind: 'dates', from, until });
    expect([count, total]).toEqual([expected, expected]);
  });

  it('holds what is in the set, and can be cut by date too', async () => {
    expect(idsIn((await page({ set: 'service-b' }, fromStart)).body)).toEqual(ids[1]);
    const later = await page(
      { set: 'service-a', what: 'record' },
      { kind: 'dates', from: second(1), until: undefined },
    );
    expect(idsIn(later.body)).toEqual(ids[2]);
    expect((await page({ set: 'nope' }, fromStart)).count).toBe(0);
  });

  it('goes on where the last page ended', async () => {
    const first = await page({}, fromStart, 5);
    const rest = await page({}, { kind: 'positions', after: first.last, upTo: first.upTo }, 5);
    expect(first).toMatchObject({ count: 5, more: true, total: 12 });
    expect(idsIn([...first.body, ...rest.body])).toEqual(ids.flat().slice(0, 10));
  });
});

describe('a page', () => {
  it.each([
    [12, 12, false],
    [11, 12, false],
    [10, 10, true],
    [6, 6, true],
  ])('of %d out of 12 holds %d, so that no page of one record follows', async (limit, count, more) => {
    expect(await page({}, fromStart, limit)).toMatchObject({ count, more });
    expect(await page({ what: 'record' }, fromStart, limit)).toMatchObject({ count, more });
  });

  it('is limited by bytes, but holds two records at least', async () => {
    const { body } = await page({ what: 'record' }, fromStart, 2);
    const one = Buffer.concat(body).length / 2;
    expect(await page({ what: 'record' }, fromStart, 100, one * 5)).toMatchObject({
      count: 5,
      more: true,
      total: 12,
    });
    expect(await page({ what: 'record' }, fromStart, 100, 10)).toMatchObject({ count: 2, more: true });
    expect(await page({ what: 'record', set: 'service-b' }, fromStart, 100, 10)).toMatchObject({
      count: 3,
      more: false,
    });
  });
});

describe('the sets', () => {
  it('are the handle services', async () => {
    expect((await feed.view.read(feedSets)).sets).toEqual([
      expect.objectContaining({ setSpec: 'service-a', name: 'Service A' }),
      expect.objectContaining({ setSpec: 'service-b', name: 'Service B' }),
    ]);
  });
});

describe('a page of more records than are fetched as one', () => {
  const count = 130;
  let long: string[];
  beforeAll(async () => {
    await addService(feed.database, 'service-c', 'Service C');
    const at = (n: number) =>
      `2026-11-22T07:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z`;
    long = [];
    for (let n = 0; n < count; n++) {
      const item = {
        serviceId: 'service-c',
        acceptedAt: at(n),
        payloads: { only_c: payload('é'.repeat(n)) },
      };
      long.push(...(await addItems(feed.database, 1, item)));
    }
    await publishAll(feed.publisher);
  });

  const bounds: ListBounds = { kind: 'positions', after: 0, upTo: undefined };
  describe.each([
    ['of a set', 'service-c'],
    ['of all', undefined],
  ])('%s', (_, set) => {
    it.each(['record', 'header'] as const)('holds each %s once and in order', async (what) => {
      const found: (string | undefined)[] = [];
      const seen: number[] = [];
      for (let from = bounds, more = true; more;) {
        const one = await page({ prefix: 'only_c', set, what }, from, 60);
        found.push(...idsIn(one.body));
        seen.push(one.count);
        more = one.more;
        from = { kind: 'positions', after: one.last, upTo: one.upTo };
      }
      expect(found).toEqual(long);
      expect(seen).toEqual([60, 60, 10]);
    });

    it('ends where its bytes do', async () => {
      const some = await page({ prefix: 'only_c', set, what: 'record' }, bounds, 100);
      const bytes = Buffer.concat(some.body).length;
      for (const [limit, fit] of [
        [bytes, 100],
        [bytes - 1, 99],
      ] as const) {
        const cut = await page({ prefix: 'only_c', set, what: 'record' }, bounds, 200, limit);
        expect(cut).toMatchObject({ count: fit, more: true });
        expect(idsIn(cut.body)).toEqual(long.slice(0, fit));
      }
    });
  });
});
