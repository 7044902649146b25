import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { readableRecords } from '../metadata/record-verdicts.js';
import { hasShared } from '../metadata/shared-files.js';
import { createShare, createSpace, register } from '../support/factories.js';

jest.setTimeout(120_000);

const OAI_DC =
  'xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"';
const whole = '<dc:title>Snow é</dc:title><dc:creator>Doe, Jane</dc:creator><dc:date>2026</dc:date>';
const dublinCore = (content = whole): string => `<dc ${OAI_DC}>${content}</dc>`;
const datacite = (identifier = '', kernel = '4'): string =>
  `<resource xmlns="http://datacite.org/schema/kernel-${kernel}">${identifier}<creators><creator><creatorName>Doe, Jane</creatorName></creator></creators><titles><title>Snow</title></titles><publisher>Lab</publisher><publicationYear>2026</publicationYear><resourceType resourceTypeGeneral="Dataset">Data</resourceType></resource>`;
const envelope = (records: string): string =>
  `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>${records}</ListRecords></OAI-PMH>`;
const declared = (encoding: string, xml = dublinCore()): string =>
  `<?xml version="1.0" encoding="${encoding}"?>${xml}`;

/** A row of the verdict table: an input, and what becomes of it. */
interface Row {
  input: string;
  document: string;
  schema: 'oai_dc' | 'oai_datacite' | 'edm';
  /** Rules of the errors that refuse it; none when it is accepted. */
  errors?: string[];
  /** Rules of warnings that it must show. */
  warnings?: string[];
  /** What must stand, and what must not, in the published metadata. */
  has?: RegExp;
  hasNot?: RegExp;
}

const ROWS: readonly Row[] = [
  {
    input: 'DOCTYPE',
    document: `<!DOCTYPE dc>\n${dublinCore()}`,
    schema: 'oai_dc',
    errors: ['xml-doctype'],
  },
  {
    input: 'processing instructions and comments',
    document: `<?xml-stylesheet href="a"?><!-- before -->${dublinCore(`<!-- in -->${whole}<?php secret ?>`)}<!-- after -->`,
    schema: 'oai_dc',
    hasNot: /<!--|stylesheet|secret|before|after/,
  },
  {
    input: 'an encoding declared inside JSON',
    document: declared('UTF-16'),
    schema: 'oai_dc',
    has: /Snow é/,
  },
  {
    input: 'root metadata with undeclared dc, dcterms and xsi',
    document: `<metadata>${whole}<dcterms:issued xsi:type="dcterms:W3CDTF">2026</dcterms:issued></metadata>`,
    schema: 'oai_dc',
    has: /xmlns:dcterms="http:\/\/purl.org\/dc\/terms\/"/,
  },
  {
    input: 'root metadata with another unbound prefix',
    document: `<metadata>${whole}\n<foaf:name>Doe</foaf:name></metadata>`,
    schema: 'oai_dc',
    errors: ['xml-unbound-prefix'],
  },
  {
    input: 'an unbound dc under another root',
    document: '<oai_dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/"><dc:title>x</dc:title></oai_dc>',
    schema: 'oai_dc',
    errors: ['xml-unbound-prefix'],
  },
  ...['2.1', '2.2', '3'].map((kernel): Row => ({
    input: `DataCite kernel ${kernel}`,
    document: datacite('', kernel),
    schema: 'oai_datacite',
    errors: ['kernel-unsupported'],
  })),
  {
    input: 'a DataCite identifier that is absent',
    document: datacite(),
    schema: 'oai_datacite',
    has: /<identifier identifierType="URL">[^<]+\/21\.T99999\/[^<]+<\/identifier>/,
  },
  {
    input: 'an empty DataCite identifier',
    document: datacite('<identifier identifierType="DOI"/>'),
    schema: 'oai_datacite',
    errors: ['value-blank'],
  },
  {
    input: 'a blank DataCite identifier',
    document: datacite('<identifier identifierType="DOI"> </identifier>'),
    schema: 'oai_datacite',
    errors: ['value-blank'],
  },
  {
    input: 'a DataCite identifier that is another DOI',
    document: datacite('<identifier identifierType="DOI">10.5072/other</identifier>'),
    schema: 'oai_datacite',
    warnings: ['identifier-replaced'],
    hasNot: /<identifier [^>]*>10\.5072\/other/,
  },
  ...[':tba', '(:tba)', '0'].map((placeholder): Row => ({
    input: `the placeholder ${placeholder} as DataCite identifier`,
    document: datacite(`<identifier identifierType="DOI">${placeholder}</identifier>`),
    schema: 'oai_datacite',
    warnings: ['identifier-replaced'],
    hasNot: /:tba|>0</,
  })),
  {
    input: 'EDM in the internal profile',
    document:
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ore="http://www.openarchives.org/ore/terms/"><ore:Proxy rdf:about="#p"/></rdf:RDF>',
    schema: 'edm',
    errors: ['edm-internal-profile'],
  },
  ...['http://worldcat.org/xmlschemas/qdc-1.0/', 'http://dublincore.org/schemas/xmls/qdc/'].map(
    (namespace): Row => ({
      input: `a qualified Dublin Core root (${namespace})`,
      document: `<q:qualifieddc xmlns:q="${namespace}"/>`,
      schema: 'oai_dc',
      errors: ['wrong-root'],
    }),
  ),
  ...['title', 'creator', 'date'].map((name): Row => ({
    input: `oai_dc without ${name}`,
    document: dublinCore(whole.replace(new RegExp(`<dc:${name}>[^<]*</dc:${name}>`), '')),
    schema: 'oai_dc',
    warnings: ['recommended-missing'],
  })),
  { input: 'an empty oai_dc', document: dublinCore(''), schema: 'oai_dc', warnings: ['recommended-missing'] },
  {
    input: 'an OAI-PMH envelope',
    document: envelope(`<record><header/><metadata>${dublinCore()}</metadata></record>`),
    schema: 'oai_dc',
    errors: ['wrong-root'],
  },
];

/** Bytes as a file or a body of application/xml, and the rule that refuses them. */
const ENCODINGS: readonly (readonly [encoding: string, bytes: Buffer, error: string | null])[] = [
  ['UTF-8 without a declaration', Buffer.from(dublinCore()), null],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${declared('UTF-8')}`), null],
  ['UTF-16 little-endian with a mark', Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le'), null],
  ['UTF-16 big-endian with a mark', Buffer.from(`\uFEFF${declared('UTF-16')}`, 'utf16le').swap16(), null],
  ['UTF-16 without a mark', Buffer.from(declared('UTF-16'), 'utf16le'), 'xml-encoding'],
  ['ISO-8859-1 as declared', Buffer.from(declared('ISO-8859-1'), 'latin1'), null],
  ['ISO-8859-1 declared as UTF-8', Buffer.from(declared('UTF-8'), 'latin1'), 'xml-encoding'],
  ['ISO-8859-1 without a declaration', Buffer.from(dublinCore(), 'latin1'), 'xml-encoding'],
  [
    'UTF-8 with a mark, declared as ISO-8859-1',
    Buffer.from(`\uFEFF${declared('ISO-8859-1')}`),
    'xml-encoding',
  ],
  ['windows-1252', Buffer.from(declared('windows-1252'), 'latin1'), 'xml-encoding'],
];

interface Problem {
  severity: 'error' | 'warning';
  rule: string;
  line: number | null;
  message: string;
}

interface Report {
  valid: boolean;
  problems: Problem[];
  disseminations: { payload: string }[];
}

const rulesOf = (problems: readonly Problem[], severity: Problem['severity']): string[] => [
  ...new Set(problems.filter((problem) => problem.severity === severity).map(({ rule }) => rule)),
];

describe('the verdict table', () => {
  let app: TestApp;
  let spaceId: string;
  beforeAll(async () => {
    app = await startTestApp();
    spaceId = await createSpace(app);
  });
  afterAll(() => app.close());

  const validated = async (bytes: Buffer, query: string, type = 'application/xml'): Promise<Report> => {
    const response = await fetch(`${app.url}/api/v3/onezone/metadata/validate${query}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(bytes),
    });
    return (await response.json()) as Report;
  };

  it.each(ROWS)('$input: POST /handles', async ({ document, schema, errors = [], has, hasNot }) => {
    const shareId = await createShare(app, spaceId);
    const answer = await register(app, { shareId, schema, metadata: document });
    if (errors.length > 0) {
      expect(answer.status).toBe(400);
      const { id, details } = answer.json.error;
      expect([id, details.key, rulesOf(details.problems, 'error')]).toEqual([
        'badValueXML',
        'metadata',
        errors,
      ]);
      expect(details.line).toBeGreaterThan(0);
      return;
    }
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
    const { metadata } = (await app.call('GET', `/handles/${answer.json.handleId}`)).json;
    if (has !== undefined) expect(metadata).toMatch(has);
    if (hasNot !== undefined) expect(metadata).not.toMatch(hasNot);
  });

  it.each(ROWS)(
    '$input: POST /metadata/validate',
    async ({ document, schema, errors = [], warnings = [] }) => {
      const asJson = await app.call('POST', '/metadata/validate', {
        body: { metadataSchema: schema, metadata: document },
      });
      const asXml = await app.call('POST', `/metadata/validate?schema=${schema}`, {
        body: document.replace('UTF-16', 'UTF-8'),
        headers: { 'content-type': 'application/xml' },
      });
      expect(asXml.json).toEqual(asJson.json);
      const { valid, problems } = asJson.json;
      expect({ valid, errors: rulesOf(problems, 'error') }).toEqual({ valid: errors.length === 0, errors });
      expect(rulesOf(problems, 'warning')).toEqual(expect.arrayContaining(warnings));
    },
  );

  it.each(ENCODINGS)('bytes in %s', async (_encoding, bytes, error) => {
    const report = await validated(bytes, '?schema=oai_dc');
    expect(rulesOf(report.problems, 'error')).toEqual(error === null ? [] : [error]);
    if (error === null) expect(report.disseminations[0]?.payload).toContain('<dc:title>Snow é</dc:title>');
  });

  it.each([
    ['application/xml; charset=ISO-8859-1', Buffer.from(dublinCore(), 'latin1'), null],
    ['text/xml;charset="iso-8859-1"', Buffer.from(dublinCore(), 'latin1'), null],
    ['application/xml; charset=utf-8', Buffer.from(declared('UTF-8')), null],
    [
      'application/xml; charset=utf-8',
      Buffer.from(declared('ISO-8859-1'), 'latin1'),
      /charset of .* "utf-8", the declaration says "ISO-8859-1"/,
    ],
    [
      'application/xml; charset=iso-8859-1',
      Buffer.from(`\uFEFF${dublinCore()}`),
      /byte order mark says "utf-8", the charset/,
    ],
    [
      'application/xml; charset=windows-1252',
      Buffer.from(dublinCore(), 'latin1'),
      /"windows-1252" is not accepted/,
    ],
  ])('a body of %s', async (type, bytes, error) => {
    const { valid, problems } = await validated(bytes, '?schema=oai_dc', type);
    expect(valid).toBe(error === null);
    if (error !== null)
      expect(problems).toMatchObject([
        { rule: 'xml-encoding', line: 1, message: expect.stringMatching(error) },
      ]);
  });

  const ifShared = hasShared ? it : it.skip;

  ifShared('is kept for every record of shared/records over HTTP', async () => {
    for (const { name, xml, schema, expected } of readableRecords()) {
      const shareId = await createShare(app, spaceId);
      const answer = await register(app, { shareId, schema: schema.name, metadata: xml });
      const problems: Problem[] = answer.json.error?.details.problems ?? [];
      expect({ name, status: answer.status, rules: rulesOf(problems, 'error') }).toEqual({
        name,
        status: expected.length === 0 ? 201 : 400,
        rules: expect.arrayContaining(expected),
      });
    }
  });
});
