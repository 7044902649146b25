/**
 * Requests about single objects of the REST API, with 10,000 users in 500 nested groups: the median time of each, and
 * what it costs that there are 10,000 handles instead of 1,000. Two servers, asked in turns over one connection each.
 * DATABASE_URL and BENCH_SMALL_DATABASE_URL name two empty PostgreSQL databases; without them both are SQLite.
 */
import { fileURLToPath } from 'node:url';
import { handleId, probes, standingMetadata, type Place, type Probe } from './support/api-probes.js';
import { insertCommunity, type Community } from './support/community.js';
import { insertHandles, insertShares } from './support/records.js';
import { serve, startServers } from './support/server.js';
import { timedCall } from './support/timed-call.js';

const users = 10_000;
const groups = 500;
const many = 10_000;
const few = 1_000;
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 200);
const mostMs = 20;
const mostRatio = 1.3;

if (process.argv[2] === 'serve') await servePlace(Number(process.env['BENCH_COUNT'] ?? many));
else await measure();

function servePlace(handles: number): Promise<void> {
  const records = Array.from({ length: handles }, (_, n) => ({
    id: handleId(n),
    pid: `21.T99999/bench-${n}`,
    shareId: `share${n}`,
    summary: '{}',
    metadata: standingMetadata,
  }));
  return serve(
    async (application) => {
      await insertShares(application, records);
      await insertHandles(application, records);
      return { ...(await insertCommunity(application, { users, groups, records })) };
    },
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
  );
}

interface Row {
  request: string;
  ms: number;
  'ms at 1,000': number;
  ratio: number;
}

async function measure(): Promise<void> {
  const large = await startPlace(many);
  const small = await startPlace(few, process.env['BENCH_SMALL_DATABASE_URL']);
  const rows = await rowsOf(large.place, small.place).finally(() => {
    large.stop();
    small.stop();
  });
  console.table(rows);
  const slowest = rows.reduce((one, other) => (other.ms > one.ms ? other : one));
  const steepest = rows.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  console.log(`slowest: ${slowest.request}, ${slowest.ms} ms at the median (under ${mostMs})`);
  console.log(
    `steepest: ${steepest.request}, ${many}/${few} handles = ${steepest.ratio} (at most ${mostRatio})`,
  );
  if (slowest.ms >= mostMs || steepest.ratio > mostRatio) process.exitCode = 1;
}

async function rowsOf(large: Place, small: Place): Promise<Row[]> {
  const rows: Row[] = [];
  for (const probe of probes) {
    const [ms, smallMs] = await medians(probe, [large, small]);
    rows.push({
      request: probe.name,
      ms: round(ms),
      'ms at 1,000': round(smallMs),
      ratio: round(ms / smallMs),
    });
  }
  return rows;
}

async function startPlace(handles: number, databaseUrl?: string) {
  console.log(`filling a server with ${users} users, ${groups} groups and ${handles} handles …`);
  const { application, facts, stop } = await startServers(fileURLToPath(import.meta.url), {
    BENCH_COUNT: String(handles),
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  });
  const community = facts as unknown as Community;
  const place: Place = { ...community, port: application, handles, shares: [], registered: [] };
  return { place, stop };
}

/** Median milliseconds at each of two places; they take turns in who is asked first, so that noise hurts both. */
async function medians(probe: Probe, [one, other]: readonly [Place, Place]): Promise<[number, number]> {
  const times = new Map<Place, number[]>([
    [one, []],
    [other, []],
  ]);
  for (let at = 0; at < rounds; at++) {
    for (const place of at % 2 === 0 ? [one, other] : [other, one])
      times.get(place)?.push(await ask(probe, place, at));
  }
  return [middle(times.get(one) ?? []), middle(times.get(other) ?? [])];
}

async function ask(probe: Probe, place: Place, at: number): Promise<number> {
  const { status, location, text, ms } = await timedCall(place.port, probe.call(place, at));
  if (status !== probe.status) throw new Error(`${probe.name} answered ${status}: ${text.slice(0, 300)}`);
  if (probe.keep !== undefined) place[probe.keep].push(location?.split('/').at(-1) ?? '');
  return ms;
}

function middle(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
