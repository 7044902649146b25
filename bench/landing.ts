/**
 * Landing pages: pages per second of `GET /share/{id}` over 50 connections from another process, time to the first
 * byte, and the bytes of a first view, beside a bare Fastify route that answers as many bytes. Once with pages that
 * were asked for lately, once with pages that nobody asked for before, so that each is rendered anew.
 */
import { fileURLToPath } from 'node:url';
import { emptySummary, type RecordSummary } from '../src/metadata/summary.js';
import { compare, describe } from './support/compare.js';
import { insertHandles, insertShares } from './support/records.js';
import { serve, startServers } from './support/server.js';

const recordCount = Number(process.env['BENCH_RECORDS'] ?? 40_000);
/** Their pages fit into the cache of rendered pages; those of the others are asked for once. */
const lately = 1000;
const leastPagesPerSecond = 1500;
const mostMilliseconds = 20;
const mostBytes = 60 * 1024;

/** A record of usual size. */
function summaryOf(n: number): RecordSummary {
  const creator = (name: string) => ({
    name,
    type: 'Personal' as const,
    familyName: name,
    givenName: 'Jane',
    orcid: 'https://orcid.org/0000-0002-1825-0097',
    affiliations: [{ name: 'Institute of Oceanology', ror: 'https://ror.org/03yrm5c26' }],
  });
  return {
    ...emptySummary(),
    titles: [{ value: `Tide gauges of the Baltic, series ${n}`, language: 'en' }],
    creators: ['Doe', 'Roe', 'Poe'].map(creator),
    publisher: 'Waymark',
    publicationYear: '2026',
    dates: [{ type: 'Issued', value: '2026-02-03' }],
    resourceTypeGeneral: 'Dataset',
    rights: [{ name: 'CC BY 4.0', uri: 'https://creativecommons.org/licenses/by/4.0/', spdx: 'CC-BY-4.0' }],
    descriptions: [
      {
        value: 'Hourly sea level at twelve stations along the southern coast. '.repeat(12),
        language: 'en',
        type: 'Abstract',
      },
    ],
    subjects: ['sea level', 'Baltic Sea', 'tide gauge', 'oceanography'].map((value) => ({ value })),
    relations: ['10.1234/paper', '10.1234/method'].map((identifier) => ({
      relationType: 'References',
      identifierType: 'DOI',
      identifier,
    })),
    languages: ['en'],
    formats: ['text/csv'],
  };
}

if (process.argv[2] === 'serve') await serveRecords();
else await measure();

function serveRecords(): Promise<void> {
  const records = Array.from({ length: recordCount }, (_, n) => ({
    id: `handle${n}`,
    pid: `21.T99999/bench-${n}`,
    shareId: `share${n}`,
    summary: JSON.stringify(summaryOf(n)),
    metadata: '<metadata/>',
  }));
  return serve(
    async (application) => {
      await insertShares(application, records);
      await insertHandles(application, records);
      return {};
    },
    { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'x'.repeat(20_000) },
  );
}

async function measure(): Promise<void> {
  const servers = await startServers(fileURLToPath(import.meta.url));
  const common = { host: '127.0.0.1', connections: 50, seconds: 1 };
  const baseline = { ...common, port: servers.baseline, path: () => '/static' };
  const route = { ...common, port: servers.application };
  const warm = await compare({ ...route, path: (n) => `/share/share${(n * 7919) % lately}` }, baseline);
  let asked = 0;
  const anew = () => `/share/share${lately + asked++}`;
  const cold = await compare({ ...route, path: anew }, baseline, 5, 6);
  if (lately + asked > recordCount) throw new Error('too few records: set BENCH_RECORDS');
  const bytes = await firstViewBytes(servers.application);
  servers.stop();
  console.table([
    describe('recent: pages asked for lately', warm.route),
    describe('cold: every page another record', cold.route),
    describe('static route', warm.baseline),
  ]);
  console.log(
    `landing / static = ${warm.ratio.toFixed(2)} recent, ${cold.ratio.toFixed(2)} cold, over ${recordCount} records`,
  );
  const rates = [warm, cold].map(({ route: { requestsPerSecond } }) => Math.round(requestsPerSecond));
  console.log(`pages/s ${rates.join(' recent, ')} cold (at least ${leastPagesPerSecond})`);
  console.log(`first byte p95 ${warm.route.p95.toFixed(1)} ms (under ${mostMilliseconds})`);
  console.log(`first view ${bytes} bytes (at most ${mostBytes}), compressed where the server compresses`);
  const isGood =
    Math.min(...rates) >= leastPagesPerSecond && warm.route.p95 < mostMilliseconds && bytes <= mostBytes;
  if (!isGood || Object.keys(warm.route.statuses).join() !== '200') process.exitCode = 1;
}

/** What a browser loads for a page that it sees for the first time, headers left out. */
async function firstViewBytes(port: number): Promise<number> {
  const origin = `http://127.0.0.1:${port}`;
  const page = await (await fetch(`${origin}/share/share1`)).text();
  const paths = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+|\/share\/[^"]+badge\.svg)"/g)].flatMap(
    ([, path]) => path ?? [],
  );
  let bytes = Buffer.byteLength(page);
  for (const path of paths) {
    const answer = await fetch(origin + path, { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
    bytes += Number(answer.headers.get('content-length') ?? 0);
  }
  return bytes;
}
