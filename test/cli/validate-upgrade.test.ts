import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { validateCommand } from '../../src/cli/validate/validate-command.js';
import { runCommand } from '../support/process.js';

jest.setTimeout(120_000);

const kernel = (version: string, content = ''): string =>
  `<resource xmlns="http://datacite.org/schema/kernel-${version}"><creators><creator><creatorName>Doe, Jane</creatorName></creator></creators><titles><title>Snow</title></titles><publisher>Lab</publisher><publicationYear>2010</publicationYear>${content}<resourceType resourceTypeGeneral="Dataset">Data</resourceType></resource>`;
const funder =
  '<contributors><contributor contributorType="Funder"><contributorName>NSF</contributorName></contributor></contributors>';
const dublinCore = '<metadata><dc:title>Snow</dc:title></metadata>';
const envelope = `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
${[kernel('2.2'), kernel('3', funder)].map((xml) => `<record><header/><metadata>${xml}</metadata></record>`).join('\n')}
</ListRecords></OAI-PMH>`;

let folder: string;
const inFolder = (name: string): string => path.join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-upgrade-'));
  const files = {
    'old.xml': kernel('3', `\n${funder}\n`),
    'bad.xml': kernel('3').replace('Dataset', 'Datset'),
    'new.xml': kernel('4'),
    'oai.xml': `<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.0/"><schemaVersion>2.1</schemaVersion><payload>${kernel('2').replace(/ xmlns="[^"]*"/, ' xmlns=""')}</payload></oai_datacite>`,
    'dc.xml': dublinCore,
    'list.xml': envelope,
    'broken.xml': '<resource>',
  };
  for (const [name, xml] of Object.entries(files)) writeFileSync(inFolder(name), xml);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand({}, 'validate', '--upgrade', ...args);

describe('waymark validate --upgrade', () => {
  it('writes the upgraded XML to stdout, changes and report to stderr', async () => {
    const { code, stdout, stderr } = await run(inFolder('old.xml'));
    expect(code).toBe(0);
    expect(stdout).toContain('<resource xmlns="http://datacite.org/schema/kernel-4"');
    expect(stdout).toContain('<fundingReference><funderName>NSF</funderName></fundingReference>');
    expect(stderr).toContain(`${inFolder('old.xml')}: valid (oai_datacite)\n  change: the namespace `);
    expect(stderr).toContain('  change: the contributor "NSF" of type Funder is now a fundingReference\n');
  });

  it('upgrades a resource without a namespace inside an old envelope', async () => {
    const { code, stdout, stderr } = await run(inFolder('oai.xml'));
    expect(code).toBe(0);
    expect(stdout).toContain('<resource xmlns="http://datacite.org/schema/kernel-4"');
    expect(stderr).toContain('  change: the oai_datacite envelope is taken off\n');
  });

  it('exits 1 when the upgraded record would be refused, with its lines', async () => {
    const { code, stdout, stderr } = await run(inFolder('bad.xml'));
    expect(code).toBe(1);
    const line = stdout.split('\n').findIndex((text) => text.includes('Datset')) + 1;
    expect(stderr).toMatch(new RegExp(`error line ${line} \\[value-not-in-list\\] .*Dataset`));
  });

  it('passes on as it stands what needs no upgrade', async () => {
    const { stdout, stderr } = await run(inFolder('new.xml'));
    expect(stdout).toBe(kernel('4'));
    expect(stderr).not.toContain('change:');
  });

  it('writes several to files of their own and never over one', async () => {
    const out = inFolder('out');
    const files = ['old.xml', 'list.xml', 'broken.xml'].map(inFolder);
    const { code, stdout } = await run('--out', out, ...files);
    expect(code).toBe(1);
    expect(stdout).toMatch(/old.xml: valid.*list.xml #1: valid.*list.xml #2: valid.*broken.xml: refused/s);
    expect(readdirSync(out).toSorted()).toEqual(['list-1.xml', 'list-2.xml', 'old.xml']);
    expect(readFileSync(path.join(out, 'list-2.xml'), 'utf8')).toContain('<funderName>NSF</funderName>');

    const again = await run('--out', out, inFolder('new.xml'), inFolder('old.xml'));
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain(`${path.join(out, 'old.xml')} is there already; nothing was written`);
    expect(readdirSync(out)).toHaveLength(3);
  });

  it('wants a folder for several, and an upgrade for a folder', async () => {
    const several = await run(inFolder('list.xml'));
    expect(several).toMatchObject({ code: 1, stdout: '' });
    expect(several.stderr).toContain('2 documents; say with --out');
    const { stderr } = await runCommand({}, 'validate', '--out', folder, inFolder('old.xml'));
    expect(stderr).toContain('it needs --upgrade');
  });

  it('puts changes and XML into the report with --json', async () => {
    const files = ['old.xml', 'new.xml', 'dc.xml', 'broken.xml'].map(inFolder);
    const { stdout, stderr } = await run('--json', ...files);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        valid: true,
        schema: 'oai_datacite',
        changes: [expect.stringContaining('kernel-4'), expect.stringContaining('fundingReference')],
        upgraded: expect.stringContaining('kernel-4'),
      },
      { valid: true, changes: [], upgraded: kernel('4') },
      { valid: true, schema: 'oai_dc', changes: [], upgraded: dublinCore },
      { valid: false, schema: null, problems: [{ rule: 'xml-not-well-formed' }] },
    ]);
  });

  it('says in its help whose lines those are', () => {
    expect(validateCommand().helpInformation().replace(/\s+/g, ' ')).toContain(
      'whose lines are then those of the upgraded XML',
    );
  });
});
