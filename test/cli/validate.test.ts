import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { explainUnknownDocument } from '../../src/metadata/schemas.js';
import { runCommand } from '../support/process.js';

// Each command is a process of its own, and a busy machine takes its time to start one.
jest.setTimeout(120_000);

const good = `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Snow</dc:title></metadata>`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waymark-validate-'));
  writeFileSync(path.join(folder, 'good.xml'), good);
  writeFileSync(path.join(folder, 'broken.xml'), '<metadata>\n<dc:title></metadata>');
  writeFileSync(path.join(folder, 'strange.xml'), '<strange xmlns="urn:x"/>');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('waymark validate', () => {
  it('reports on every file, also behind one that cannot be read', async () => {
    const files = ['missing.xml', 'broken.xml', 'strange.xml', 'good.xml'].map((name) =>
      path.join(folder, name),
    );
    const { code, stdout, stderr } = await runCommand({}, 'validate', '--json', ...files);
    const reports = JSON.parse(stdout) as {
      valid: boolean;
      schema: string | null;
      problems: { rule: string }[];
    }[];
    expect(reports.map(({ valid, schema, problems }) => [valid, schema, problems[0]?.rule])).toEqual([
      [false, null, 'file-unreadable'],
      [false, null, 'xml-not-well-formed'],
      [false, null, 'unknown-root'],
      [true, 'oai_dc', 'recommended-missing'],
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('prints the reasons for people', async () => {
    const { stdout } = await runCommand({}, 'validate', path.join(folder, 'strange.xml'));
    expect(stdout).toContain(
      'strange.xml: refused\n  error line 1 [unknown-root] the root element is strange',
    );
  });

  it('knows its schemas', async () => {
    const { code, stderr } = await runCommand(
      {},
      'validate',
      '--schema',
      'mods',
      path.join(folder, 'good.xml'),
    );
    expect(code).toBe(1);
    expect(stderr).toBe('waymark: there is no metadata schema mods; there are oai_dc, oai_datacite, edm\n');
  });
});

describe('an unknown root element', () => {
  it.each([
    [
      'qualified Dublin Core',
      '<q:qualifieddc xmlns:q="http://worldcat.org/xmlschemas/qdc-1.0/"/>',
      /^the root element is q:qualifieddc \(namespace http:\/\/worldcat.*qualified Dublin Core: schema oai_dc/,
    ],
    [
      'Dublin Core',
      '<dc/>',
      /^the root element is dc \(no namespace\); it looks like Dublin Core: schema oai_dc/,
    ],
    [
      'EDM',
      '<edm:ProvidedCHO xmlns:edm="http://www.europeana.eu/schemas/edm/"/>',
      /edm:ProvidedCHO .* it looks like EDM: schema edm takes .* inside rdf:RDF/,
    ],
    ['EDM', '<RDF/>', /it looks like EDM/],
    [
      'DataCite',
      '<resource xmlns="http://datacite.org/schema/kernel-9"/>',
      /it looks like DataCite: schema oai_datacite takes <resource xmlns="http:\/\/datacite.org\/schema\/kernel-4">/,
    ],
    [
      'none',
      '<mods xmlns="http://www.loc.gov/mods/v3"/>',
      /loc.gov\/mods\/v3\); the metadata schemas here are oai_dc/,
    ],
  ])('is named, and the schema that it resembles: %s', (_name, xml, message) => {
    const problems = explainUnknownDocument(xml);
    expect(problems).toMatchObject([{ rule: 'unknown-root', line: 1 }]);
    expect(problems[0]?.message).toMatch(message);
  });
});
