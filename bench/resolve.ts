/**
 * Resolution of PIDs of the ledger: requests per second of `GET /{pid}` against a bare Fastify route that answers the
 * same redirect, with the same request log, from another process over 50 connections.
 */
import { fileURLToPath } from 'node:url';
import { emptySummary } from '../src/metadata/summary.js';
import { compare, describe } from './support/compare.js';
import { insertHandles } from './support/records.js';
import { serve, startServers } from './support/server.js';

const recordCount = Number(process.env['BENCH_RECORDS'] ?? 10_000);
const pidOf = (n: number) => `21.T99999/bench-${String(n % recordCount)}`;

if (process.argv[2] === 'serve') await serveRecords();
else await measure();

function serveRecords(): Promise<void> {
  const summary = JSON.stringify(emptySummary());
  const records = Array.from({ length: recordCount }, (_, n) => ({
    id: `handle${n}`,
    pid: pidOf(n),
    shareId: `share${n}`,
    summary,
    metadata: '<metadata/>',
  }));
  return serve(
    async (application) => {
      await insertHandles(application, records);
      return {};
    },
    {
      status: 302,
      headers: { location: 'http://127.0.0.1/share/share1', 'cache-control': 'public, max-age=60' },
      body: '',
    },
  );
}

async function measure(): Promise<void> {
  const servers = await startServers(fileURLToPath(import.meta.url));
  const common = { host: '127.0.0.1', connections: 50, seconds: 1 };
  const result = await compare(
    { ...common, port: servers.application, path: (n) => `/${pidOf(n * 7919)}` },
    { ...common, port: servers.baseline, path: () => '/static' },
  );
  servers.stop();
  console.table([describe('resolve', result.route), describe('static route', result.baseline)]);
  console.log(`resolve / static = ${result.ratio.toFixed(2)} (at least 0.40) over ${recordCount} records`);
  if (result.ratio < 0.4 || Object.keys(result.route.statuses).join() !== '302') process.exitCode = 1;
}
