import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importCommand } from '../../src/cli/oai/import.js';
import {
  envelope,
  listPage,
  sourceRecord,
  startOaiSource,
  type OaiSource,
  type ScriptedAnswer,
} from '../support/fakes/oai-source.js';

let source: OaiSource;
let folder: string;
const folders: string[] = [];
beforeAll(async () => {
  source = await startOaiSource();
});
afterAll(async () => {
  await source.close();
  for (const one of folders) rmSync(one, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-import-'));
  folders.push(folder);
  source.asked.length = 0;
});

const importInto = async (place: string, ...options: string[]) => {
  const args = ['import', 'oai', source.baseUrl, '--out', place, ...options];
  await new Command('waymark').addCommand(importCommand()).parseAsync(args, { from: 'user' });
};
const run = () => importInto(folder);
const files = () => readdirSync(folder).filter((name) => name.endsWith('.xml'));
const state = () => JSON.parse(readFileSync(path.join(folder, '.waymark-import.json'), 'utf8'));
/** Answers one after the other; the last of them for ever. */
const scriptInTurn = (...answers: (ScriptedAnswer | string)[]) => {
  let next = 0;
  source.script(() => answers[Math.min(next++, answers.length - 1)] ?? '');
};

describe('waymark import oai from a source that misbehaves', () => {
  it.each([
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }],
    ['429 with a date gone by', { status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' } }],
  ])('waits out %s', async (_what, busy) => {
    scriptInTurn(busy, busy, listPage([sourceRecord('oai:x:1', 'One')]));
    await run();
    expect(source.asked).toHaveLength(3);
    expect(files()).toHaveLength(1);
  });

  it.each<[string, ScriptedAnswer | string, RegExp]>([
    ['a refusal', { status: 403 }, /answered 403/],
    [
      'a page for people',
      { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Hi' },
      /strict XML/,
    ],
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a "b">]>${listPage([])}`, /DOCTYPE/],
    ['well-formed XML of another kind', '<html><body>Down for maintenance</body></html>', /no OAI-PMH/],
    ['an answer without a list', envelope('<Identify/>'), /no ListRecords/],
    ['an answer without a date', listPage([], undefined, 'now'), /responseDate/],
    ['an error', envelope('<error code="cannotDisseminateFormat">No.</error>'), /cannotDisseminateFormat/],
    ['more than a page may have', { body: Buffer.alloc(34_000_000, ' ') }, /more than \d+ bytes/],
  ])('takes %s for no harvest', async (_what, answer, complaint) => {
    source.script(() => answer);
    await expect(run()).rejects.toThrow(complaint);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends where tokens go round in circles, and keeps what came', async () => {
    source.script((query) => {
      const token = query.get('resumptionToken');
      return listPage([sourceRecord(`oai:x:${token}`, 'One')], token === 'a' ? 'b' : 'a');
    });
    await expect(run()).rejects.toThrow('the same resumption token twice');
    expect(source.asked.length).toBeLessThan(5);
    expect(files()).toHaveLength(3);
  });

  it('ends where the source refuses its own tokens, after one new beginning', async () => {
    source.script((query) =>
      query.has('resumptionToken')
        ? envelope('<error code="badResumptionToken">No.</error>')
        : listPage([sourceRecord('oai:x:1', 'One')], `token-${source.asked.length}`),
    );
    await expect(run()).rejects.toThrow('refuses the resumption token');
    expect(source.asked).toHaveLength(4);
  });

  it('keeps what it has of a record that comes without metadata, and passes over one without a name', async () => {
    scriptInTurn(listPage([sourceRecord('oai:x:1', 'One')]));
    await run();
    const bare = sourceRecord('oai:x:1', 'One').replace(/<metadata>.*<\/metadata>/, '');
    source.script((query) =>
      query.get('verb') === 'Identify'
        ? envelope('<Identify/>')
        : listPage([bare, sourceRecord('', 'Nameless'), sourceRecord('oai:x:2', 'Two')]),
    );
    await run();
    expect(files()).toHaveLength(2);
  });

  it('asks a base URL that has a query of its own', async () => {
    source.script(() => listPage([sourceRecord('oai:x:1', 'One')]));
    const args = ['import', 'oai', `${source.baseUrl}?page=oai`, '--out', folder];
    await new Command('waymark').addCommand(importCommand()).parseAsync(args, { from: 'user' });
    expect(source.asked).toEqual(['page=oai&verb=ListRecords&metadataPrefix=oai_dc']);
  });

  it('reads the encoding that a page declares', async () => {
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>${listPage([sourceRecord('oai:x:1', 'Café')])}`;
    source.script(() => ({ body: Buffer.from(text, 'latin1') }));
    await run();
    expect(readFileSync(path.join(folder, files()[0] ?? ''), 'utf8')).toContain('Café');
  });
});

describe('waymark import oai, run again', () => {
  it.each([
    ['YYYY-MM-DDThh:mm:ssZ', '2026-01-02T03:04:05Z'],
    ['YYYY-MM-DD', '2026-01-02'],
  ])('asks a source with the granularity %s from %s', async (granularity, from) => {
    source.script((query) =>
      query.get('verb') === 'Identify'
        ? envelope(`<Identify><granularity>${granularity}</granularity></Identify>`)
        : listPage([sourceRecord('oai:x:1', 'One')], undefined, '2026-01-02T03:04:05.678Z'),
    );
    await run();
    expect(state().from).toBe('2026-01-02T03:04:05Z');
    await run();
    expect(new URLSearchParams(source.asked.at(-1)).get('from')).toBe(from);
  });

  it('does not register what was only harvested before: that would be nothing', async () => {
    scriptInTurn(listPage([sourceRecord('oai:x:1', 'One')]));
    await run();
    await expect(importInto(folder, '--register')).rejects.toThrow('without --register');
  });
});
