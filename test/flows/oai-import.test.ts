import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { importCommand } from '../../src/cli/oai/import.js';
import { oaiCommand } from '../../src/cli/oai/care.js';
import { Command } from 'commander';
import { startTestApp, type TestApp } from '../support/app.js';
import { FakeServer } from '../support/fakes/fake-server.js';
import { dublinCore, publish } from '../support/factories.js';
import {
  dublinCoreOffer,
  envelope,
  listPage,
  sourceRecord,
  startOaiSource,
  type OaiSource,
} from '../support/fakes/oai-source.js';
import { askOai } from '../support/oai.js';

/** One registry is harvested, the other takes the records in. */
let source: TestApp;
let target: TestApp;
let folder: string;
let handleIds: string[];
beforeAll(async () => {
  source = await startTestApp({ OAI_PAGE_RECORDS: '3', REPOSITORY_ID: 'source.example.org' });
  target = await startTestApp({ REPOSITORY_ID: 'target.example.org' });
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
  handleIds = [];
  for (let n = 0; n < 8; n++) handleIds.push((await publish(source, dublinCore(`Record ${n}`))).handleId);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await source.close();
  await target.close();
});

async function run(command: Command, args: string[], app: TestApp): Promise<void> {
  const program = new Command('waymark').option('--url <url>').option('--token <token>').addCommand(command);
  await program.parseAsync(['--url', app.url, '--token', app.adminToken, command.name(), ...args], {
    from: 'user',
  });
}

const importOai = (...options: string[]) =>
  run(importCommand(), ['oai', `${source.url}/oai_pmh`, ...options], target);
const files = (place: string) => readdirSync(place).filter((name) => name.endsWith('.xml'));
const state = (place: string) => JSON.parse(readFileSync(path.join(place, '.waymark-import.json'), 'utf8'));

const OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"';
const FORMATS = `<OAI-PMH ${OAI}><ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat></ListMetadataFormats></OAI-PMH>`;
const WHOLE =
  '<metadata><dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Whole record</dc:title></dc></metadata>';
const listOf = (metadata: string): string =>
  `<OAI-PMH ${OAI}><responseDate>2026-01-01T00:00:00Z</responseDate><ListRecords><record><header><identifier>oai:x:1</identifier><datestamp>2026-01-01</datestamp></header>${metadata}</record></ListRecords></OAI-PMH>`;

describe('waymark import oai', () => {
  it('takes every record into a folder, one file each', async () => {
    await importOai('--out', folder);
    expect(files(folder)).toHaveLength(8);
    const texts = files(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
    for (let n = 0; n < 8; n++) expect(texts.some((text) => text.includes(`Record ${n}`))).toBe(true);
    expect(state(folder)).toMatchObject({ token: null, begun: null, done: 0 });
  });

  it('takes only what is new the next time: changes and deletions', async () => {
    const [changed = '', removed = ''] = handleIds;
    await source.call('PATCH', `/handles/${changed}`, { body: { metadata: dublinCore('Changed') } });
    await source.call('DELETE', `/handles/${removed}`);
    while (
      (
        await askOai(
          source,
          `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:source.example.org:${removed}`,
        )
      ).items[0]?.deleted !== true
    );
    await importOai('--out', folder);
    expect(files(folder)).toHaveLength(7);
    expect(
      files(folder).some((name) => readFileSync(path.join(folder, name), 'utf8').includes('Changed')),
    ).toBe(true);
  });

  it('goes on from the token where it was cut off, and begins anew when the token is refused', async () => {
    const cut = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
    const { token } = await askOai(source, 'verb=ListRecords&metadataPrefix=oai_dc');
    const started = {
      baseUrl: `${source.url}/oai_pmh`,
      metadataPrefix: 'oai_dc',
      set: null,
      begun: '2026-01-01T00:00:00Z',
      from: null,
      done: 3,
    };
    writeFileSync(path.join(cut, '.waymark-import.json'), JSON.stringify({ ...started, token: token?.text }));
    await importOai('--out', cut);
    expect(files(cut).length).toBe(4);
    writeFileSync(path.join(cut, '.waymark-import.json'), JSON.stringify({ ...started, token: 'refused' }));
    await importOai('--out', cut);
    expect(files(cut)).toHaveLength(7);
    rmSync(cut, { recursive: true });
  });

  it('keeps to its folder', async () => {
    await expect(importOai('--out', folder, '--prefix', 'edm')).rejects.toThrow('another import');
  });

  it('registers records with --register, each once, with their provenance', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
    await importOai('--out', place, '--register');
    await importOai('--out', place, '--register');
    // The feed that harvesters see may be a second old.
    await delay(1_500);
    const { items, text } = await askOai(target, 'verb=ListRecords&metadataPrefix=oai_dc');
    expect(items).toHaveLength(7);
    expect(text).toContain('<identifier>oai:source.example.org:');
    expect(text.match(/<provenance/g)).toHaveLength(7);
    expect((await target.call('GET', '/user/spaces')).json.spaces).toHaveLength(1);
    rmSync(place, { recursive: true });
  });

  it('finds the handle that a killed import had no time to write down', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
    const journal = path.join(place, '.waymark-registered.jsonl');
    await importOai('--out', place, '--register');
    const count = async () =>
      (await askOai(target, 'verb=ListIdentifiers&metadataPrefix=oai_dc')).items.length;
    const before = await count();
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, -1).join('\n')}\n`);
    for (const name of readdirSync(place).filter((one) => !one.endsWith('.jsonl')))
      rmSync(path.join(place, name));
    await importOai('--out', place, '--register');
    expect(await count()).toBe(before);
    expect(readFileSync(journal, 'utf8').trimEnd().split('\n')).toEqual(lines);
    rmSync(place, { recursive: true });
  });

  it('deletes nothing for a record that comes back live without metadata, and says so', async () => {
    const place = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
    let metadata = WHOLE;
    const repository = new FakeServer(({ query }) => ({
      status: 200,
      body: query.get('verb') === 'ListRecords' ? listOf(metadata) : FORMATS,
      headers: { 'content-type': 'text/xml' },
    }));
    await repository.start();
    const harvest = () => run(importCommand(), ['oai', repository.url, '--out', place, '--register'], target);
    await harvest();
    const journal = readFileSync(path.join(place, '.waymark-registered.jsonl'), 'utf8');
    const handleId = /"handle":"([^"]+)"/.exec(journal)?.[1] ?? '';
    const handle = async () => (await target.call('GET', `/handles/${handleId}`)).json;
    expect(await handle()).toMatchObject({ metadata: expect.stringContaining('Whole record') });
    metadata = '<metadata/>';
    const told = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await harvest();
    const lines = told.mock.calls.map(([line]) => String(line)).join('');
    told.mockRestore();
    expect(lines).toContain('refused 1\n  oai:x:1: the record is not deleted and has no metadata');
    expect(await handle()).toMatchObject({ metadata: expect.stringContaining('Whole record') });
    expect(files(place)).toHaveLength(1);
    await repository.stop();
    rmSync(place, { recursive: true });
  });
});

describe('waymark import oai --register', () => {
  let other: OaiSource;
  let place: string;
  beforeAll(async () => {
    other = await startOaiSource();
    place = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
  });
  afterAll(async () => {
    rmSync(place, { recursive: true });
    await other.close();
  });
  const registerFrom = (...records: string[]) => {
    other.script((query) =>
      query.get('verb') === 'ListMetadataFormats'
        ? dublinCoreOffer
        : query.get('verb') === 'Identify'
          ? envelope('<Identify/>')
          : listPage(records),
    );
    return run(importCommand(), ['oai', other.baseUrl, '--out', place, '--register'], target);
  };
  const journal = () =>
    readFileSync(path.join(place, '.waymark-registered.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const recordOf = async (handle: string) =>
    (await askOai(target, `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:target.example.org:${handle}`))
      .text;

  it('follows a record that is changed, deleted and live again; its provenance tells the last version', async () => {
    await registerFrom(sourceRecord('oai:y:1', 'First', '2026-01-01T00:00:00'));
    const handle: string = journal().at(-1).handle;
    while (!(await recordOf(handle)).includes('<about>'));
    expect(await recordOf(handle)).toContain('<datestamp>2026-01-01</datestamp>');
    await registerFrom(sourceRecord('oai:y:1', 'Second', '2026-02-01T00:00:00Z'));
    while (!(await recordOf(handle)).includes('<datestamp>2026-02-01T00:00:00Z</datestamp>'));
    expect(await recordOf(handle)).toContain('Second');
    await registerFrom(sourceRecord('oai:y:1'));
    while (!(await recordOf(handle)).includes('status="deleted"'));
    await registerFrom(sourceRecord('oai:y:1', 'Third'));
    const successor: string = journal().at(-1).handle;
    expect(successor).not.toBe(handle);
    while (!(await recordOf(successor)).includes('Third'));
  });

  it('keeps where the source had harvested a record itself, as far as that can be believed', async () => {
    const description = (url: string, inside: string) =>
      `<originDescription harvestDate="2025-05-05T05:05:05Z" altered="true"><baseURL>${url}</baseURL><identifier>oai:z:1</identifier>` +
      `<datestamp>2025-01-01</datestamp><metadataNamespace>http://example.org/ns</metadataNamespace>${inside}</originDescription>`;
    const hops = description('http://one.example.org/oai', description('ftp://two.example.org', ''));
    const about = `<about><provenance xmlns="http://www.openarchives.org/OAI/2.0/provenance">${hops}</provenance></about>`;
    await registerFrom(sourceRecord('oai:y:2', 'Passed on').replace('</record>', `${about}</record>`));
    const handle: string = journal().at(-1).handle;
    while (!(await recordOf(handle)).includes('<about>'));
    const urls = [...(await recordOf(handle)).matchAll(/<baseURL>([^<]*)/g)].map(([, url]) => url);
    expect(urls).toEqual([other.baseUrl, 'http://one.example.org/oai']);
  });

  it('does not take a record without metadata for a deletion', async () => {
    const handle: string = journal().at(-1).handle;
    await registerFrom(sourceRecord('oai:y:2', 'Passed on').replace(/<metadata>.*<\/metadata>/, ''));
    expect((await target.call('GET', `/handles/${handle}`)).status).toBe(200);
  });

  it('ends at a token that the registry does not take, and refuses no record for it', async () => {
    const before = journal();
    const program = new Command('waymark').option('--url <url>').option('--token <token>');
    program.addCommand(importCommand());
    const args = ['--url', target.url, '--token', 'not-a-token', 'import', 'oai', other.baseUrl];
    await expect(
      program.parseAsync([...args, '--out', place, '--register'], { from: 'user' }),
    ).rejects.toThrow('unauthorized');
    expect(journal()).toEqual(before);
  });
});

describe('waymark oai', () => {
  it('checks and rebuilds the feed of a server', async () => {
    await run(oaiCommand(), ['rebuild'], target);
    await run(oaiCommand(), ['check'], target);
    expect(process.exitCode ?? 0).toBe(0);
  });
});
