import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkFeed } from '../../src/feed/check.js';
import { pageOfRows } from '../../src/feed/list-rows.queries.js';
import { listPage } from '../../src/feed/list.queries.js';
import type { ListBounds } from '../../src/feed/list-selection.js';
import { FakeClock } from '../support/clock.js';
import {
  addItems,
  changeItem,
  deleteItem,
  openFeed,
  payload,
  publishAll,
  type FeedFixture,
} from './feed-fixture.js';
import { harvest, packAll, segmentsOf } from './segment-fixture.js';

let feed: FeedFixture;
const ids: string[] = [];
const starts: string[] = [];
beforeAll(async () => {
  feed = await openFeed(new FakeClock());
  await addMore(290, 1);
  await publishAll(feed.publisher);
});
afterAll(() => feed.close());

const prefixes = ['oai_dc', 'edm'];
const payloads = (text: string) => ({ oai_dc: payload(text), edm: payload(`${text} too`) });

async function addMore(count: number, letters: number) {
  ids.push(...(await addItems(feed.database, count, { payloads: payloads('x'.repeat(letters)) })));
}

/** Some of the items: from a place on, each nth. */
interface Stretch {
  from: number;
  count: number;
  step: number;
}

const chosen = ({ from, count, step }: Stretch) =>
  ids.slice(Math.floor(from * ids.length)).filter((_id, n) => n < count && n % step === 0);

const acts = {
  add: ({ count, from }: Stretch) => addMore(count, from > 0.9 ? 40_000 : 10),
  change: (stretch: Stretch) =>
    feed.database.write(async (tx) => {
      for (const id of chosen(stretch)) await changeItem(tx, id, payloads(`of ${stretch.from}`));
    }),
  dropFormat: (stretch: Stretch) =>
    feed.database.write(async (tx) => {
      for (const id of chosen(stretch)) await changeItem(tx, id, { oai_dc: payload('alone') });
    }),
  remove: (stretch: Stretch) =>
    feed.database.write(async (tx) => {
      for (const id of chosen(stretch)) await deleteItem(tx, id);
    }),
  removeAll: () =>
    feed.database.write(async (tx) => {
      for (const id of ids) await deleteItem(tx, id);
    }),
  packOnce: () => feed.publisher.packOnce(),
  packAll: () => packAll(feed),
};

const stretch = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  count: fc.constantFrom(1, 2, 49, 50, 51, 130),
  step: fc.constantFrom(1, 1, 2, 7),
});
const common: (keyof typeof acts)[] = [
  'add',
  'change',
  'change',
  'dropFormat',
  'remove',
  'packOnce',
  'packAll',
];
const action = fc.record({ act: fc.constantFrom(...common), stretch });
const part = fc.double({ min: 0, max: 1, noNaN: true });
const look = fc.record({
  what: fc.constantFrom('record' as const, 'header' as const),
  records: fc.constantFrom(250, 263, 299, 500),
  bytes: fc.constantFrom(1e9, 45_000, 100_000),
  a: part,
  b: part,
});

async function act(name: keyof typeof acts, stretch: Stretch) {
  await acts[name](stretch);
  feed.clock.advance(1000);
  await publishAll(feed.publisher);
  starts.push(feed.clock.now().toISOString().replace(/\.\d+/, ''));
}

type Look = typeof look extends fc.Arbitrary<infer L> ? L : never;

/** Lists by dates and the rest of one by positions, the same from segments as from rows. */
async function expectSameLists({ what, records, bytes, a, b }: Look) {
  const [low = 0, high = 1] = [a, b].sort((one, other) => one - other);
  const dateAt = (place: number) => starts[Math.floor(place * starts.length)];
  const lastSeq = (await segmentsOf(feed.database, 'oai_dc')).at(-1)?.last_seq ?? 0;
  const positions = { after: Math.floor(low * lastSeq), upTo: Math.ceil(high * lastSeq) };
  const bounds: ListBounds[] = [
    { kind: 'dates', from: undefined, until: undefined },
    { kind: 'dates', from: dateAt(low), until: dateAt(high) },
    { kind: 'positions', ...positions },
  ];
  for (const prefix of prefixes) {
    for (const list of bounds) {
      const selection = { prefix, set: undefined, what };
      const limits = { records, bytes: what === 'record' ? bytes : Number.MAX_SAFE_INTEGER };
      const [rows, pages] = await Promise.all(
        [pageOfRows, listPage].map((page) =>
          harvest(feed.database, (reader, ...asked) => page(reader, ...asked, limits), selection, list),
        ),
      );
      expect(pages?.body === rows?.body).toBe(true);
      expect(pages?.total).toBe(rows?.total);
      expect(pages?.counts.slice(1)).not.toContain(1);
    }
  }
}

async function expectOrder() {
  expect((await checkFeed(feed.database)).counts).toEqual({});
  for (const prefix of prefixes) {
    const segments = await segmentsOf(feed.database, prefix);
    for (const [n, { first_seq, last_seq, items }] of segments.entries()) {
      expect(first_seq).toBeLessThanOrEqual(last_seq);
      expect(first_seq).toBeGreaterThan(segments[n - 1]?.last_seq ?? 0);
      expect(items).toBeGreaterThan(0);
    }
  }
}

it('segments hold each record once, and give the same lists as rows, whatever happens to the feed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 3 }), look, async (actions, looked) => {
      for (const { act: name, stretch } of actions) await act(name, stretch);
      await expectOrder();
      await expectSameLists(looked);
    }),
    { numRuns: 12, endOnFailure: true },
  );
  await act('removeAll', { from: 0, count: 1, step: 1 });
  await expectOrder();
  await expectSameLists({ what: 'record', records: 250, bytes: 1e9, a: 0.2, b: 0.7 });
}, 30_000);
