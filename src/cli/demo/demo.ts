import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { prepareRecord } from '../../metadata/prepare.js';
import type { Problem } from '../../metadata/problem.js';
import { openClient } from '../open-client.js';
import { canonical } from './canonical.js';
import { harvestAll } from './harvest.js';
import { publishSamples, type PublishedSample } from './publish.js';
import { readSamples } from './samples.js';
import { scratchSettings } from './settings.js';

const ownSamples = path.resolve(import.meta.dirname, '../../../../samples');
const say = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** `waymark demo`: the main job from end to end on a scratch registry. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'publish a folder of records on a scratch registry, resolve, harvest everything back, and keep serving',
    )
    .option('--records <dir>', 'folder of XML records, searched recursively', ownSamples)
    .option('--once', 'stop afterwards; exits 1 when the counts differ')
    .action(async (options: { records: string; once?: boolean }) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'waymark-demo-'));
      try {
        await runDemo(folder, options);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

async function runDemo(folder: string, options: { records: string; once?: boolean }): Promise<void> {
  const config = await scratchSettings(process.env, folder);
  // Loaded only now, so that the other commands need not wait for the whole application.
  const { closeOnSignal, startServer } = await import('../../server.js');
  const server = await startServer(config, (line) => say(line));
  try {
    const agrees = await walk(server.url, config.ADMIN_TOKEN, config.REPOSITORY_ID, options.records);
    process.exitCode = agrees ? 0 : 1;
    if (options.once !== true) {
      say('\nStill serving; stop with Ctrl-C.');
      await closeOnSignal(server);
      return;
    }
  } catch (error) {
    await server.close();
    throw error;
  }
  await server.close();
}

/** Publish, resolve, harvest, compare. True when everything agrees. */
async function walk(url: string, token: string, repositoryId: string, records: string): Promise<boolean> {
  const samples = readSamples(records);
  say(`\nPublishing ${samples.documents.length} records of ${path.relative('.', records) || '.'} …`);
  const client = await openClient({ url, token });
  const { published, refused } = await publishSamples(client, samples.documents);
  for (const { source, problems } of samples.unusable) say(`  refused ${source}: ${reasonOf(problems)}`);
  for (const { source, reason } of refused) say(`  refused ${source}: ${reason}`);
  if (samples.deletedRecords > 0) say(`  passed over ${samples.deletedRecords} deleted records`);

  const [first] = published;
  const resolves = first === undefined || (await resolvesTo(url, first));
  const harvested = await harvestAll(`${url}/oai_pmh`, 'oai_dc');
  const wrong = published.filter((sample) => !cameBack(sample, harvested.records, repositoryId));
  for (const { document } of wrong) say(`  differs after the harvest: ${document.source}`);

  say();
  say(`published            ${published.length}`);
  say(`refused              ${refused.length + samples.unusable.length}`);
  say(
    `harvested (oai_dc)   ${harvested.records.size} in ${harvested.pages} page${harvested.pages === 1 ? '' : 's'}`,
  );
  say(`same metadata        ${published.length - wrong.length}`);
  if (first !== undefined) say(`PID resolves         ${resolves ? 'yes' : 'NO'} (${first.publicHandle})`);
  say();
  say(`OAI-PMH       ${url}/oai_pmh?verb=ListRecords&metadataPrefix=oai_dc`);
  say(`base URL      ${url}/oai_pmh`);
  if (first !== undefined) say(`landing page  ${first.landingUrl}`);
  return resolves && wrong.length === 0 && harvested.records.size === published.length;
}

function reasonOf([first]: readonly Problem[]): string {
  if (first === undefined) return 'unusable';
  return first.line === null ? first.message : `line ${first.line}: ${first.message}`;
}

/** True when the PID redirects to its landing page and the page names it. */
async function resolvesTo(url: string, sample: PublishedSample): Promise<boolean> {
  const pid = sample.publicHandle.replace(/^doi:/, `${url}/`);
  const redirect = await fetch(pid, { redirect: 'manual' });
  const target = redirect.headers.get('location');
  if (redirect.status !== 302 || target !== sample.landingUrl) return false;
  return (await (await fetch(target)).text()).includes(sample.publicHandle.replace(/^doi:/, ''));
}

/** True when the harvest holds what publication of the submitted document must give. */
function cameBack(
  sample: PublishedSample,
  harvested: ReadonlyMap<string, string>,
  repositoryId: string,
): boolean {
  const { document, publicHandle, landingUrl, handleId } = sample;
  const pid = publicHandle.startsWith('doi:')
    ? publicHandle.slice(4)
    : new URL(publicHandle).pathname.slice(1);
  const expected = prepareRecord(document.schema, document.xml, { pid, publicHandle, landingUrl });
  const payload = expected.valid
    ? expected.disseminations.find(({ prefix }) => prefix === 'oai_dc')?.payload
    : undefined;
  const got = harvested.get(`oai:${repositoryId}:${handleId}`);
  return payload !== undefined && got !== undefined && canonical(got) === canonical(payload);
}
