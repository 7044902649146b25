/**
 * The embedded handle server at BENCH_RECORDS handle records (default 1,000,000): reading a record and redirecting
 * beside a bare Fastify route that sends the same with the same request log, reverse look-up, a redirect during a search through
 * everything, and batch creation. A second server with 10,000 records shows what the size costs. With BENCH_DATA_DIR both
 * servers keep their data there for the next run; `fill` only fills them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Application } from '../src/application.js';
import { Clock, toInstant } from '../src/platform/clock.js';
import { Database } from '../src/platform/database/database.js';
import { findRecord } from '../src/handle-server/records.js';
import { PrefixSetup } from '../src/handle-server/prefix-setup.js';
import { describe, loadByTurns, middleRatio, middleResult } from './support/compare.js';
import { insertHandleRecords } from './support/handle-records.js';
import { load } from './support/load.js';
import { type BenchServers, serve, startServers, type StaticAnswer } from './support/server.js';

const recordCount = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const fewRecords = 10_000;
const password = 'bench-password';
const prefix = '21.B1';
const batchSize = 20_000;
const host = '127.0.0.1';
const nameOf = (n: number, count: number) => `${prefix}/rec-${String((n * 7919) % count)}`;
const authorization = `Basic ${Buffer.from(`300%3A${prefix}/ADMIN:${password}`).toString('base64')}`;

type Running = BenchServers & { stop: () => void };

if (process.argv[2] === 'serve') await serveRecords(Number(process.env['BENCH_COUNT'] ?? recordCount));
else if (process.argv[2] === 'fill') await fill();
else await measure();

function serveRecords(count: number): Promise<void> {
  return serve(
    async (application) => {
      const database = application.nest.get(Database);
      const facts = { pid: process.pid };
      if ((await database.read((reader) => findRecord(reader, nameOf(0, count)))) !== undefined) return facts;
      const setup = application.nest.get(PrefixSetup);
      await database.write(async (tx) => {
        await setup.home(tx, prefix);
        await setup.addAdministrator(tx, prefix, { suffix: 'ADMIN', password });
      });
      const now = toInstant(application.nest.get(Clock).now());
      await insertHandleRecords(database, prefix, count, now);
      return facts;
    },
    async (application) => ({
      '/static': { status: 302, headers: { location: 'https://data.example.org/objects/1' }, body: '' },
      '/static-record': await staticRecord(application, count),
    }),
  );
}

/** What `GET /api/handles` answers, for a route that does nothing else. */
async function staticRecord(application: Application, count: number): Promise<StaticAnswer> {
  const fastify = application.nest.getHttpAdapter().getInstance();
  const { statusCode: status, headers, body } = await fastify.inject(`/api/handles/${nameOf(0, count)}`);
  return { status, headers: { 'content-type': String(headers['content-type']) }, body };
}

/** Fills the servers of BENCH_DATA_DIR. */
async function fill(): Promise<void> {
  for (const count of [fewRecords, recordCount]) (await start(count)).stop();
}

async function measure(): Promise<void> {
  const few = await start(fewRecords);
  const many = await start(recordCount);
  try {
    await measureBoth(few, many);
  } finally {
    few.stop();
    many.stop();
  }
}

async function measureBoth(few: Running, many: Running): Promise<void> {
  const faults: string[] = [];
  const expect = (what: string, figure: number, holds: boolean, wanted: string) => {
    console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${figure.toFixed(2)} (${wanted})`);
    if (!holds) faults.push(what);
  };
  const sayMemory = (when: string) =>
    console.log(
      `     highest resident memory after ${when}, MB: ${residentMegabytes(many.facts['pid'] as number).toFixed(0)}`,
    );
  sayMemory('the start');
  await measureReads(few, many, expect);
  sayMemory('reads');
  await timesOf(50, (n) => lookUp(many, `URL=https://data.example.org/objects/${n * 991}`));
  const lookups = await timesOf(50, (n) => lookUp(many, `URL=https://data.example.org/objects/${n * 997}`));
  expect('reverse look-up of an exact value, median ms', middle(lookups), middle(lookups) < 5, 'under 5');
  const trailing = await timesOf(20, (n) => lookUp(many, `URL=https://data.example.org/objects/77${n}*`));
  console.log(`     reverse look-up with a trailing wildcard, median ms: ${middle(trailing).toFixed(2)}`);
  await measureSearch(many, expect);
  sayMemory('searches');
  const rate = await measureBatch(many);
  expect('handles created by batch a second', rate, rate >= 2000, 'at least 2000');
  const memory = residentMegabytes(many.facts['pid'] as number);
  expect('highest resident memory, MB', memory, memory < 300, 'under 300');
  if (faults.length > 0) process.exitCode = 1;
}

type Expect = (what: string, figure: number, holds: boolean, wanted: string) => void;

async function measureReads(few: Running, many: Running, expect: Expect): Promise<void> {
  const common = { host, connections: 50, seconds: 0.5 };
  const turns = 25;
  const kinds = [
    ['GET /api/handles', '/api/handles/', '/static-record'],
    ['redirect', '/', '/static'],
  ] as const;
  for (const [name, root, bareRoute] of kinds) {
    const of = (server: Running, count: number) => ({
      ...common,
      port: server.application,
      path: (n: number) => `${root}${nameOf(n, count)}`,
    });
    const bareOf = (server: Running) => ({ ...common, port: server.baseline, path: () => bareRoute });
    // The bare route of the small server counts for nothing: both processes are to have the same work behind them.
    const routes = [of(many, recordCount), bareOf(many), of(few, fewRecords), bareOf(few)];
    for (const route of routes) await load({ ...route, seconds: 3 });
    const results = await loadByTurns(routes, turns);
    const names = [name, 'static route', `${name} at ${fewRecords}`, 'static route there'];
    console.table(names.map((one, place) => describe(one, middleResult(results, place))));
    const bare = middleRatio(results, 0, 1);
    expect(`${name} / bare route`, bare, bare >= 0.4, 'at least 0.40');
    const size = middleRatio(results, 0, 2);
    expect(`${name} at ${recordCount} / at ${fewRecords}`, size, size >= 0.9, 'at least 0.90');
  }
}

/** Redirects while searches without a literal beginning run one after another; each must find its end. */
async function measureSearch(many: Running, expect: Expect): Promise<void> {
  const redirects = {
    host,
    port: many.application,
    connections: 8,
    seconds: 5,
    path: (n: number) => `/${nameOf(n, recordCount)}`,
  };
  const quiet = await load(redirects);
  const search = { on: true };
  const times: number[] = [];
  const searches = (async () => {
    while (search.on) times.push(...(await timesOf(1, () => lookUp(many, 'URL=*nowhere-to-be-found*'))));
  })();
  const busy = await load(redirects);
  search.on = false;
  await searches;
  console.log(`     search through everything, ms: ${times.map((time) => time.toFixed(0)).join(', ')}`);
  console.table([describe('redirect', quiet), describe('redirect during searches', busy)]);
  expect(
    'redirect p99 during a search / without',
    busy.p99 / quiet.p99,
    busy.p99 <= quiet.p99 * 2,
    'at most 2',
  );
}

/** Sends a batch file. @returns durable handles a second */
async function measureBatch(many: Running): Promise<number> {
  const one = (n: number) =>
    `CREATE ${prefix}/batch-${process.pid}-${n}\n100 HS_ADMIN 86400 1110 ADMIN 200:110011111110:0.NA/${prefix}\n` +
    `1 URL 86400 1110 UTF8 https://data.example.org/batch/${n}\n\n`;
  const operations = Array.from({ length: batchSize }, (_, n) => one(n)).join('');
  const text = `AUTHENTICATE SECKEY:300:${prefix}/ADMIN\n${password}\n\n${operations}`;
  const startedAt = performance.now();
  const root = `http://${host}:${many.application}`;
  const response = await fetch(`${root}/api/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: text,
  });
  console.log(`     batch file of ${batchSize} taken in, ms: ${(performance.now() - startedAt).toFixed(0)}`);
  const { batchId } = (await response.json()) as { batchId: string };
  for (;;) {
    const batch = (await (await fetch(`${root}/api/batch/${batchId}`)).json()) as {
      state: string;
      successes: number;
    };
    if (batch.state !== 'running') return batch.successes / ((performance.now() - startedAt) / 1000);
    await delay(50);
  }
}

async function lookUp(server: Running, query: string): Promise<void> {
  const response = await fetch(`http://${host}:${server.application}/hrls/handles?${query}`, {
    headers: { authorization },
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  await response.text();
}

async function timesOf(count: number, task: (n: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const startedAt = performance.now();
    await task(n);
    times.push(performance.now() - startedAt);
  }
  return times;
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Highest resident memory of a process so far. */
function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function start(count: number): Promise<Running> {
  const kept = process.env['BENCH_DATA_DIR'];
  console.log(`filling a server with ${count} records …`);
  return startServers(fileURLToPath(import.meta.url), {
    BENCH_COUNT: String(count),
    ...(kept !== undefined && { BENCH_DATA_DIR: path.join(kept, String(count)) }),
  });
}
