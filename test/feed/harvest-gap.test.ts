import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { listPage } from '../../src/feed/list.queries.js';
import { Publisher } from '../../src/feed/publisher.js';
import { SystemClock, toInstant, toSecond } from '../../src/platform/clock.js';
import { sql, type Database, type Tx } from '../../src/platform/database/database.js';
import { newId } from '../../src/platform/ids.js';
import { Wakeups } from '../../src/platform/wakeups.js';
import {
  addItem,
  changeItem,
  deleteItem,
  openFeed,
  payload,
  publishAll,
  type FeedFixture,
} from './feed-fixture.js';

/** Long enough for several seconds to turn; a minute in the fault runs. */
const seconds = process.env['WAYMARK_FAULTS'] === 'full' ? 60 : 5;
const writers = 8;

type Known = Map<string, string>;
/** What a harvester may do next time: ask from the last responseDate, or from the highest datestamp that it saw. */
type Habit = 'responseDate' | 'highest datestamp';

let feed: FeedFixture<SystemClock>;
afterEach(() => feed.close());

/** Writers create, change and delete items and keep the truth; commits are slow now and then. */
class Writers {
  readonly truth: Known = new Map();
  readonly committedAt = new Map<string, number>();
  changes = 0;

  constructor(
    private readonly database: Database,
    private readonly write: (tx: Tx, action: (tx: Tx) => Promise<void>) => Promise<void>,
  ) {}

  async run(until: number): Promise<void> {
    const own: { id: string; revision: number }[] = [];
    while (performance.now() < until) {
      const chance = Math.random();
      const chosen = own[Math.floor(Math.random() * own.length)];
      if (chosen === undefined || chance < 0.5) await this.create(own);
      else if (chance < 0.9) await this.change(chosen);
      else await this.remove(own.splice(own.indexOf(chosen), 1)[0]!.id);
      this.changes++;
    }
  }

  private async create(own: { id: string; revision: number }[]): Promise<void> {
    const id = newId();
    await this.commit(id, 'r1', async (tx) => {
      await addItem(tx, { id, payloads: { oai_dc: payload('r1') }, acceptedAt: acceptedNow() });
    });
    own.push({ id, revision: 1 });
  }

  private async change(item: { id: string; revision: number }): Promise<void> {
    const text = `r${++item.revision}`;
    await this.commit(item.id, text, (tx) =>
      changeItem(tx, item.id, { oai_dc: payload(text) }, acceptedNow()),
    );
  }

  private remove(id: string): Promise<void> {
    return this.commit(id, 'deleted', (tx) => deleteItem(tx, id, acceptedNow()));
  }

  private async commit(id: string, state: string, action: (tx: Tx) => Promise<void>): Promise<void> {
    await this.database.write((tx) => this.write(tx, action));
    this.truth.set(id, state);
    this.committedAt.set(`${id} ${state}`, performance.now());
  }
}

/** As the registry stamps an accepted change, so that the publisher takes them in turn. */
const acceptedNow = () => toInstant(new Date());

/** Polls incrementally and keeps what it was given. */
class Harvester {
  readonly known: Known = new Map();
  readonly delays: number[] = [];
  inversions = 0;
  private from: string | undefined;
  private highest = '';

  constructor(
    private readonly habit: Habit,
    private readonly ask: (from: string | undefined) => Promise<{ highWater: string; body: Buffer[] }>,
    private readonly committedAt: Map<string, number>,
  ) {}

  async poll(): Promise<void> {
    const { highWater, body } = await this.ask(this.from);
    const before = this.highest;
    for (const record of Buffer.concat(body).toString().split('<record>').slice(1)) {
      const [, id = '', datestamp = ''] = /:([0-9a-f]+)<\/identifier><datestamp>([^<]*)</.exec(record) ?? [];
      this.take(id, datestamp, />(r\d+)</.exec(record)?.[1] ?? 'deleted', before);
    }
    const next = this.habit === 'responseDate' ? highWater : this.highest;
    if (next !== '') this.from = next;
  }

  private take(id: string, datestamp: string, state: string, before: string): void {
    if (this.known.get(id) === state) return;
    this.known.set(id, state);
    if (datestamp < before) this.inversions++;
    if (datestamp > this.highest) this.highest = datestamp;
    const committed = this.committedAt.get(`${id} ${state}`);
    if (committed !== undefined) this.delays.push(performance.now() - committed);
  }

  missed(truth: Known): string[] {
    return [...truth].filter(([id, state]) => this.known.get(id) !== state).map(([id]) => id);
  }
}

const slowSometimes = async () => {
  if (Math.random() < 0.2) await delay(Math.random() * 20);
};

describe('incremental harvests while 8 writers publish', () => {
  it(
    `miss nothing in ${seconds} s, whatever the habit, across restarts of the publisher`,
    async () => {
      feed = await openFeed(new SystemClock());
      const { database } = feed;
      const postgres = database.dialect === 'postgres';
      const truth = new Writers(database, async (tx, action) => {
        await action(tx);
        if (postgres) await slowSometimes();
      });
      const ask = (from: string | undefined) =>
        feed.view.read((reader) =>
          listPage(
            reader,
            { prefix: 'oai_dc', set: undefined, what: 'record' },
            { kind: 'dates', from, until: undefined },
            { records: 1e6, bytes: 1e9 },
          ),
        );
      const harvesters = (['responseDate', 'highest datestamp'] as const).map(
        (habit) => new Harvester(habit, ask, truth.committedAt),
      );
      const until = performance.now() + seconds * 1000;
      // Two publishers stand for two instances; each restarts now and then.
      const publish = async () => {
        while (performance.now() < until) {
          const publisher = new Publisher(database, feed.clock, new Wakeups(), feed.config);
          const restart = performance.now() + 700;
          while (performance.now() < Math.min(restart, until)) {
            await publisher.runOnce();
            await delay(5);
          }
        }
      };
      const poll = async (harvester: Harvester) => {
        while (performance.now() < until) {
          await harvester.poll();
          await delay(2);
        }
      };
      await Promise.all([
        ...Array.from({ length: writers }, () => truth.run(until)),
        publish(),
        ...(postgres ? [publish()] : []),
        ...harvesters.map(poll),
      ]);
      await publishAll(feed.publisher);
      const delays: number[] = [];
      for (const harvester of harvesters) {
        await harvester.poll();
        expect(harvester.missed(truth.truth)).toEqual([]);
        expect(harvester.inversions).toBe(0);
        const sorted = harvester.delays.sort((a, b) => a - b);
        delays.push(sorted[Math.floor(sorted.length * 0.99)] ?? Infinity);
      }
      process.stdout.write(
        `feed: ${truth.changes} changes in ${seconds} s, 0 missed, delay p99 ${Math.round(Math.max(...delays))} ms (${database.dialect})\n`,
      );
      expect(Math.max(...delays)).toBeLessThan(2000);
      expect(truth.changes).toBeGreaterThan(seconds === 60 ? 10_000 : seconds * 100);
    },
    (seconds + 60) * 1000,
  );

  it(
    'do miss records where each transaction stamps itself: the control',
    async () => {
      feed = await openFeed(new SystemClock());
      const { database } = feed;
      await database.write((tx) =>
        tx.execute(sql`CREATE TABLE naive (id text PRIMARY KEY, datestamp text, state text)`),
      );
      const truth = new Map<string, string>();
      const until = performance.now() + seconds * 1000;
      const write = async () => {
        while (performance.now() < until) {
          const id = newId();
          const datestamp = toSecond(feed.clock.now());
          await database.write(async (tx) => {
            await tx.execute(sql`INSERT INTO naive VALUES (${id}, ${datestamp}, 'r1')`);
            await slowSometimes();
          });
          truth.set(id, 'r1');
        }
      };
      const known = new Set<string>();
      let from = '';
      const poll = async () => {
        const responseDate = toSecond(feed.clock.now());
        const rows = await database.read((reader) =>
          reader.rows<{ id: string }>(sql`SELECT id FROM naive WHERE datestamp >= ${from}`),
        );
        for (const { id } of rows) known.add(id);
        from = responseDate;
      };
      const polls = async () => {
        while (performance.now() < until) {
          await poll();
          await delay(2);
        }
      };
      await Promise.all([...Array.from({ length: writers }, write), polls()]);
      await poll();
      expect([...truth.keys()].filter((id) => !known.has(id)).length).toBeGreaterThan(0);
    },
    (seconds + 60) * 1000,
  );
});
