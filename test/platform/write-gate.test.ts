import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { readerOptions } from '../../src/platform/database/data-source.js';
import { Database, gateLimitMs, gateWarnMs, sql, type Tx } from '../../src/platform/database/database.js';
import { proveWriteGate, WriteGateError } from '../../src/platform/database/self-test.js';
import { FifoGate, openGate } from '../../src/platform/database/write-gate.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { onPostgres } from '../support/environment.js';

let test: TestDatabase;
let reader: DataSource;
beforeEach(async () => {
  test = await openTestDatabase();
  reader = await new DataSource(readerOptions(test.config, { entities, migrations })).initialize();
});
afterEach(async () => {
  await reader.destroy();
  await test.close();
});

/** A database over the same file without the protection of the gate: the negative control. */
const ungated = () => new Database(test.writer, reader, openGate);

const onSqlite = onPostgres ? it.skip : it;

/** PostgreSQL gives each write a pooled connection; a queue for one is refused after 2 s, which is no matter of the gate. */
const overlapping = onPostgres ? 100 : 1000;
const abort = new Error('deliberate abort');
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** What a run of overlapping writes ended with. */
interface Outcome {
  acknowledged: string[];
  aborted: number;
  refused: number;
  /** Names that readers saw and whose write was aborted, or whose pair was torn. */
  dirty: Set<string>;
}

/** Overlapping writes of two rows each, every twentieth aborted at its end, while readers look on. */
async function overlap(database: Database): Promise<Outcome> {
  const names = Array.from({ length: overlapping }, (_, place) => `write-${place}`);
  const doomed = new Set(names.filter((_, place) => place % 20 === 7));
  const watched = watch(database, doomed);
  const results = await Promise.allSettled(
    names.map((name, place) => database.write((tx) => writePair(tx, name, place, doomed.has(name)))),
  );
  const dirty = await watched.stop();
  const errors = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  return {
    acknowledged: names.filter((_, place) => results[place]?.status === 'fulfilled'),
    aborted: errors.filter((error) => error === abort).length,
    refused: errors.filter((error) => error !== abort).length,
    dirty,
  };
}

async function writePair(tx: Tx, name: string, place: number, fails: boolean): Promise<void> {
  await tx.execute(sql`INSERT INTO stored_facts (name, value) VALUES (${`${name}/a`}, 'x')`);
  for (let turn = 0; turn < place % 4; turn++) await nextTurn();
  await tx.execute(sql`INSERT INTO stored_facts (name, value) VALUES (${`${name}/b`}, 'x')`);
  if (fails) throw abort;
}

/** Reads all rows again and again, until it is stopped. */
function watch(database: Database, doomed: ReadonlySet<string>): { stop: () => Promise<Set<string>> } {
  const dirty = new Set<string>();
  const stopped = new AbortController();
  const looking = (async () => {
    while (!stopped.signal.aborted) {
      for (const [name, rows] of await pairs(database)) if (rows !== 2 || doomed.has(name)) dirty.add(name);
      await nextTurn();
    }
  })();
  return {
    stop: async () => {
      stopped.abort();
      await looking;
      return dirty;
    },
  };
}

/** How many rows each write has. */
async function pairs(database: Database): Promise<Map<string, number>> {
  const rows = await database.read((from) =>
    from.rows<{ name: string }>(sql`SELECT name FROM stored_facts WHERE name LIKE 'write-%'`),
  );
  const counts = new Map<string, number>();
  for (const { name } of rows) {
    const write = name.slice(0, -2);
    counts.set(write, (counts.get(write) ?? 0) + 1);
  }
  return counts;
}

describe(`${overlapping} overlapping writes, one in twenty aborted`, () => {
  it('acknowledged = durable; nobody sees a row that is not committed', async () => {
    const outcome = await overlap(test.database);
    const durable = await pairs(test.database);
    expect([...durable.keys()].sort()).toEqual(outcome.acknowledged.toSorted());
    expect(new Set(durable.values())).toEqual(new Set([2]));
    if (!onPostgres)
      expect([outcome.aborted, outcome.refused]).toEqual([Math.ceil((overlapping - 7) / 20), 0]);
    expect([...outcome.dirty]).toEqual([]);
  });

  onSqlite('without the gate writes are lost or refused: the check can see it', async () => {
    const outcome = await overlap(ungated());
    const durable = await pairs(test.database);
    const lost = outcome.acknowledged.filter((name) => durable.get(name) !== 2);
    const unasked = [...durable.keys()].filter((name) => !outcome.acknowledged.includes(name));
    expect(outcome.refused + lost.length + unasked.length).toBeGreaterThan(0);
  });
});

describe('the self-test at start', () => {
  it('passes, and leaves nothing behind', async () => {
    await proveWriteGate(test.database);
    const rows = await test.database.read((from) => from.rows(sql`SELECT id FROM gate_probe`));
    expect(rows).toEqual([]);
  });

  onSqlite('fails when the gate is removed', async () => {
    await expect(proveWriteGate(ungated())).rejects.toThrow(WriteGateError);
  });
});

describe('a write', () => {
  const insert = (tx: Tx, name: string) =>
    tx.execute(sql`INSERT INTO stored_facts (name, value) VALUES (${name}, 'x')`);
  const storedNames = async () => {
    const rows = await test.database.read((from) =>
      from.rows<{ name: string }>(sql`SELECT name FROM stored_facts ORDER BY name`),
    );
    return rows.map(({ name }) => name);
  };

  it('joins the write that it is called in, and shares its end', async () => {
    const { database } = test;
    await database.write(async (tx) => {
      await insert(tx, 'outer');
      await database.write((inner) => insert(inner, 'inner'));
    });
    const failing = database.write(async () => {
      await database.write((inner) => insert(inner, 'gone'));
      throw abort;
    });
    await expect(failing).rejects.toBe(abort);
    expect(await storedNames()).toEqual(['inner', 'outer']);
  });

  it('must not read around itself', async () => {
    const { database } = test;
    await expect(database.write(() => database.read((from) => from.first(sql`SELECT 1`)))).rejects.toThrow(
      'pass the Tx',
    );
  });

  it('cannot be smuggled through the reading side', async () => {
    const smuggled = test.database.read((from) =>
      from.rows(sql`INSERT INTO stored_facts (name, value) VALUES ('smuggled', 'x')`),
    );
    await expect(smuggled).rejects.toMatchObject({ message: expect.stringMatching(/read-?only/i) });
    expect(await storedNames()).toEqual([]);
  });

  onSqlite('is waited for by who gives way, and so are those behind it', async () => {
    const writes = ['one', 'two', 'three'].map((name) => test.database.write((tx) => insert(tx, name)));
    await test.database.giveWay(10_000);
    expect(await storedNames()).toEqual(['one', 'three', 'two']);
    await Promise.all(writes);
  });

  it('is not waited for beyond the limit', async () => {
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const write = test.database.write(async (tx) => {
      await insert(tx, 'long');
      await held;
    });
    await test.database.giveWay(20);
    finish();
    await write;
    expect(await storedNames()).toEqual(['long']);
  });

  it('that holds the gate long is told; one that holds it too long is rolled back', async () => {
    const told: number[] = [];
    test.database.onSlowWrite = (heldMs) => told.push(heldMs);
    const holding = (heldMs: number, name: string) => {
      const clock = jest.spyOn(performance, 'now');
      return test.database
        .write(async (tx) => {
          await insert(tx, name);
          const now = performance.now();
          clock.mockReturnValue(now + heldMs);
        })
        .finally(() => clock.mockRestore());
    };
    await holding(gateWarnMs + 100, 'slow');
    expect(told).toEqual([expect.any(Number)]);
    if (onPostgres) return;
    await expect(holding(gateLimitMs + 100, 'stuck')).rejects.toMatchObject({ id: 'temporaryFailure' });
    expect(await storedNames()).toEqual(['slow']);
  });
});

(onPostgres ? describe.skip : describe)('the gate', () => {
  it('lets one in at a time, first come first served, and tells each its own end after the commit', async () => {
    const gate = new FifoGate();
    const order: string[] = [];
    const early: string[] = [];
    let inside = 0;
    const write = async (name: string, fails: boolean) => {
      await gate.run(test.writer, async (manager) => {
        expect(++inside).toBe(1);
        await nextTurn();
        await manager.query(`INSERT INTO stored_facts (name, value) VALUES ('${name}', 'x')`);
        inside--;
        order.push(name);
        if (fails) throw abort;
      });
      const [row] = await reader.query<unknown[]>(`SELECT 1 FROM stored_facts WHERE name = '${name}'`);
      if (row === undefined) early.push(name);
    };
    const names = Array.from({ length: 150 }, (_, place) => String(place));
    const results = await Promise.allSettled(names.map((name, place) => write(name, place % 3 === 0)));
    expect(order).toEqual(names);
    expect(early).toEqual([]);
    expect(results.map(({ status }) => status === 'rejected')).toEqual(
      names.map((_, place) => place % 3 === 0),
    );
  });

  it('refuses a whole group when its commit fails, and goes on', async () => {
    const gate = new FifoGate();
    // A deferred foreign key is judged by COMMIT itself.
    await test.writer.query('CREATE TABLE parent (id integer PRIMARY KEY)');
    await test.writer.query(
      'CREATE TABLE child (id integer REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)',
    );
    const insert = (statement: string) => gate.run(test.writer, (manager) => manager.query(statement));
    const group = await Promise.allSettled([
      insert('INSERT INTO parent (id) VALUES (1)'),
      insert('INSERT INTO child (id) VALUES (99)'),
      insert('INSERT INTO parent (id) VALUES (2)'),
    ]);
    expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await insert('INSERT INTO parent (id) VALUES (3)');
    expect(await reader.query('SELECT id FROM parent')).toEqual([{ id: 3 }]);
  });
});
