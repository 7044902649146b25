import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { SystemClock, toSecond } from '../../src/platform/clock.js';
import { sql, type Database } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/ids.js';
import { callerOf, type Caller } from '../support/app.js';
import { openTestDatabase } from '../support/database.js';
import { onPostgres, scratchEnvironment } from '../support/environment.js';
import { createShare, createSpace, dublinCore, localServiceId, register } from '../support/factories.js';
import { Harvester, isAway, listRecords, type Harvested } from '../support/harvester.js';
import { startServerProcess, type ServerProcess } from '../support/process.js';

const full = process.env['WAYMARK_FAULTS'] === 'full';
/** Long enough for several seconds to turn. */
const runMs = full ? 60_000 : 8_000;
const writers = 8;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Publishes, changes and deletes over HTTP until it is stopped; answers the handles that it was told of. */
async function write(caller: Caller, stop: AbortSignal): Promise<string[]> {
  const serviceId = await localServiceId(caller);
  const spaceId = await createSpace(caller);
  const told: string[] = [];
  for (let turn = 0; !stop.aborted; turn++) {
    await patiently(stop, async () => {
      const answer = await register(caller, { shareId: await createShare(caller, spaceId), serviceId });
      const { handleId } = answer.json as { handleId: string };
      told.push(handleId);
      if (turn % 3 === 0)
        await caller.call('PATCH', `/handles/${handleId}`, {
          body: { metadata: dublinCore(`Turn ${turn}`) },
        });
      if (turn % 5 === 0) await caller.call('DELETE', `/handles/${handleId}`);
    });
  }
  return told;
}

/** Does it; while the server is away, waits and lets it be. */
async function patiently(stop: AbortSignal, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!isAway(error)) throw error;
    if (!stop.aborted) await delay(20);
  }
}

/** Waits until the feed holds every accepted change: two full lists a while apart are the same and hold all. */
async function settledFeed(url: string, told: readonly string[]): Promise<Harvested> {
  for (let tries = 0; tries < 300; tries++) {
    const { records } = await listRecords(url);
    await delay(300);
    const again = (await listRecords(url)).records;
    const complete = told.every((id) => again.has(`oai:waymark.example.org:${id}`));
    if (complete && JSON.stringify([...records]) === JSON.stringify([...again])) return again;
  }
  throw new Error('the feed does not come to rest');
}

/** Records that a harvester lacks, or knows in an older form. */
const missedBy = (known: Harvested, truth: Harvested): string[] =>
  [...truth].filter(([identifier, record]) => known.get(identifier) !== record).map(([id]) => id);

describe(`a harvester that polls from its last responseDate while ${writers} writers publish`, () => {
  it(
    'misses nothing, though the server is killed and started again in between',
    async () => {
      const scratch = await scratchEnvironment();
      cleanups.push(() => scratch.remove());
      let server: ServerProcess = await startServerProcess(scratch.settings);
      cleanups.push(() => server.kill());
      const caller = callerOf(server.url, scratch.settings['ADMIN_TOKEN'] ?? '');
      const harvester = new Harvester(server.url);
      const [stopWriting, stopPolling] = [new AbortController(), new AbortController()];
      const polling = harvester.pollUntil(stopPolling.signal);
      const writing = Array.from({ length: writers }, () => write(caller, stopWriting.signal));

      await delay(runMs / 2);
      await server.kill();
      server = await startServerProcess(scratch.settings);
      await delay(runMs / 2);
      stopWriting.abort();
      const told = (await Promise.all(writing)).flat();
      const truth = await settledFeed(server.url, told);
      stopPolling.abort();
      await polling;
      await harvester.poll();

      expect(missedBy(harvester.known, truth)).toEqual([]);
      expect(told.length).toBeGreaterThan(writers);
      const deleted = [...truth.values()].filter((record) => record.includes('status="deleted"')).length;
      expect(deleted).toBeGreaterThan(0);
      process.stdout.write(
        `harvest: ${told.length} handles, ${deleted} deleted, ${harvester.polls} polls, 0 missed (${onPostgres ? 'PostgreSQL' : 'SQLite'})\n`,
      );
    },
    runMs + 150_000,
  );
});

describe('the control: a datestamp taken before the commit', () => {
  it('makes the same harvester miss records', async () => {
    const { database, close } = await openTestDatabase();
    cleanups.push(close);
    await database.write((tx) =>
      tx.execute(sql`CREATE TABLE naive_feed (id text PRIMARY KEY, datestamp text)`),
    );
    const missed = await missedByNaiveStamps(database);
    expect(missed).toBeGreaterThan(0);
    process.stdout.write(`naive timestamps: ${missed} missed (${onPostgres ? 'PostgreSQL' : 'SQLite'})\n`);
  }, 60_000);
});

/** Runs writers that stamp on arrival, and a harvester, until it has missed something or half a minute is over. */
async function missedByNaiveStamps(database: Database): Promise<number> {
  const clock = new SystemClock();
  const stop = new AbortController();
  const committed: string[] = [];
  const known = new Set<string>();
  const writer = async () => {
    while (!stop.signal.aborted) {
      const id = newId();
      // When the request arrives: before the gate on SQLite, at the start of the transaction on PostgreSQL.
      const datestamp = toSecond(clock.now());
      // Between the two a document is received and checked.
      await delay(10);
      await database.write(async (tx) => {
        await tx.execute(sql`INSERT INTO naive_feed (id, datestamp) VALUES (${id}, ${datestamp})`);
        for (let turn = 0; turn < 5; turn++) await tx.rows(sql`SELECT count(*) FROM naive_feed`);
      });
      committed.push(id);
    }
  };
  let from = '';
  const poll = async () => {
    const responseDate = toSecond(clock.now());
    const rows = await database.read((reader) =>
      reader.rows<{ id: string }>(sql`SELECT id FROM naive_feed WHERE datestamp >= ${from}`),
    );
    for (const { id } of rows) known.add(id);
    from = responseDate;
  };
  const writing = Array.from({ length: writers }, writer);
  const endAt = performance.now() + 30_000;
  // What was committed before a poll and is not known after it will never be asked for again: `from` only grows.
  for (let missed = 0; missed === 0 && performance.now() < endAt; await delay(2)) {
    const due = [...committed];
    await poll();
    missed = due.filter((id) => !known.has(id)).length;
  }
  stop.abort();
  await Promise.all(writing);
  await poll();
  return committed.filter((id) => !known.has(id)).length;
}
