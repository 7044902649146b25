import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkFeed } from '../../src/feed/check.js';
import { dropPosition, keepPosition, rebuildStart } from '../../src/feed/rebuild-position.js';
import { nextItems, storeRendered, type RenderedItem } from '../../src/feed/rebuild.queries.js';
import { itemsOfASegment } from '../../src/feed/segments.js';
import { toInstant } from '../../src/platform/clock.js';
import { sql, type Tx } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/ids.js';
import { FakeClock } from '../support/clock.js';
import { onPostgres } from '../support/environment.js';
import {
  addItem,
  addItems,
  changeItem,
  deleteItem,
  openFeed,
  payload,
  publishAll,
  type FeedFixture,
} from './feed-fixture.js';
import { packAll, segmentsOf } from './segment-fixture.js';

let feed: FeedFixture;
beforeEach(async () => {
  feed = await openFeed(new FakeClock());
});
afterEach(() => feed.close());

const write = <T>(task: (tx: Tx) => Promise<T>) => feed.database.write(task);

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('what a rebuild has rendered', () => {
  const restamped = () =>
    feed.database.read((reader) => reader.rows(sql`SELECT handle_id FROM feed_restamps ORDER BY handle_id`));
  const storedOf = (id: string) =>
    feed.database.read((reader) =>
      reader.rows(
        sql`SELECT prefix, revision, payload FROM disseminations WHERE handle_id = ${id} ORDER BY prefix`,
      ),
    );

  /** All items as a rebuild reads them, each rendered as the same records. */
  async function rendered(records: RenderedItem['records']): Promise<RenderedItem[]> {
    const items = await feed.database.read((reader) => nextItems(reader, '', 100));
    return items.map((item) => ({ item, summary: item.summary, records }));
  }

  it('is stored and stamped again where it came out different, and nowhere else', async () => {
    const same = { oai_dc: payload('new'), edm: payload('edm') };
    await addItems(feed.database, 2, { payloads: same });
    const [old = ''] = await addItems(feed.database, 1, { payloads: { ...same, oai_dc: payload('old') } });
    const [more = ''] = await addItems(feed.database, 1, { payloads: { ...same, gone: payload('x') } });
    const [fewer = ''] = await addItems(feed.database, 1, { payloads: { oai_dc: payload('new') } });
    await publishAll(feed.publisher);
    const records = Object.entries(same).map(([prefix, text]) => ({ prefix, payload: text }));
    const ready = await rendered(records);
    expect(await write((tx) => storeRendered(tx, ready))).toBe(3);
    expect(await restamped()).toEqual([old, more, fewer].sort().map((id) => ({ handle_id: id })));
    const stored = records.map((one) => ({ ...one, revision: 1 }));
    for (const id of [old, more, fewer]) expect(await storedOf(id)).toEqual(stored.toReversed());
    expect(await write((tx) => storeRendered(tx, ready))).toBe(0);
    await publishAll(feed.publisher);
    expect((await checkFeed(feed.database)).counts).toEqual({});
  });

  it('is left alone where the item was changed or deleted meanwhile', async () => {
    const [changed = '', deleted = ''] = await addItems(feed.database, 2);
    await publishAll(feed.publisher);
    const ready = await rendered([{ prefix: 'oai_dc', payload: payload('late') }]);
    await write(async (tx) => {
      await changeItem(tx, changed, { oai_dc: payload('newer') });
      await deleteItem(tx, deleted);
    });
    expect(await write((tx) => storeRendered(tx, ready))).toBe(0);
    expect(await storedOf(changed)).toEqual([{ prefix: 'oai_dc', revision: 2, payload: payload('newer') }]);
    expect(await restamped()).toEqual([]);
  });

  // On SQLite one writes at a time.
  (onPostgres ? it : it.skip)(
    'waits for a sweep that stamps the same items again (PostgreSQL only)',
    async () => {
      const ids = Array.from({ length: 5 }, () => newId()).sort();
      // The last is stored first.
      for (const id of ids.toReversed()) await write((tx) => addItem(tx, { id }));
      await publishAll(feed.publisher);
      const ready = await rendered([{ prefix: 'oai_dc', payload: payload('new') }]);
      const again = (tx: Tx, id?: string) =>
        tx.execute(
          sql`INSERT INTO feed_restamps (handle_id) VALUES (${id}) ON CONFLICT (handle_id) DO NOTHING`,
        );
      const { promise: begun, resolve: begin } = deferred();
      const sweep = write(async (tx) => {
        await again(tx, ids[0]);
        begin();
        for (let waiting = false; !waiting;) {
          const locks = await tx.rows(sql`SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`);
          waiting = locks.length > 0;
        }
        await again(tx, ids.at(-1));
      });
      await begun;
      expect(await write((tx) => storeRendered(tx, ready))).toBe(5);
      await sweep;
      expect(await restamped()).toEqual(ids.map((id) => ({ handle_id: id })));
    },
  );

  it('waits for the first publication of an item that is not in the feed', async () => {
    await addItems(feed.database, 1, { registeredAt: null });
    const ready = await rendered([{ prefix: 'oai_dc', payload: payload('new') }]);
    expect(await write((tx) => storeRendered(tx, ready))).toBe(1);
    expect(await restamped()).toEqual([]);
  });
});

describe('packing', () => {
  const loose = async () =>
    (await segmentsOf(feed.database, 'oai_dc')).filter((segment) => segment.loose).length;

  /** A full segment that has lost a record, and the record behind it. */
  beforeEach(async () => {
    const [first = ''] = await addItems(feed.database, itemsOfASegment);
    await publishAll(feed.publisher);
    await write((tx) => changeItem(tx, first, { oai_dc: payload('moved') }));
    await publishAll(feed.publisher);
    expect(await loose()).toBe(2);
  });

  const keepChanged = (changedAt: Date) =>
    write((tx) => keepPosition(tx, { ...rebuildStart, changedAt: toInstant(changedAt) }));

  it('waits while a rebuild moves records, and for no longer', async () => {
    await keepChanged(feed.clock.now());
    expect(await feed.publisher.packOnce()).toBe(false);
    expect(await loose()).toBe(2);
    await write(dropPosition);
    await packAll(feed);
    expect(await loose()).toBe(0);
  });

  it('does not wait for a rebuild that was interrupted', async () => {
    await keepChanged(feed.clock.now());
    feed.clock.advance(10_000);
    await packAll(feed);
    expect(await loose()).toBe(0);
  });

  it('does not wait until a clock that was set back comes to where a rebuild was interrupted', async () => {
    await keepChanged(new Date(feed.clock.now().getTime() + 3_600_000));
    await packAll(feed);
    expect(await loose()).toBe(0);
  });

  it('does not wait for a rebuild that changes nothing', async () => {
    await write((tx) => keepPosition(tx, rebuildStart));
    await packAll(feed);
    expect(await loose()).toBe(0);
  });

  it('lays segments anew where they do not reach to the feed end, rebuild or not', async () => {
    await keepChanged(feed.clock.now());
    await write((tx) => tx.execute(sql`DELETE FROM oai_segments`));
    await packAll(feed);
    expect((await checkFeed(feed.database)).counts).toEqual({});
  });
});
