import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { judge, type CheckedRow, type History } from '../support/crash/checker.js';
import { compiled, type CrashingChild, startChild } from '../support/crash/child.js';
import { Killer, points } from '../support/crash/killer.js';
import { ask, publishAll } from '../support/crash/publishers.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import type { Fault } from '../support/fakes/fake-server.js';
import { parseMark } from '../../src/pid/ownership.js';

const full = process.env['WAYMARK_FAULTS'] === 'full';
const wanted = full ? 2000 : 80;
const kills = full ? 200 : 9;
const limitMs = 1_500_000;
const instances = onPostgres ? 3 : 1;
const settleMs = onPostgres ? 120_000 : 60_000;
const built = existsSync(compiled('crashing-server'));

/** A seeded stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const faults: Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, after: true },
  { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 429 },
  { kind: 'reset' },
  { kind: 'reset', after: true },
  { kind: 'truncate', after: true },
  { kind: 'garbage', after: true },
];

(built ? describe : describe.skip)(
  `registration under kill -9 (${wanted} wanted, ${kills} kills, ${instances} processes)`,
  () => {
    const random = stream(42);
    const fake = new FakeHandleNet();
    let killer: Killer;
    let scratch: ScratchEnvironment;
    let ports: number[];
    let token: string;

    beforeAll(async () => {
      await fake.start();
      fake.onStep = (step) => killer.pass({ received: 'C4', done: 'C5', answered: 'C6' }[step]);
      fake.faults = ({ method }) =>
        random() < 0.2 && method !== 'HEAD' ? faults[Math.floor(random() * faults.length)] : undefined;
      scratch = await scratchEnvironment();
      token = scratch.settings['ADMIN_TOKEN']!;
      const base = Number(scratch.settings['PORT']);
      ports = Array.from({ length: instances }, (_, number) => base + number);
      killer = new Killer(instances, random, environmentOf);
    });
    afterAll(async () => {
      await killer.end();
      await fake.stop();
      await scratch.remove();
    });

    const environmentOf = (number: number) => ({
      ...scratch.settings,
      PORT: String(ports[number]),
      DATA_DIR: path.join(scratch.settings['DATA_DIR']!, onPostgres ? String(number) : ''),
      SECRET_KEYS: `k:${Buffer.from(Array.from({ length: 32 }, (_, place) => place * 7)).toString('base64')}`,
      OUTGOING_ALLOW: fake.allowed,
      REGISTRATION_DEADLINE_MS: '500',
    });

    const api = (number: number) => `http://127.0.0.1:${ports[number]}/api/v3/onezone`;
    const made = async (route: string, body: object) => {
      const answer = await ask(`${api(0)}${route}`, token, JSON.stringify(body));
      if (answer?.status !== 201)
        throw new Error(`${route} answered ${answer?.status}: ${JSON.stringify(answer?.json)}`);
      return new URL(answer.location).pathname.split('/').at(-1) ?? '';
    };

    /** A service at the fake, and the shares that are to be published. */
    async function prepare(): Promise<{ serviceId: string; shares: string[] }> {
      const properties = {
        type: 'Handle',
        prefix: '21.T1',
        endpoint: `${fake.url}/api/handles`,
        username: fake.username,
        password: fake.password,
      };
      const serviceId = await made('/handle_services', { name: 'Remote', serviceProperties: properties });
      const space = await made('/user/spaces', { name: 'Crash' });
      const shares: string[] = [];
      while (shares.length < wanted) {
        const batch = Array.from({ length: Math.min(10, wanted - shares.length) }, () =>
          made(`/spaces/${space}/shares`, { name: 'Share', targetUrl: 'https://data.example.org/' }),
        );
        shares.push(...(await Promise.all(batch)));
      }
      return { serviceId, shares };
    }

    /** Spreads what is wanted over the kills, so that each of them meets work under way. */
    function turns(): () => Promise<void> {
      let begun = 0;
      return async () => {
        const mine = ++begun;
        while (mine > 8 + (wanted / kills) * (killer.done + 1)) {
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      };
    }

    it(
      'loses, doubles, orphans and overwrites nothing',
      async () => {
        await killer.startAll();
        const { serviceId, shares } = await prepare();
        const foreign = Array.from({ length: 20 }, (_, place) => `21.T1/foreign-${place}`);
        for (const pid of foreign) fake.plant(pid);
        const publishing = publishAll(shares, 8, {
          urls: ports.map((port) => `http://127.0.0.1:${port}`),
          token,
          serviceId,
          onAnswer: () => killer.pass('C8'),
          turn: turns(),
          until: performance.now() + limitMs,
        });
        const [promised] = await Promise.all([publishing, killer.run(kills)]);
        const settledAfterMs = await untilSettled();
        const history: History = {
          wants: shares,
          promised: promised.filter(({ status }) => status !== 409 && status !== 503),
          rows: await ledger(),
          outside: new Map(
            [...fake.records.values()].map(({ name, values }) => [name.toLowerCase(), markOf(values)]),
          ),
          effects: fake.effects,
          foreign: foreign.map((pid) => ({ before: 'https://elsewhere.example/', now: fake.urlOf(pid) })),
        };
        const verdict = judge(history);
        const counts = Object.fromEntries(
          Object.entries(verdict).map(([kind, found]) => [kind, found.length]),
        );
        process.stdout.write(
          `${JSON.stringify({ wanted, kills: killer.hits, requests: fake.requests.length, settledAfterMs, ...counts })}\n`,
        );
        expect(verdict).toEqual({
          lost: [],
          duplicates: [],
          orphans: [],
          overwritten: [],
          unsettled: [],
          stale: [],
          reordered: [],
          parked: [],
        });
        expect(history.rows).toHaveLength(wanted);
        expect(settledAfterMs).toBeLessThan(settleMs);
        expect(await integrity()).toBe('ok');
        if (full)
          expect(Math.min(...points.map((point) => killer.hits[point] ?? 0))).toBeGreaterThanOrEqual(10);
      },
      limitMs + 2 * settleMs,
    );

    /** Waits until nothing is under way; the time it took after the last kill, in milliseconds. */
    async function untilSettled(): Promise<number> {
      const since = killer.lastKillAt;
      while (performance.now() - since < settleMs * 2) {
        const rows = await ledger();
        const open = rows.filter(
          (row) =>
            ['pending', 'updating', 'deleting'].includes(row.state) ||
            row.published_revision < row.desired_revision,
        );
        if (open.length === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      return Math.round(performance.now() - since);
    }

    const statement =
      'SELECT id, pid, pid_folded, share_id, state, desired_revision, applied_revision, published_revision, registered_at FROM handles';

    async function ledger(): Promise<CheckedRow[]> {
      if (!onPostgres) {
        const database = new BetterSqlite3(path.join(scratch.settings['DATA_DIR']!, 'waymark.sqlite'), {
          readonly: true,
        });
        const rows = database.prepare(statement).all() as CheckedRow[];
        database.close();
        return rows;
      }
      const client = new Client({ connectionString: scratch.settings['DATABASE_URL'] });
      await client.connect();
      const { rows } = await client.query<CheckedRow>(statement);
      await client.end();
      return rows;
    }

    async function integrity(): Promise<string> {
      if (onPostgres) return 'ok';
      await killer.end();
      const database = new BetterSqlite3(path.join(scratch.settings['DATA_DIR']!, 'waymark.sqlite'));
      const answer = database.pragma('integrity_check', { simple: true });
      const foreignKeys = database.pragma('foreign_key_check') as unknown[];
      database.close();
      return foreignKeys.length === 0 ? String(answer) : 'broken foreign keys';
    }
  },
);

(built && !onPostgres ? describe : describe.skip)('the negative control: call first, then write', () => {
  it('leaves orphans that the checker sees', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waymark-control-'));
    const fake = await new FakeHandleNet().start();
    const random = stream(7);
    let child: CrashingChild | undefined;
    let passes = 1;
    let killed = 0;
    fake.onStep = (step) => {
      if (step !== 'done' || --passes > 0 || killed >= 15) return;
      killed++;
      child?.kill();
    };
    const file = path.join(folder, 'control.sqlite');
    for (let finished = false, starts = 0; !finished; starts++) {
      expect(starts).toBeLessThan(60);
      passes = 1 + Math.floor(random() * 8);
      child = startChild('external-first', { arguments: [file, `${fake.url}/api/handles`, '100'] });
      finished = await child.ready;
    }
    await fake.stop();
    const database = new BetterSqlite3(file);
    const known = new Set(
      database
        .prepare('SELECT pid FROM wants')
        .all()
        .map((row) => (row as { pid: string }).pid),
    );
    database.close();
    rmSync(folder, { recursive: true });
    const orphans = [...fake.records.values()].filter(({ name }) => !known.has(name));
    process.stdout.write(
      `${JSON.stringify({ control: 'external-first', kills: killed, orphans: orphans.length })}\n`,
    );
    expect(orphans.length).toBeGreaterThan(0);
  }, 120_000);
});

function markOf(values: { type: string; data: { value: unknown } }[]) {
  const mark = parseMark(String(values.find(({ type }) => type === 'WAYMARK')?.data.value));
  return mark === undefined ? null : { handleId: mark.handleId, revision: mark.revision };
}
