/**
 * How many records of 25 KB a second `waymark oai rebuild` renders anew, stores and publishes, where every one changes and
 * where none does. Baseline of the same run: preparing the same records in memory, without a database.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApplication, type Application } from '../src/application.js';
import { Publisher } from '../src/feed/publisher.js';
import { FeedRebuild, type RebuildProgress } from '../src/feed/rebuild.js';
import { prepareRecord } from '../src/metadata/prepare.js';
import { findSchema } from '../src/metadata/schemas.js';
import { loadConfig } from '../src/platform/config.js';
import { Database, sql } from '../src/platform/database/database.js';
import { keepFreedMemory, keepHeapSmall } from '../src/platform/memory.js';
import { makeDataciteRecord } from './datacite-record.js';
import { freePort } from './support/server.js';
import { insertHandles, type BenchRecord } from './support/records.js';

const records = Number(process.env['BENCH_RECORDS'] ?? 1500);
const recordBytes = 25_000;
const leastPerSecond = 200;
const schema = findSchema('oai_datacite');
if (schema === undefined) throw new Error('no schema oai_datacite');
const text = makeDataciteRecord(recordBytes);

/** The nth record as the registry keeps it. */
function stored(n: number): BenchRecord {
  const pid = `10.5072/rebuild.${n}`;
  const prepared = schema && prepareRecord(schema, text, identity(n));
  if (prepared?.valid !== true) throw new Error('the bench record was refused');
  return {
    id: n.toString(16).padStart(32, '0'),
    pid,
    shareId: `share${n}`,
    metadata: prepared.metadata,
    summary: JSON.stringify(prepared.summary),
  };
}

const identity = (n: number) => ({
  pid: `10.5072/rebuild.${n}`,
  publicHandle: `doi:10.5072/rebuild.${n}`,
  landingUrl: `https://waymark.example.org/share/share${n}`,
});

interface Pace {
  perSecond: number;
  /** Of the whole process, with the collector's threads: says more than the clock where others use the machine. */
  cpuMs: number;
}

/** Begins to measure; what it gives ends it. */
function measure(): () => Pace {
  const begunAt = performance.now();
  const usedBefore = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(usedBefore);
    const perSecond = Math.round((records / (performance.now() - begunAt)) * 1000);
    return { perSecond, cpuMs: (user + system) / 1000 / records };
  };
}

async function rebuilt(application: Application): Promise<{ pace: Pace; progress: RebuildProgress }> {
  const rebuild = application.nest.get(FeedRebuild);
  const publisher = application.nest.get(Publisher);
  const pace = measure();
  await rebuild.start({ userId: 'bench', requestId: 'bench', caveats: [] });
  await rebuild.finished();
  while ((await publisher.runOnce()).published > 0);
  return { pace: pace(), progress: await rebuild.progress() };
}

const folder = mkdtempSync(path.join(tmpdir(), 'waymark-bench-'));
const databaseUrl = process.env['DATABASE_URL'];
const config = loadConfig({
  DATA_DIR: folder,
  PORT: String(await freePort()),
  ADMIN_TOKEN: 'bench-administrator-token',
  LOG_LEVEL: 'silent',
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
});
keepFreedMemory();
const application = await createApplication(config);
keepHeapSmall();
try {
  const kept = Array.from({ length: records }, (_, n) => stored(n));
  await insertHandles(application, kept);
  await application.nest
    .get(Database)
    .write((tx) => tx.execute(sql`UPDATE handles SET metadata_schema = 'oai_datacite'`));
  const prepared = measure();
  for (const [n, { metadata }] of kept.entries()) prepareRecord(schema, metadata, identity(n));
  const inMemory = prepared();
  const all = await rebuilt(application);
  const none = await rebuilt(application);
  if (all.progress.changed !== records || none.progress.changed !== 0)
    throw new Error(`changed ${all.progress.changed}, then ${none.progress.changed} of ${records}`);
  const line = ({ perSecond, cpuMs }: Pace) => ({
    'records/s': perSecond,
    ratio: (perSecond / inMemory.perSecond).toFixed(2),
    'processor, ms a record': cpuMs.toFixed(2),
  });
  console.log(
    `${records} records of ${Buffer.byteLength(kept[0]?.metadata ?? '')} bytes, on ${config.dialect}`,
  );
  console.table({
    'prepared in memory': line(inMemory),
    'rebuilt and published, every one changed': line(all.pace),
    'rebuilt, none changed': line(none.pace),
  });
  if (Math.min(all.pace.perSecond, none.pace.perSecond) < leastPerSecond) {
    console.log(`less than ${leastPerSecond} records/s`);
    process.exitCode = 1;
  }
} finally {
  await application.close();
  rmSync(folder, { recursive: true, force: true });
}
