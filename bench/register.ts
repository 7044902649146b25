/**
 * Registration, end to end over HTTP. Remote: 100 registrations a second for a minute, sent on time whatever the answers
 * (open loop), at a service that takes 50 ms for each request; beside it what that service can do for the same number of
 * connections. Local: as many as there is room for, beside the durable commits of the same disk, by turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { Pool } from 'undici';
import { FakeHandleNet } from '../test/support/fakes/fake-handle-net.js';
import { startScript } from './support/processes.js';
import { Registrar } from './support/registrar.js';
import { freePort } from './support/server.js';

const perSecond = 100;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const serviceMs = 50;
/** Simultaneous requests to a service; the registry's own default. */
const concurrency = 16;
const turns = 3;
const localPerTurn = 500;
const script = fileURLToPath(import.meta.url);
const main = path.join(path.dirname(script), '../src/main.js');

if (process.argv[2] === 'fake') await serveFake();
else await measure();

async function serveFake(): Promise<void> {
  const fake = new FakeHandleNet();
  fake.delayMs = serviceMs;
  await fake.start();
  process.stdout.write(`${JSON.stringify({ url: fake.url, allowed: fake.allowed })}\n`);
}

async function measure(): Promise<void> {
  const fake = await startScript(script, { arguments: ['fake'] });
  const { url, allowed } = JSON.parse(fake.line) as { url: string; allowed: string };
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
  const port = await freePort();
  const token = 'bench-administrator-token';
  const server = await startScript(main, {
    environment: {
      DATA_DIR: folder,
      PORT: String(port),
      ADMIN_TOKEN: token,
      OUTGOING_ALLOW: allowed,
      LOG_LEVEL: 'info',
    },
  });
  const registrar = new Registrar(`http://127.0.0.1:${port}`, token);
  try {
    const remote = await measureRemote(registrar, url);
    const local = await measureLocal(registrar, folder);
    if (!remote || !local) process.exitCode = 1;
  } finally {
    await registrar.close();
    await Promise.all([server.stop(), fake.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns whether the targets were met */
async function measureRemote(registrar: Registrar, url: string): Promise<boolean> {
  const capacity = await capacityOf(url);
  const serviceId = await registrar.service('Remote', {
    type: 'Handle',
    prefix: '21.T1',
    endpoint: `${url}/api/handles`,
    username: '300:21.T1/USER01',
    password: 'correct horse',
  });
  const shares = await registrar.shares(perSecond * seconds);
  const startedAt = performance.now();
  const results = await Promise.all(
    shares.map(async (shareId, place) => {
      const dueAt = startedAt + (place * 1000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, dueAt - performance.now()));
      const status = await registrar.register(shareId, serviceId);
      return { status, ms: performance.now() - dueAt };
    }),
  );
  const rate = results.length / ((performance.now() - startedAt) / 1000);
  const times = results.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  const registered = results.filter(({ status }) => status === 201).length;
  console.table([
    {
      'registered at once': `${registered} of ${results.length}`,
      'registrations/s': rate.toFixed(1),
      'p50 ms': at(0.5),
      'p95 ms': at(0.95),
      'p99 ms': at(0.99),
      'service alone, requests/s': Math.round(capacity),
      ratio: (rate / capacity).toFixed(2),
    },
  ]);
  console.log(`${perSecond}/s for ${seconds} s: p99 under 1000 ms, every answer 201`);
  return registered === results.length && at(0.99) < 1000 && rate > perSecond * 0.98;
}

/** What the service can do for as many connections as the registry opens to it. */
async function capacityOf(url: string): Promise<number> {
  const pool = new Pool(url, { connections: concurrency });
  const until = performance.now() + 5000;
  let done = 0;
  const client = async (number: number) => {
    for (let n = 0; performance.now() < until; n++, done++) {
      const answer = await pool.request({
        method: 'PUT',
        path: `/api/handles/21.T1/capacity-${number}-${n}?overwrite=false`,
        headers: {
          authorization: `Basic ${Buffer.from('300%3A21.T1%2FUSER01:correct horse').toString('base64')}`,
        },
        body: JSON.stringify({ values: [] }),
      });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, number) => client(number)));
  await pool.close();
  return done / 5;
}

/** @returns whether the target was met */
async function measureLocal(registrar: Registrar, folder: string): Promise<boolean> {
  const serviceId = await registrar.localService();
  const shares = await registrar.shares(localPerTurn * (turns + 1));
  const registerSome = async (): Promise<number> => {
    const some = shares.splice(0, localPerTurn);
    const startedAt = performance.now();
    const client = async () => {
      for (let share = some.shift(); share !== undefined; share = some.shift()) {
        const status = await registrar.register(share, serviceId);
        if (status !== 201) throw new Error(`a local registration answered ${status}`);
      }
    };
    await Promise.all(Array.from({ length: 32 }, client));
    return localPerTurn / ((performance.now() - startedAt) / 1000);
  };
  await registerSome();
  const pairs: { registrations: number; commits: number; ratio: number }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const [registrations, commits] = [await registerSome(), commitsPerSecond(folder)];
    pairs.push({ registrations, commits, ratio: registrations / commits });
  }
  console.table(
    pairs.map(({ registrations, commits, ratio }) => ({
      'local registrations/s': Math.round(registrations),
      'durable commits/s': Math.round(commits),
      ratio: ratio.toFixed(2),
    })),
  );
  const middle =
    pairs.map(({ ratio }) => ratio).sort((one, other) => one - other)[Math.floor(turns / 2)] ?? 0;
  console.log(`local registrations / durable commits = ${middle.toFixed(2)} (at least 0.10)`);
  return middle >= 0.1;
}

/** One row of 1 KB a transaction, written through to the disk, as the registry's own database does. */
function commitsPerSecond(folder: string): number {
  const database = new BetterSqlite3(path.join(folder, 'commits.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS rows (id integer PRIMARY KEY, data text)');
  const insert = database.prepare('INSERT INTO rows (data) VALUES (?)');
  const data = 'x'.repeat(1024);
  const startedAt = performance.now();
  let commits = 0;
  for (; performance.now() - startedAt < 2000; commits++) insert.run(data);
  database.close();
  return commits / ((performance.now() - startedAt) / 1000);
}
