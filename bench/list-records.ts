/**
 * ListRecords and ListIdentifiers: records per second of full and selective harvests, from another process, against a
 * bare Fastify route that sends a constant buffer of a page's size with the same request log.
 * BENCH_ITEMS (default 20,000) sets the size of the feed; DATABASE_URL takes it to PostgreSQL.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OaiProvider } from '../src/oai-pmh/oai-provider.js';
import type { Application } from '../src/application.js';
import { fillFeed, itemId, smallService } from './support/feed-data.js';
import { harvest, type HarvestOptions, type HarvestResult } from './support/harvest.js';
import { load } from './support/load.js';
import { serve, startServers, type StaticAnswers } from './support/server.js';

const items = Number(process.env['BENCH_ITEMS'] ?? 20_000);
const pageRecords = 500;
const harvesters = 4;
const lists = ['ListRecords', 'ListIdentifiers'] as const;
/** A small feed is harvested three times; of a large one, one harvest says enough. */
const runs = items > 100_000 ? 1 : 3;
const leastGzipPerSecond = 100_000;
const gzipPages = 200;
const leastRecordsPerSecond = 300_000;
const mostMegabytes = 300;

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

interface Line {
  what: string;
  'records/s': number;
  'MB/s': number;
  'to constant': string;
}

async function measure(): Promise<void> {
  const servers = await startServers(fileURLToPath(import.meta.url));
  const port = servers.application;
  const lines: Line[] = [];
  const line = (
    what: string,
    result: { records: number; seconds: number; bytes: number },
    constant?: number,
  ) => {
    const perSecond = result.records / result.seconds;
    lines.push({
      what,
      'records/s': Math.round(perSecond),
      'MB/s': Math.round(result.bytes / result.seconds / 1e6),
      'to constant': constant === undefined ? '' : (perSecond / constant).toFixed(2),
    });
    return perSecond;
  };
  const faults: string[] = [];
  const onPostgres = process.env['DATABASE_URL'] !== undefined;
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, residentMegabytes(servers.pid))), 250);
  await harvest({ port, query: 'verb=ListRecords&metadataPrefix=oai_dc', harvesters: 1, maxPages: 40 });
  for (const verb of lists) {
    const constant = await constantRate(servers.baseline, verb, line);
    const query = `verb=${verb}&metadataPrefix=oai_dc`;
    const full = await measured({ port, query, harvesters });
    const rate = line(`${verb}, ${harvesters} harvesters`, full, constant);
    line(`${verb}, 1 harvester`, await measured({ port, query, harvesters: 1 }), constant);
    if (full.records !== items * harvesters)
      faults.push(`${verb}: ${full.records} records of ${items * harvesters}`);
    if (!onPostgres && rate < leastRecordsPerSecond)
      faults.push(`${verb}: ${Math.round(rate)} records/s, at least ${leastRecordsPerSecond} wanted`);
    if (!onPostgres && rate < constant * 0.35)
      faults.push(`${verb}: ${(rate / constant).toFixed(2)} of the constant buffer, at least 0.35 wanted`);
    faults.push(...depthFaults(verb, full));
  }
  const list = 'verb=ListRecords&metadataPrefix=oai_dc';
  const zipped = line(
    'ListRecords, gzip, 4 harvesters',
    await measured({ port, query: list, harvesters, gzip: true, maxPages: gzipPages }),
  );
  if (!onPostgres && zipped < leastGzipPerSecond)
    faults.push(`gzip: ${Math.round(zipped)} records/s, at least ${leastGzipPerSecond} wanted`);
  line(
    'ListRecords of a set with 1/50',
    await measured({
      port,
      query: `verb=ListRecords&metadataPrefix=oai_dc&set=${smallService}`,
      harvesters: 1,
    }),
  );
  const second = await datestampOf(port, Math.floor(items / 2));
  const bySecond = await measured({ port, query: `${list}&from=${second}&until=${second}`, harvesters: 1 });
  line(`ListRecords of one second, ${bySecond.records} records`, bySecond);
  clearInterval(watch);
  if (memory > mostMegabytes) faults.push(`${memory} MB resident, at most ${mostMegabytes} wanted`);
  console.table(lines);
  console.log(
    `${items} items; stamped ${Math.round(Number(servers.facts['stampedPerSecond']))} records/s; server's memory at most ${memory} MB, at the end ${residentMegabytes(servers.pid)} MB`,
  );
  servers.stop();
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

/** The middle of the runs. */
async function measured(options: HarvestOptions): Promise<HarvestResult> {
  const results: HarvestResult[] = [];
  for (let run = 0; run < runs; run++) results.push(await harvest(options));
  const sorted = results.sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(runs / 2)];
  if (middle === undefined) throw new Error('no runs');
  return middle;
}

async function constantRate(
  port: number,
  verb: string,
  line: (what: string, result: { records: number; seconds: number; bytes: number }) => number,
): Promise<number> {
  const options = { host: '127.0.0.1', port, connections: harvesters, path: () => `/${verb}` };
  await load({ ...options, seconds: 1 });
  const { requestsPerSecond, meanBytes } = await load({ ...options, seconds: 3 });
  const records = requestsPerSecond * Math.min(pageRecords, items);
  return line(`constant ${verb} page`, { records, seconds: 1, bytes: meanBytes * requestsPerSecond });
}

/** The last pages may take no longer than the first. */
function depthFaults(verb: string, { pageMs }: HarvestResult): string[] {
  const count = Math.min(20, Math.floor(pageMs.length / 4));
  if (count < 5) return [];
  const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const ratio = middle(pageMs.slice(-count - 1, -1)) / middle(pageMs.slice(1, count + 1));
  console.log(`${verb}: last pages / first pages = ${ratio.toFixed(2)} (at most 1.20)`);
  return ratio > 1.2 ? [`${verb}: the last pages are slower than the first (${ratio.toFixed(2)})`] : [];
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
