import { describe, expect, it } from '@jest/globals';
import { prepareRecord, validateRecord, type Preparation } from '../../src/metadata/prepare.js';
import type { RecordIdentity } from '../../src/metadata/schema.js';
import { findSchema } from '../../src/metadata/schemas.js';

const schema = findSchema('edm')!;
const identity: RecordIdentity = {
  pid: '21.T15999/abc',
  publicHandle: 'http://hdl.handle.net/21.T15999/abc',
  landingUrl: 'https://example.org/share/s1',
};

const ROOT =
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:ore="http://www.openarchives.org/ore/terms/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:cc="http://creativecommons.org/ns#" xmlns:odrl="http://www.w3.org/ns/odrl/2/" xmlns:wgs84_pos="http://www.w3.org/2003/01/geo/wgs84_pos#">';

const OBJECT = `<dc:title>Drum</dc:title><dc:subject>music</dc:subject><edm:type>IMAGE</edm:type>`;
const AGGREGATION = `<edm:aggregatedCHO rdf:resource="#cho"/><edm:dataProvider>Museum</edm:dataProvider><edm:isShownAt rdf:resource="https://museum.example.org/1"/><edm:provider>Aggregator</edm:provider><edm:rights rdf:resource="http://creativecommons.org/licenses/by/4.0/"/>`;

function record({ object = OBJECT, aggregation = AGGREGATION, more = '' } = {}): string {
  return `${ROOT}<edm:ProvidedCHO rdf:about="#cho">${object}</edm:ProvidedCHO><ore:Aggregation rdf:about="#agg">${aggregation}</ore:Aggregation>${more}</rdf:RDF>`;
}

function prepare(xml: string, as: RecordIdentity = identity): Extract<Preparation, { valid: true }> {
  const prepared = prepareRecord(schema, xml, as);
  if (!prepared.valid) throw new Error(JSON.stringify(prepared.problems));
  return prepared;
}

function errorsOf(xml: string): string[] {
  const { problems } = validateRecord(schema, xml);
  return [
    ...new Set(problems.filter((problem) => problem.severity === 'error').map((problem) => problem.rule)),
  ];
}

describe('edm', () => {
  it('writes the PID into object, aggregation and the link between them', () => {
    const { metadata } = prepare(record());
    expect(metadata).toContain('<edm:ProvidedCHO rdf:about="http://hdl.handle.net/21.T15999/abc">');
    expect(metadata).toContain('<ore:Aggregation rdf:about="http://hdl.handle.net/21.T15999/abc_AGG">');
    expect(metadata).toContain('<edm:aggregatedCHO rdf:resource="http://hdl.handle.net/21.T15999/abc"/>');
    expect(metadata).toContain('<edm:isShownAt rdf:resource="https://museum.example.org/1"/>');
    expect(prepare(metadata).metadata).toBe(metadata);
  });

  it('warns of dates that are none, and of no period in words', () => {
    const object = OBJECT.replace(
      '<edm:type>',
      '<dc:date>about 1890</dc:date><dcterms:created>1890/1880</dcterms:created><dcterms:issued>1890~</dcterms:issued><dcterms:temporal>19th century</dcterms:temporal><edm:type>',
    );
    const more =
      '<edm:TimeSpan rdf:about="#t"><edm:begin>01.01.1890</edm:begin><edm:end>1899</edm:end></edm:TimeSpan>';
    const { problems } = validateRecord(schema, record({ object, more }));
    expect(problems.filter(({ rule }) => rule === 'date-syntax').map(({ xpath }) => xpath)).toEqual([
      '/rdf:RDF/edm:ProvidedCHO/dc:date',
      '/rdf:RDF/edm:ProvidedCHO/dcterms:created',
      '/rdf:RDF/edm:TimeSpan/edm:begin',
    ]);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('needs no names from the submitter', () => {
    const anonymous = record().replaceAll(/ rdf:(about|resource)="#[a-z]+"/g, '');
    expect(prepare(anonymous).metadata).toBe(prepare(record()).metadata);
  });

  it('comes out of a second preparation to the byte, with namespaces that only the registry or an inner element brings', () => {
    const as = { ...identity, options: { isPartOf: 'EUreka3D' } };
    const more = '<skos:Concept xmlns:skos="http://www.w3.org/2004/02/skos/core#" rdf:about="#c"/>';
    const once = prepare(record({ more }).replace(/ xmlns:dcterms="[^"]*" xmlns:skos="[^"]*"/, ''), as);
    expect(once.metadata).toContain('<dcterms:isPartOf>EUreka3D</dcterms:isPartOf>');
    expect(prepare(once.metadata, as)).toEqual({ ...once, problems: expect.anything() });
  });

  it('forces viewer and collection where an installation has them', () => {
    const as = {
      ...identity,
      options: { viewerUrl: 'https://viewer.example.org/3d/1', isPartOf: 'EUreka3D' },
    };
    const { metadata } = prepare(record({ more: '<edm:WebResource/>' }), as);
    expect(metadata).toContain(
      '<edm:isShownBy rdf:resource="https://viewer.example.org/3d/1"/><edm:provider>'.replace('/><', '/><'),
    );
    expect(metadata).toContain('<edm:WebResource rdf:about="https://viewer.example.org/3d/1"/>');
    expect(metadata).toContain('<dcterms:isPartOf>EUreka3D</dcterms:isPartOf>');
    expect(prepare(metadata, as).metadata).toBe(metadata);
    expect(prepare(record()).metadata).not.toContain('isShownBy');
  });

  it('disseminates as it is and as Dublin Core', () => {
    const more =
      '<edm:Agent rdf:about="#a"><skos:prefLabel xml:lang="de">Ada</skos:prefLabel></edm:Agent><edm:Place rdf:about="#p"><wgs84_pos:lat>51.3</wgs84_pos:lat><wgs84_pos:long>12.4</wgs84_pos:long><skos:prefLabel>Leipzig</skos:prefLabel></edm:Place>';
    const object = `<dc:creator rdf:resource="#a"/><dcterms:spatial rdf:resource="#p"/>${OBJECT}`;
    const { disseminations, summary } = prepare(record({ object, more }));
    expect(disseminations.map(({ prefix }) => prefix)).toEqual(['edm', 'oai_dc']);
    expect(disseminations[0]!.payload).toMatch(/^<rdf:RDF .*xsi:schemaLocation="[^"]*EDM\.xsd"/);
    expect(disseminations[1]!.payload).toContain('<dc:creator>Ada</dc:creator>');
    expect(disseminations[1]!.payload).toContain('<dc:coverage>Leipzig</dc:coverage>');
    expect(summary.geo).toEqual([{ place: 'Leipzig', point: { latitude: 51.3, longitude: 12.4 } }]);
    expect(summary).toMatchObject({
      resourceTypeGeneral: 'Image',
      publisher: 'Museum',
      publicationYear: null,
    });
  });

  const aggregation = (from: string | RegExp, to: string): string =>
    record({ aggregation: AGGREGATION.replace(from, to) });
  it.each([
    ['the internal profile', record({ more: '<ore:Proxy rdf:about="#proxy"/>' }), 'edm-internal-profile'],
    ['another root', '<RDF/>', 'wrong-root'],
    [
      'two objects',
      record({ more: `<edm:ProvidedCHO rdf:about="#b">${OBJECT}</edm:ProvidedCHO>` }),
      'element-repeated',
    ],
    ['no object', record().replace(/<edm:ProvidedCHO.*ProvidedCHO>/, ''), 'element-missing'],
    ['no aggregation', record().replace(/<ore:Aggregation.*Aggregation>/, ''), 'element-missing'],
    ['no type', record({ object: OBJECT.replace(/<edm:type.*/, '') }), 'element-missing'],
    ['a type that is none', record({ object: OBJECT.replace('IMAGE', 'Image') }), 'value-not-in-list'],
    [
      'neither title nor description',
      record({ object: OBJECT.replace(/<dc:title.*title>/, '') }),
      'edm-title-or-description',
    ],
    [
      'no subject, type, place or period',
      record({ object: OBJECT.replace(/<dc:subject.*subject>/, '') }),
      'edm-subject',
    ],
    ['text without a language', record({ object: OBJECT.replace('IMAGE', 'TEXT') }), 'edm-language'],
    [
      'type before Dublin Core',
      record({ object: '<edm:type>IMAGE</edm:type><dc:title>x</dc:title><dc:subject>y</dc:subject>' }),
      'element-order',
    ],
    ['a link to another object', aggregation('#cho', '#other'), 'edm-aggregated-cho'],
    ['nothing shown', aggregation(/<edm:isShownAt[^>]*>/, ''), 'edm-shown'],
    ['no provider', aggregation('<edm:provider>Aggregator</edm:provider>', ''), 'element-missing'],
    ['a blank data provider', aggregation('Museum', ' '), 'value-blank'],
    [
      'rights of another house',
      aggregation('http://creativecommons.org/licenses/by/4.0/', 'https://example.org/'),
      'edm-rights',
    ],
    [
      'text and resource together',
      record({ object: `<dc:creator rdf:resource="#x">Ada</dc:creator>${OBJECT}` }),
      'edm-text-and-resource',
    ],
    ['an empty resource', record({ object: `<dc:creator rdf:resource=""/>${OBJECT}` }), 'value-blank'],
    [
      'an empty language',
      record({ object: `<dc:creator xml:lang="">x</dc:creator>${OBJECT}` }),
      'value-blank',
    ],
    ['a file without an address', record({ more: '<edm:WebResource/>' }), 'attribute-missing'],
    [
      'a wrong order in the aggregation',
      aggregation(/(<edm:dataProvider.*dataProvider>)(.*)/, '$2$1'),
      'element-order',
    ],
  ])('refuses %s', (_name, xml, rule) => {
    expect(errorsOf(xml)).toContain(rule);
  });

  it('names the rights address that was meant', () => {
    const { problems } = validateRecord(
      schema,
      aggregation('http://creativecommons', 'https://www.creativecommons'),
    );
    expect(problems.find(({ rule }) => rule === 'edm-rights')?.message).toContain(
      'did you mean "http://creativecommons.org/licenses/by/4.0/"?',
    );
  });

  it('takes a licence that is based on a listed one', () => {
    const more =
      '<cc:License rdf:about="#l"><odrl:inheritFrom rdf:resource="http://rightsstatements.org/vocab/NoC-NC/1.0/"/></cc:License>';
    expect(
      errorsOf(
        record({
          aggregation: AGGREGATION.replace('http://creativecommons.org/licenses/by/4.0/', '#l'),
          more,
        }),
      ),
    ).toEqual([]);
  });
});
