import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrations } from '../../migrations/index.js';
import { checkFeed } from '../../src/feed/check.js';
import { pageOfRows } from '../../src/feed/list-rows.queries.js';
import { listPage } from '../../src/feed/list.queries.js';
import { pageOfSegments } from '../../src/feed/list-segments.queries.js';
import type { ListBounds, ListSelection } from '../../src/feed/list-selection.js';
import { packsDue } from '../../src/feed/packing.js';
import { coverRecords, loosenSegments } from '../../src/feed/segments.js';
import { sql, type RowReader, type Tx } from '../../src/platform/database/database.js';
import type { Statement } from '../../src/platform/database/statements.js';
import { listed } from '../../src/platform/database/listed.js';
import { FakeClock } from '../support/clock.js';
import { openTestDatabase } from '../support/database.js';
import { onPostgres } from '../support/environment.js';
import { addItems, changeItem, openFeed, payload, publishAll, type FeedFixture } from './feed-fixture.js';
import { harvest, packAll, segmentsOf, type PageMaker } from './segment-fixture.js';

let feed: FeedFixture;
beforeEach(async () => {
  feed = await openFeed(new FakeClock());
});
afterEach(() => feed.close());

const selection: ListSelection = { prefix: 'oai_dc', set: undefined, what: 'record' };
const fromStart: ListBounds = { kind: 'dates', from: undefined, until: undefined };
const limits = { records: 300, bytes: 1e9 };
const byRows: PageMaker = (reader, ...list) => pageOfRows(reader, ...list, limits);
const byEither: PageMaker = (reader, ...list) => listPage(reader, ...list, limits);

async function expectTrueFeed() {
  const [rows, pages] = [
    await harvest(feed.database, byRows, selection, fromStart),
    await harvest(feed.database, byEither, selection, fromStart),
  ];
  expect(pages).toMatchObject({ body: rows.body, total: rows.total });
}

describe('segments beside a release that knows none', () => {
  /** That release stamps as ours does, but leaves the segments as they are. */
  async function publishWithoutSegments() {
    const kept = await feed.database.read((reader) =>
      reader.rows<Record<string, unknown>>(sql`SELECT * FROM oai_segments`),
    );
    await publishAll(feed.publisher);
    await feed.database.write(async (tx) => {
      await tx.execute(sql`DELETE FROM oai_segments`);
      for (const { last_seq, prefix, first_seq, items, size, headers, records } of kept)
        await tx.execute(sql`
          INSERT INTO oai_segments (last_seq, prefix, first_seq, items, size, headers, records)
          VALUES (${last_seq}, ${prefix}, ${first_seq}, ${items}, ${size}, ${headers}, ${records})`);
    });
    feed.clock.advance(1000);
  }

  let ids: string[];
  beforeEach(async () => {
    ids = await addItems(feed.database, 120, { payloads: { oai_dc: payload('one') } });
    await publishAll(feed.publisher);
    await packAll(feed);
    await feed.database.write(async (tx) => {
      for (const id of ids.slice(0, 30)) await changeItem(tx, id, { oai_dc: payload('two') });
    });
    await addItems(feed.database, 20, { payloads: { oai_dc: payload('three') } });
    await publishWithoutSegments();
  });

  it('are not read, and laid anew when nothing is due', async () => {
    await expectTrueFeed();
    await packAll(feed);
    expect((await checkFeed(feed.database)).counts).toEqual({});
    await expectTrueFeed();
    expect(await feed.publisher.packOnce()).toBe(false);
  });

  it('are laid anew before more is published', async () => {
    await addItems(feed.database, 3, { payloads: { oai_dc: payload('four') } });
    await publishAll(feed.publisher);
    await expectTrueFeed();
    expect((await checkFeed(feed.database)).counts).toEqual({});
  });
});

describe('packing', () => {
  it('ends when a segment has lost its records', async () => {
    await addItems(feed.database, 60, { payloads: { oai_dc: payload('one') } });
    await publishAll(feed.publisher);
    await feed.database.write(async (tx) => {
      await tx.execute(sql`UPDATE oai_segments SET headers = NULL, records = NULL`);
      await tx.execute(sql`DELETE FROM oai_records WHERE seq <= 50`);
    });
    await packAll(feed);
    expect((await segmentsOf(feed.database, 'oai_dc')).map(({ loose }) => loose)).toEqual([false, true]);
  });

  it('joins few megabytes in one transaction', async () => {
    await addItems(feed.database, 24, { payloads: { oai_dc: payload('x'.repeat(500_000)) } });
    await publishAll(feed.publisher);
    await feed.database.write((tx) =>
      tx.execute(sql`UPDATE oai_segments SET headers = NULL, records = NULL`),
    );
    const packs = await feed.database.read(packsDue);
    const bytes = packs.flat().reduce((total, { size }) => total + size, 0);
    expect(bytes).toBeGreaterThan(2_000_000);
    expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    await packAll(feed);
    await expectTrueFeed();
  });
});

// PostgreSQL goes through small tables whatever their indexes.
(onPostgres ? describe.skip : describe)('what a batch costs in a large feed (SQLite only)', () => {
  it('never goes through records or segments that it does not touch', async () => {
    await feed.database.write(async (tx) => {
      const plans: string[] = [];
      const watched = Object.assign(Object.create(tx) as Tx, {
        execute: async (statement: ReturnType<typeof sql>) => {
          const steps = await tx.rows<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${statement}`);
          plans.push(...steps.map(({ detail }) => detail));
          return tx.execute(statement);
        },
      });
      await loosenSegments(watched, listed(tx.dialect, ['an-id']));
      await coverRecords(watched, 1000);
      expect(plans.join('\n')).toContain('SEARCH oai_records');
      expect(plans.filter((step) => /^SCAN (oai_|[rsen]\b)/.test(step))).toEqual([]);
    });
  });
});

// SQLite looks segments up one by one whatever their number.
(onPostgres ? describe : describe.skip)('what a page costs in a large feed (PostgreSQL only)', () => {
  it('never goes through all segments', async () => {
    await publishAll(feed.publisher);
    await feed.database.write((tx) =>
      tx.execute(sql`
        INSERT INTO oai_segments (last_seq, prefix, first_seq, items, size)
        SELECT g * 50, 'oai_dc', g * 50 - 49, 50, 50000 FROM generate_series(1, 3000) g`),
    );
    const unknown = await planOfPage();
    expect(unknown).toContain('ix_oai_segments_prefix');
    expect(unknown).not.toMatch(/Hash Join|Seq Scan on oai_segments/);
    await feed.database.write((tx) => tx.execute(sql`ANALYZE oai_segments`));
    expect(await planOfPage()).not.toMatch(/Hash Join|Seq Scan on oai_segments/);
  });
});

/** What PostgreSQL makes of a page's statement. */
function planOfPage(): Promise<string> {
  return feed.database.read(async (reader) => {
    let text = '';
    const rows = async (page: Statement) => {
      const explain = `EXPLAIN ${page.text}`;
      const steps = await reader.rows<object>({ sql: explain, text: explain, values: page.values });
      text = steps.flatMap((step) => Object.values(step)).join('\n');
      return [];
    };
    await pageOfSegments(
      { ...reader, rows } as RowReader,
      selection,
      { kind: 'positions', after: 75, upTo: 1e5 },
      limits,
    );
    return text;
  });
}

describe('the migration to segments', () => {
  it('lays segments over what is there, none of them large', async () => {
    const old = await openTestDatabase();
    const migration = migrations.find(({ name }) => name.startsWith('OaiSegments'));
    if (migration === undefined) throw new Error('no such migration');
    const runner = old.writer.createQueryRunner();
    try {
      await new migration().down(runner);
      await old.database.write(async (tx) => {
        await tx.execute(sql`
          INSERT INTO handle_services (id, name, driver, prefix, properties, paused, consecutive_failures, created_at, updated_at)
          VALUES ('service-a', 'A', 'Local', '21.T1', '{}', ${false}, 0, '', '')`);
      });
      const ids = await addItems(old.database, 60);
      await old.database.write(async (tx) => {
        for (const [n, id] of ids.entries())
          await tx.execute(sql`
            INSERT INTO oai_records (seq, prefix, handle_id, datestamp, deleted, size, header)
            VALUES (${n + 1}, 'oai_dc', ${id}, '2026-11-22T08:00:00Z', ${false}, ${n < 55 ? 1_000_000 : 100}, '<header/>')`);
      });
      await new migration().up(runner);
    } finally {
      await runner.release();
    }
    const laid = await segmentsOf(old.database, 'oai_dc');
    expect(laid.reduce((total, { items }) => total + items, 0)).toBe(60);
    expect(laid.slice(0, 50).map(({ items }) => items)).toEqual(Array.from({ length: 50 }, () => 1));
    expect(laid.every(({ loose }) => loose)).toBe(true);
    await old.close();
  });
});
