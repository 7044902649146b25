import { describe, expect, it } from '@jest/globals';
import {
  prepareRecord,
  summariseRecord,
  validateRecord,
  type Preparation,
} from '../../src/metadata/prepare.js';
import type { RecordIdentity } from '../../src/metadata/schema.js';
import { findSchema, metadataFormats, schemaOfDocument } from '../../src/metadata/schemas.js';

const oaiDc = findSchema('oai_dc')!;
const DECLARED = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';
const identity: RecordIdentity = {
  pid: '21.T15999/abc',
  publicHandle: 'http://hdl.handle.net/21.T15999/abc',
  landingUrl: 'https://example.org/share/s1',
};

function prepare(xml: string, as: RecordIdentity = identity): Extract<Preparation, { valid: true }> {
  const prepared = prepareRecord(oaiDc, xml, as);
  if (!prepared.valid) throw new Error(JSON.stringify(prepared.problems));
  return prepared;
}

function rulesOf(xml: string, severity: 'error' | 'warning'): string[] {
  const { problems } = validateRecord(oaiDc, xml);
  return problems.filter((problem) => problem.severity === severity).map((problem) => problem.rule);
}

describe('oai_dc', () => {
  it("completes the register example of Onezone's API reference", () => {
    const { metadata, disseminations } = prepare(
      '<?xml version="1.0" encoding="utf-8" ?><metadata><dc:contributor>John Doe</dc:contributor></metadata>',
    );
    expect(metadata).toBe(`<?xml version="1.0" encoding="utf-8" ?>
<metadata ${DECLARED}>
    <dc:identifier>http://hdl.handle.net/21.T15999/abc</dc:identifier>
    <dc:identifier>https://example.org/share/s1</dc:identifier><dc:contributor>John Doe</dc:contributor></metadata>`);
    expect(disseminations).toEqual([
      { prefix: 'oai_dc', payload: expect.stringMatching(/^<oai_dc:dc xmlns:oai_dc=/) },
    ]);
  });

  it('makes an empty metadata element a record of two identifiers, the handle first', () => {
    const { metadata, problems } = prepare('<metadata/>');
    expect(metadata).toMatch(
      /<metadata xmlns:dc="[^"]+">\s+<dc:identifier>http:\/\/hdl[^<]+<\/dc:identifier>\s+<dc:identifier>https:[^<]+<\/dc:identifier>\s+<\/metadata>$/,
    );
    expect(problems.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'recommended-missing: dc:title is recommended and missing',
      'recommended-missing: dc:creator is recommended and missing',
      'recommended-missing: dc:date is recommended and missing',
    ]);
  });

  it('checks DCMI terms as the elements that they refine, and refuses none', () => {
    const terms = [
      '<dcterms:created>31.05.2024</dcterms:created>',
      '<dcterms:issued>2024-05-31</dcterms:issued>',
      '<dcterms:valid>start=1990; end=1999; scheme=W3C-DTF;</dcterms:valid>',
      '<dcterms:language>klingon?</dcterms:language>',
      '<dcterms:abstract xml:lang="en_US">x</dcterms:abstract>',
      '<dcterms:modified> </dcterms:modified>',
      '<dcterms:spatial>anywhere</dcterms:spatial>',
    ];
    const { valid, problems } = validateRecord(oaiDc, `<metadata>\n${terms.join('\n')}</metadata>`);
    const found = problems.filter(({ rule }) => !/^(element-simplified|recommended-missing)$/.test(rule));
    expect(valid).toBe(true);
    expect(found.map(({ rule, line }) => [rule, line])).toEqual([
      ['date-syntax', 2],
      ['language-code', 5],
      ['language-tag', 6],
      ['value-blank', 7],
    ]);
  });

  it('is idempotent', () => {
    const once = prepare(
      '<metadata>\n  <dc:title xml:lang="pl">Zażółć</dc:title><!-- gone -->\n</metadata>',
    ).metadata;
    expect(prepare(once).metadata).toBe(once);
  });

  it('keeps identifiers of the submitter and does not repeat the landing page', () => {
    const { metadata } = prepare(
      `<metadata ${DECLARED}><dc:identifier>https://example.org/share/s1</dc:identifier><dc:identifier>x</dc:identifier></metadata>`,
    );
    expect([...metadata.matchAll(/<dc:identifier>([^<]*)/g)].map((match) => match[1])).toEqual([
      identity.publicHandle,
      identity.landingUrl,
      'x',
    ]);
  });

  it('replaces the identity of an earlier revision', () => {
    const before = prepare('<metadata><dc:title>x</dc:title></metadata>').metadata;
    const moved = {
      ...identity,
      publicHandle: 'doi:10.5072/new',
      landingUrl: 'https://new.example.org/share/s1',
      replaces: identity,
    };
    const after = prepare(before, moved).metadata;
    expect([...after.matchAll(/<dc:identifier>([^<]*)/g)].map((match) => match[1])).toEqual([
      moved.publicHandle,
      moved.landingUrl,
    ]);
    expect(prepare(after, moved).metadata).toBe(after);
  });

  it('keeps what simple Dublin Core has no place for, and disseminates DCMI terms as what they refine', () => {
    const { metadata, disseminations } = prepare(
      '<metadata xml:lang="en" xmlns:x="urn:x"><dcterms:spatial xsi:type="dcterms:Point">east=1; north=2</dcterms:spatial><x:own a="1">kept</x:own></metadata>',
    );
    expect(metadata).toContain(
      '<dcterms:spatial xsi:type="dcterms:Point">east=1; north=2</dcterms:spatial><x:own a="1">kept</x:own>',
    );
    expect(disseminations[0]!.payload).toContain('<dc:coverage xml:lang="en">east=1; north=2</dc:coverage>');
    expect(disseminations[0]!.payload).not.toContain('kept');
  });

  it.each([
    ['a misspelt element', `<metadata ${DECLARED}><dc:tilte>x</dc:tilte></metadata>`, 'element-unknown'],
    [
      'markup inside an element',
      `<metadata ${DECLARED}><dc:title>x <b>y</b></dc:title></metadata>`,
      'element-unknown',
    ],
    [
      'a malformed language tag',
      `<metadata ${DECLARED}><dc:title xml:lang="en_US">x</dc:title></metadata>`,
      'language-tag',
    ],
    [
      'a record inside metadata',
      '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"/></metadata>',
      'oai-envelope',
    ],
    [
      'records of another kind inside the metadata of OAI-PMH',
      '<metadata xmlns="http://www.openarchives.org/OAI/2.0/"><x xmlns="urn:x"/><x xmlns="urn:x"/></metadata>',
      'oai-envelope',
    ],
    ['another root', `<dc:contributor ${DECLARED}>John Doe</dc:contributor>`, 'wrong-root'],
    ['a root dc in no namespace', '<dc/>', 'wrong-root'],
    ['crossed tags', '<a></b>', 'xml-not-well-formed'],
  ])('refuses %s', (_name, xml, rule) => {
    expect(rulesOf(xml, 'error')).toEqual([rule]);
  });

  it.each([
    ['a date that is none', '<dc:date>last summer</dc:date>', 'date-syntax'],
    ['a language by its name', '<dc:language>German</dc:language>', 'language-code'],
    ['an empty element', '<dc:subject/>', 'value-blank'],
    ['text between elements', 'loose', 'text-misplaced'],
    ['an element of another vocabulary', '<x xmlns="urn:x"/>', 'element-not-disseminated'],
    ['a DCMI term', '<dcterms:issued>2024</dcterms:issued>', 'element-simplified'],
    ['an unknown attribute', '<dc:subject scheme="LCSH">x</dc:subject>', 'attribute-unknown'],
  ])('warns of %s', (_name, content, rule) => {
    const xml = `<metadata><dc:title>t</dc:title><dc:creator>c</dc:creator><dc:date>2024</dc:date>${content}</metadata>`;
    expect(rulesOf(xml, 'error')).toEqual([]);
    expect(rulesOf(xml, 'warning')).toEqual([rule]);
  });

  it.each([
    'https://purl.org/dc/elements/1.1/',
    'http://purl.org/dc/elements/1.0/',
    'http://purl.org/dc/elements/1.1',
    'urn:x',
  ])('names the namespace that %s was meant to be', (namespace) => {
    const { problems } = validateRecord(
      oaiDc,
      `<metadata xmlns:dc="${namespace}"><dc:title>a</dc:title></metadata>`,
    );
    expect(problems.find(({ rule }) => rule === 'element-not-disseminated')?.message).toBe(
      `dc:title is kept, but oai_dc has no place for it; its namespace is "${namespace}", that of Dublin Core is "http://purl.org/dc/elements/1.1/"`,
    );
  });

  it('names line, XPath and a suggestion', () => {
    const { problems } = validateRecord(
      oaiDc,
      `<metadata ${DECLARED}>\n<dc:title>a</dc:title><dc:creator>c</dc:creator><dc:date>2024</dc:date>\n<dc:Title>b</dc:Title>\n</metadata>`,
    );
    expect(problems).toEqual([
      {
        severity: 'error',
        rule: 'element-unknown',
        line: 3,
        xpath: '/metadata/dc:Title',
        message: 'the element dc:Title is not allowed in oai_dc:dc; did you mean "dc:title"?',
      },
    ]);
  });

  it('summarises', () => {
    const { metadata, summary } = prepare(`<metadata>
      <dc:title xml:lang="en">Tide gauges</dc:title>
      <dc:creator>Nowak, Anna</dc:creator><dc:creator>University of Gdańsk, Poland</dc:creator>
      <dc:date>2021-05</dc:date><dc:type>info:eu-repo/semantics/article</dc:type>
      <dc:format>text/csv</dc:format><dc:format>12 MB</dc:format>
      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:relation>https://doi.org/10.5072/other</dc:relation>
      <dc:coverage>name=Bay; northlimit=55; southlimit=54; westlimit=18; eastlimit=19.5</dc:coverage>
    </metadata>`);
    expect(summary).toMatchObject({
      titles: [{ value: 'Tide gauges', language: 'en' }],
      creators: [
        { name: 'Nowak, Anna', familyName: 'Nowak', givenName: 'Anna', type: 'Personal' },
        { name: 'University of Gdańsk, Poland' },
      ],
      publicationYear: '2021',
      resourceTypeGeneral: 'JournalArticle',
      formats: ['text/csv'],
      sizes: ['12 MB'],
      rights: [{ uri: 'http://creativecommons.org/licenses/by/4.0/', spdx: 'CC-BY-4.0' }],
      relations: [{ relationType: 'References', identifierType: 'DOI', identifier: '10.5072/other' }],
      geo: [{ place: 'Bay', box: { north: 55, south: 54, west: 18, east: 19.5 } }],
    });
    expect(summariseRecord(oaiDc, metadata)).toEqual(summary);
  });

  it.each([
    [
      'text that grows when it is escaped',
      `<metadata><dc:title>${'>'.repeat(500_000)}</dc:title></metadata>`,
    ],
    [
      'as many namespaces as are allowed, ours not among them',
      `<metadata ${Array.from({ length: 64 }, (_, n) => `xmlns:n${n}="urn:${n}"`).join(' ')}><n1:a>x</n1:a></metadata>`,
    ],
  ])('reads back what it accepted: %s', (_name, xml) => {
    const { metadata, summary } = prepare(xml);
    expect(summariseRecord(oaiDc, metadata)).toEqual(summary);
  });
});

describe('the list of schemas', () => {
  it('offers oai_dc first, each prefix once', () => {
    const prefixes = metadataFormats().map((format) => format.prefix);
    expect(prefixes[0]).toBe('oai_dc');
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it('tells a schema by the root element', () => {
    expect(schemaOfDocument('<metadata/>')?.name).toBe('oai_dc');
    expect(schemaOfDocument('<other/>')).toBeUndefined();
    expect(schemaOfDocument('<broken')).toBeUndefined();
  });
});
