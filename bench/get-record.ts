/**
 * GetRecord: requests per second against a bare Fastify route that sends a constant record with the same request log,
 * from another process over 32 connections. BENCH_ITEMS (default 20,000) sets the size of the feed.
 */
import { fileURLToPath } from 'node:url';
import { OaiProvider } from '../src/oai-pmh/oai-provider.js';
import { compare, describe } from './support/compare.js';
import { fillFeed, itemId } from './support/feed-data.js';
import { serve, startServers } from './support/server.js';

const items = Number(process.env['BENCH_ITEMS'] ?? 20_000);
const least = 0.4;
const queryOf = (n: number) =>
  `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:waymark.example.org:${itemId((n * 7919) % items)}`;

if (process.argv[2] === 'serve') await serveRecords();
else await measure();

function serveRecords(): Promise<void> {
  return serve(
    async (application) => ({ ...(await fillFeed(application, items)) }),
    async (application) => {
      const body = Buffer.concat(await application.nest.get(OaiProvider).answer(queryOf(1)));
      return { '/static': { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body } };
    },
  );
}

async function measure(): Promise<void> {
  const servers = await startServers(fileURLToPath(import.meta.url));
  const common = { host: '127.0.0.1', connections: 32, seconds: 1 };
  const result = await compare(
    { ...common, port: servers.application, path: (n) => `/oai_pmh?${queryOf(n)}` },
    { ...common, port: servers.baseline, path: () => '/static' },
  );
  servers.stop();
  console.table([describe('GetRecord', result.route), describe('static route', result.baseline)]);
  console.log(
    `GetRecord / static = ${result.ratio.toFixed(2)} (at least ${least.toFixed(2)}) over ${items} items`,
  );
  if (result.ratio < least || Object.keys(result.route.statuses).join() !== '200') process.exitCode = 1;
}
