import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { feedFacts, feedFormats, feedRecord } from '../../src/feed/feed.queries.js';
import { sql } from '../../src/platform/database/database.js';
import { findFact } from '../../src/platform/stored-facts.js';
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
import { FakeClock } from '../support/clock.js';

let feed: FeedFixture;

beforeEach(async () => {
  feed = await openFeed(new FakeClock());
});
afterEach(() => feed.close());

const recordOf = async (id: string, prefix = 'oai_dc') =>
  (await feed.view.read((reader) => feedRecord(reader, id, prefix))).record?.toString();
const header = (id: string, datestamp: string, status = '') =>
  `<header${status}><identifier>oai:data.example.org:${id}</identifier><datestamp>${datestamp}</datestamp>` +
  `<setSpec>service-a</setSpec></header>`;

describe('a publication', () => {
  it('gives a record its header, datestamp and payload', async () => {
    const [id = ''] = await addItems(feed.database, 1);
    expect(await feed.publisher.runOnce()).toEqual({ published: 1 });
    expect(await recordOf(id)).toBe(
      `<record>${header(id, '2026-11-22T08:00:00Z')}<metadata>${payload(id)}</metadata></record>`,
    );
    const row = await feed.database.read((reader) =>
      reader.first<{ size: number; published_revision: number }>(
        sql`SELECT r.size, h.published_revision FROM oai_records r JOIN handles h ON h.id = r.handle_id`,
      ),
    );
    expect(row).toEqual({ size: (await recordOf(id))?.length, published_revision: 1 });
  });

  it('counts the bytes of a record, not its characters', async () => {
    const [id = ''] = await addItems(feed.database, 1, { payloads: { oai_dc: payload('Łódź 𝄞') } });
    await publishAll(feed.publisher);
    const row = await feed.database.read((reader) =>
      reader.first<{ size: number }>(sql`SELECT size FROM oai_records`),
    );
    expect(row?.size).toBe(Buffer.byteLength((await recordOf(id)) ?? ''));
  });

  it('leaves a handle that was never registered out', async () => {
    const [id = ''] = await addItems(feed.database, 1, { registeredAt: null });
    expect(await feed.publisher.isDue()).toBe(false);
    await publishAll(feed.publisher);
    expect(await recordOf(id)).toBeUndefined();
  });

  it('moves a changed item to the end, in every prefix', async () => {
    const both = { oai_dc: payload('one'), oai_datacite: payload('two') };
    const [first = '', second = ''] = await addItems(feed.database, 2, { payloads: both });
    await publishAll(feed.publisher);
    feed.clock.advance(5000);
    await feed.database.write((tx) =>
      changeItem(tx, first, { oai_dc: payload('new'), oai_datacite: payload('newer') }),
    );
    await publishAll(feed.publisher);
    const rows = await feed.database.read((reader) =>
      reader.rows<{ handle_id: string; seq: number; prefix: string }>(
        sql`SELECT handle_id, seq, prefix FROM oai_records ORDER BY seq`,
      ),
    );
    expect(rows.map(({ handle_id }) => handle_id)).toEqual([second, second, first, first]);
    expect(rows.at(-1)?.seq).toBe(6);
    expect(await recordOf(first, 'oai_datacite')).toContain('<datestamp>2026-11-22T08:00:05Z</datestamp>');
    expect(await recordOf(first)).toContain('new</d:dc>');
  });

  it('keeps a deleted item as a header in every prefix it had', async () => {
    const [id = ''] = await addItems(feed.database, 1, {
      payloads: { oai_dc: payload('x'), edm: payload('y') },
    });
    await publishAll(feed.publisher);
    feed.clock.advance(1000);
    await feed.database.write((tx) => deleteItem(tx, id));
    await publishAll(feed.publisher);
    const gone = `<record>${header(id, '2026-11-22T08:00:01Z', ' status="deleted"')}</record>`;
    expect(await recordOf(id)).toBe(gone);
    expect(await recordOf(id, 'edm')).toBe(gone);
    expect((await feed.view.read((reader) => feedFormats(reader, id))).prefixes).toEqual(['edm', 'oai_dc']);
  });

  it('deletes the record of a prefix that the new revision lacks', async () => {
    const [id = ''] = await addItems(feed.database, 1, {
      payloads: { oai_dc: payload('x'), edm: payload('y') },
    });
    await publishAll(feed.publisher);
    await feed.database.write((tx) => changeItem(tx, id, { oai_dc: payload('x') }));
    await publishAll(feed.publisher);
    expect(await recordOf(id)).toContain('<metadata>');
    expect(await recordOf(id, 'edm')).toContain('status="deleted"');
  });

  it('stamps an item again when asked, with the metadata it has', async () => {
    const [id = ''] = await addItems(feed.database, 1);
    await publishAll(feed.publisher);
    feed.clock.advance(2000);
    await feed.database.write((tx) => tx.execute(sql`INSERT INTO feed_restamps (handle_id) VALUES (${id})`));
    expect(await feed.publisher.isDue()).toBe(true);
    await publishAll(feed.publisher);
    expect(await recordOf(id)).toContain('<datestamp>2026-11-22T08:00:02Z</datestamp>');
    expect(await feed.publisher.isDue()).toBe(false);
  });

  it('takes many items in batches that each end', async () => {
    await addItems(feed.database, 600);
    const passes = [
      await feed.publisher.runOnce(),
      await feed.publisher.runOnce(),
      await feed.publisher.runOnce(),
    ];
    expect(passes.map(({ published }) => published)).toEqual([250, 250, 100]);
  });

  it('takes fewer items where they are large', async () => {
    await addItems(feed.database, 10, { payloads: { oai_dc: payload('x'.repeat(1_000_000)) } });
    expect((await feed.publisher.runOnce()).published).toBe(4);
  });
});

describe('the high-water', () => {
  it('moves without changes, and keeps the earliest datestamp', async () => {
    await addItems(feed.database, 1);
    await publishAll(feed.publisher);
    feed.clock.advance(10_000);
    const facts = await feed.view.read(feedFacts);
    expect(facts).toMatchObject({
      highWater: '2026-11-22T08:00:10Z',
      earliestDatestamp: '2026-11-22T08:00:00Z',
    });
  });

  it('does not go back with the clock: a later change gets no earlier datestamp', async () => {
    await addItems(feed.database, 1);
    await publishAll(feed.publisher);
    feed.clock.advance(-30_000);
    const id = await feed.database.write((tx) => addItem(tx));
    await publishAll(feed.publisher);
    expect(await recordOf(id)).toContain('<datestamp>2026-11-22T08:00:00Z</datestamp>');
  });

  it('stops publication when the clock is more than a minute behind it', async () => {
    await addItems(feed.database, 1);
    await publishAll(feed.publisher);
    feed.clock.advance(-61_000);
    await addItems(feed.database, 1);
    expect((await feed.publisher.runOnce()).fault).toContain('2026-11-22T08:00:00Z');
    expect(await feed.publisher.clockFault()).toContain('2026-11-22T08:00:00Z');
    expect(await feed.publisher.isDue()).toBe(true);
    feed.clock.advance(61_000);
    expect(await feed.publisher.clockFault()).toBeUndefined();
    expect(await feed.publisher.runOnce()).toEqual({ published: 1 });
  });

  it('fixes the repository id at the first publication, not before', async () => {
    await feed.publisher.runOnce();
    expect(await feed.database.read((reader) => findFact(reader, 'repository-id'))).toBeUndefined();
    await addItems(feed.database, 1);
    await publishAll(feed.publisher);
    expect(await feed.database.read((reader) => findFact(reader, 'repository-id'))).toBe('data.example.org');
  });
});
