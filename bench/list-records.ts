/**
 * OAI-PMH lists, in one table: records per second of full and selective harvests over HTTP, from another process, against
 * a bare Fastify route that sends a constant buffer of a page's size with the same request log, or on PostgreSQL against
 * the bare driver; depth, memory and the publisher's speed beside them.
 * BENCH_ITEMS (default 20,000) sets the size of the feed; BENCH_DATA_DIR names a folder whose feed is kept for the next run.
 * BENCH_DATABASE=postgres takes it to a PostgreSQL that lives as long as the run, BENCH_DATABASE=postgres://… to one whose
 * feed is kept as well.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OaiProvider } from '../src/oai-pmh/oai-provider.js';
import type { Application } from '../src/application.js';
import { bareForms, fetchBarePages } from './support/bare-pages.js';
import { fillFeed, itemId, smallService } from './support/feed-data.js';
import { Figures } from './support/figures.js';
import { harvest, type HarvestOptions, type HarvestResult } from './support/harvest.js';
import { load } from './support/load.js';
import { startScratchPostgres } from './support/scratch-postgres.js';
import { serve, startServers, type BenchServers, type StaticAnswers } from './support/server.js';

const items = Number(process.env['BENCH_ITEMS'] ?? 20_000);
const databaseWanted = process.env['BENCH_DATABASE'] ?? '';
const onPostgres = databaseWanted.startsWith('postgres');
const pageRecords = 500;
const harvesters = 4;
const lists = ['ListRecords', 'ListIdentifiers'] as const;
/** A small feed is harvested three times; of a large one, one harvest says enough. */
const runs = items > 100_000 ? 1 : 3;
/** A short harvest is made several times. */
const selectiveRuns = 5;
const gzipPages = 200;
/** What is wanted; the figures for SQLite hold for a million items. */
const wanted = onPostgres ? { rate: 40_000, ratio: 0.5 } : { rate: 300_000, ratio: 0.35, gzip: 100_000 };
const mostMegabytes = 300;
/** How much larger the process may be at the end than after its first full harvest. */
const mostGrowth = 1.15;
const leastStamped = 5000;
const mostDepthRatio = 1.2;
/** A record of a selective harvest may cost some times one of a full harvest: its pages are elsewhere, and few. */
const leastSelectiveRatio = 0.2;

if (process.argv[2] === 'serve')
  await serve((application) => fillFeed(application, items).then((fill) => ({ ...fill })), constantPages);
else await measure();

/** A full page of each verb as the provider gives it: what the constant-buffer baseline sends. */
async function constantPages(application: Application): Promise<StaticAnswers> {
  const answers: StaticAnswers = {};
  for (const verb of lists) {
    const body = Buffer.concat(
      await application.nest.get(OaiProvider).answer(`verb=${verb}&metadataPrefix=oai_dc`),
    );
    answers[`/${verb}`] = { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
  }
  return answers;
}

interface Bench {
  servers: BenchServers & { pid: number };
  figures: Figures;
  databaseUrl: string | undefined;
}

async function measure(): Promise<void> {
  const scratch = databaseWanted === 'postgres' ? await startScratchPostgres() : undefined;
  const databaseUrl = onPostgres ? (scratch?.url ?? databaseWanted) : undefined;
  const servers = await startServers(
    fileURLToPath(import.meta.url),
    databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl },
  );
  try {
    const bench: Bench = { servers, figures: new Figures(), databaseUrl };
    await measureLists(bench);
    console.log(`${items} items on ${onPostgres ? 'PostgreSQL' : 'SQLite'}`);
    bench.figures.print();
  } finally {
    servers.stop();
    await servers.ended;
    await scratch?.stop();
  }
}

async function measureLists(bench: Bench): Promise<void> {
  const { servers, figures } = bench;
  const port = servers.application;
  const stamped = Number(servers.facts['stampedPerSecond']);
  if (stamped > 0)
    figures.add('publisher, records stamped/s', Math.round(stamped), { atLeast: leastStamped });
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, residentMegabytes(servers.pid))), 250);
  await harvest({ port, query: listQuery('ListRecords'), harvesters, maxPages: 400 });
  const settled = residentMegabytes(servers.pid);
  for (const verb of lists) await measureFull(bench, verb);
  await measureGzip(bench);
  await measureSelective(bench);
  clearInterval(watch);
  figures.add("server's memory, MB, at most", memory, { atMost: mostMegabytes });
  const growth = residentMegabytes(servers.pid) / settled;
  figures.add("server's memory, end / after the first harvest", growth, { atMost: mostGrowth });
}

function listQuery(verb: string): string {
  return `verb=${verb}&metadataPrefix=oai_dc`;
}

async function measureFull(bench: Bench, verb: (typeof lists)[number]): Promise<void> {
  const { figures, servers } = bench;
  const constant = await constantRate(servers.baseline, verb, figures);
  const bare =
    bench.databaseUrl === undefined || verb === 'ListIdentifiers'
      ? undefined
      : await bareRate(bench.databaseUrl, figures);
  const options = { port: servers.application, query: listQuery(verb) };
  const full = await measured({ ...options, harvesters });
  const wantedRatio = onPostgres && bare === undefined ? undefined : { atLeast: wanted.ratio };
  figures.addRate(`${verb}, 4 harvesters`, full, bare ?? constant, { atLeast: wanted.rate }, wantedRatio);
  figures.addRate(`${verb}, 1 harvester`, await measured({ ...options, harvesters: 1 }), bare ?? constant);
  figures.add(`${verb}: records harvested`, full.records, { atLeast: items * harvesters });
  addDepth(figures, verb, full);
}

/** What the bare driver reaches in the form that suits it best. */
async function bareRate(url: string, figures: Figures): Promise<number> {
  const rates: number[] = [];
  for (const form of Object.keys(bareForms) as (keyof typeof bareForms)[]) {
    const sent = await fetchBarePages(url, form, pageRecords, harvesters);
    rates.push(figures.addRate(`bare pg driver, 4 clients, ${form}`, sent));
  }
  return Math.max(...rates);
}

async function measureGzip({ figures, servers }: Bench): Promise<void> {
  const options = { port: servers.application, query: listQuery('ListRecords'), harvesters };
  const zipped = await measured({ ...options, gzip: true, maxPages: gzipPages });
  const least = wanted.gzip === undefined ? {} : { atLeast: wanted.gzip };
  figures.addRate('ListRecords, gzip, 4 harvesters', zipped, undefined, least);
}

/** A scan of the whole feed would make a record of the set fifty times as dear. */
async function measureSelective({ figures, servers }: Bench): Promise<void> {
  const one = { port: servers.application, harvesters: 1 };
  const query = listQuery('ListRecords');
  const full = await measured(
    { ...one, query, maxPages: Math.ceil(items / 50 / pageRecords) },
    selectiveRuns,
  );
  const rate = full.records / full.seconds;
  const least = { atLeast: leastSelectiveRatio };
  const bySet = await measured({ ...one, query: `${query}&set=${smallService}` }, selectiveRuns);
  figures.addRate(`ListRecords of a set, ${bySet.records} records`, bySet, rate, {}, least);
  const second = await datestampOf(servers.application, Math.floor(items / 2));
  const dates = `${query}&from=${second}&until=${second}`;
  const bySecond = await measured({ ...one, query: dates }, selectiveRuns);
  figures.addRate(`ListRecords of one second, ${bySecond.records} records`, bySecond, rate, {}, least);
}

/** The middle of some runs. */
async function measured(options: HarvestOptions, times = runs): Promise<HarvestResult> {
  const results: HarvestResult[] = [];
  for (let run = 0; run < times; run++) results.push(await harvest(options));
  const sorted = results.sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(times / 2)];
  if (middle === undefined) throw new Error('no runs');
  return middle;
}

async function constantRate(port: number, verb: string, figures: Figures): Promise<number> {
  const options = { host: '127.0.0.1', port, connections: harvesters, path: () => `/${verb}` };
  await load({ ...options, seconds: 1 });
  const { requestsPerSecond, meanBytes } = await load({ ...options, seconds: 3 });
  const records = requestsPerSecond * Math.min(pageRecords, items);
  return figures.addRate(`constant buffer of a ${verb} page`, {
    records,
    seconds: 1,
    bytes: meanBytes * requestsPerSecond,
  });
}

/** The last pages may take no longer than the first. */
function addDepth(figures: Figures, verb: string, { pageMs }: HarvestResult): void {
  const count = Math.min(20, Math.floor(pageMs.length / 4));
  if (count < 5) return;
  const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const ratio = middle(pageMs.slice(-count - 1, -1)) / middle(pageMs.slice(1, count + 1));
  figures.add(`${verb}: last pages / first pages`, ratio, { atMost: mostDepthRatio });
}

/** When the nth item was published. */
async function datestampOf(port: number, n: number): Promise<string> {
  const identifier = `oai:waymark.example.org:${itemId(n)}`;
  const query = `verb=GetRecord&metadataPrefix=oai_dc&identifier=${identifier}`;
  const reply = await (await fetch(`http://127.0.0.1:${port}/oai_pmh?${query}`)).text();
  return /<datestamp>([^<]*)</.exec(reply)?.[1] ?? '';
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
