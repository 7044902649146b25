import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { runCommand } from '../support/process.js';

jest.setTimeout(120_000);

/** Takes Dublin Core of at most nine elements. */
const OPERATORS_XSD = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.openarchives.org/OAI/2.0/oai_dc/">
<xs:element name="dc"><xs:complexType>
  <xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="9"/></xs:sequence>
  <xs:anyAttribute processContents="skip"/>
</xs:complexType></xs:element>
</xs:schema>`;

const OAI_DC =
  'xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"';
const creators = (count: number): string =>
  Array.from({ length: count }, (_, n) => `  <dc:creator>Doe, Jane ${n}</dc:creator>`).join('\n');
const whole = `<dc:title>Snow</dc:title>\n<dc:creator>Doe, Jane</dc:creator>\n<dc:date>2026</dc:date>`;
const datacite = (content: string, kernel = '4'): string =>
  `<resource xmlns="http://datacite.org/schema/kernel-${kernel}">
  <creators><creator><creatorName>Doe, Jane</creatorName></creator></creators>
  <titles><title>Snow</title></titles>${content}
  <publisher>Lab</publisher><publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="Dataset">Data</resourceType>
</resource>`;
const internalEdm = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ore="http://www.openarchives.org/ore/terms/">
  <ore:Proxy rdf:about="#p"/>
</rdf:RDF>`;

/** Documents as bytes, and the rule of a problem that each shows. */
const DOCUMENTS: Readonly<Record<string, readonly [bytes: string | Buffer, rule: string | null]>> = {
  'valid.xml': [`<dc ${OAI_DC}>${whole}</dc>`, null],
  'warned.xml': ['<metadata>\n  <dc:title>Snow</dc:title>\n</metadata>', 'recommended-missing'],
  'refused.xml': [`<dc ${OAI_DC}>\n  <dc:titel>Snow</dc:titel>\n</dc>`, 'element-unknown'],
  'settings.xml': [datacite(''), 'recommended-missing'],
  'vocabulary.xml': [
    datacite('<contributors>\n<contributor contributorType="Editr"/></contributors>'),
    'value-not-in-list',
  ],
  'kernel-3.xml': [datacite('', '3'), 'kernel-unsupported'],
  'internal.xml': [internalEdm, 'edm-internal-profile'],
  'unknown.xml': ['<mods xmlns="http://www.loc.gov/mods/v3"/>', 'unknown-root'],
  'broken.xml': ['<metadata>\n<dc:title>Snow</metadata>', 'xml-not-well-formed'],
  'unbound.xml': ['<metadata>\n<foaf:name>Doe</foaf:name></metadata>', 'xml-unbound-prefix'],
  'doctype.xml': ['<!DOCTYPE metadata>\n<metadata/>', 'xml-doctype'],
  'deep.xml': ['<a>'.repeat(150) + '</a>'.repeat(150), 'xml-depth'],
  'latin-1.xml': [
    Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><dc ${OAI_DC}>${whole}<dc:subject>é</dc:subject></dc>`,
      'latin1',
    ),
    null,
  ],
  'utf-16.xml': [Buffer.from(`\uFEFF<dc ${OAI_DC}>${whole}</dc>`, 'utf16le'), null],
  'contradicted.xml': [
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><dc ${OAI_DC}>é</dc>`, 'latin1'),
    'xml-encoding',
  ],
  'xsd.xml': [`<dc ${OAI_DC}>${whole}\n${creators(9)}</dc>`, 'xsd'],
};

interface Report {
  file?: string;
  problems: { rule: string; line: number | null }[];
}

describe('waymark validate and POST /metadata/validate', () => {
  let app: TestApp;
  let folder: string;
  const settings = (): Record<string, string> => ({
    DATACITE_SYMBOL: 'CYFRONET.LAB',
    METADATA_XSD_DIR: path.join(folder, 'xsd'),
  });
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'waymark-served-'));
    mkdirSync(path.join(folder, 'xsd'));
    writeFileSync(path.join(folder, 'xsd', 'oai_dc.xsd'), OPERATORS_XSD);
    for (const [name, [bytes]] of Object.entries(DOCUMENTS)) writeFileSync(path.join(folder, name), bytes);
    app = await startTestApp(settings());
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const served = async (bytes: string | Buffer, query: string): Promise<Report> => {
    const response = await fetch(`${app.url}/api/v3/onezone/metadata/validate${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Report;
  };

  it.each([
    ['by the root element', [], ''],
    ['against a given schema', ['--schema', 'oai_datacite'], '?schema=oai_datacite'],
  ])('give the same report %s', async (_how, choice, query) => {
    const files = Object.keys(DOCUMENTS).map((name) => path.join(folder, name));
    const { stdout, stderr } = await runCommand(settings(), 'validate', '--json', ...choice, ...files);
    expect(stderr).toBe('');
    const reports = JSON.parse(stdout) as Report[];
    expect(reports.map(({ file }) => file)).toEqual(files);
    for (const [index, [name, [bytes, rule]]] of Object.entries(DOCUMENTS).entries()) {
      const answer = await served(bytes, query);
      expect({ name, report: reports[index] }).toEqual({ name, report: { file: files[index], ...answer } });
      const rules = answer.problems.map((problem) => problem.rule);
      if (query === '')
        expect({ name, rules }).toEqual({ name, rules: rule === null ? [] : expect.arrayContaining([rule]) });
    }
  });
});
