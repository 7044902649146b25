import { describe, expect, it } from '@jest/globals';
import { validateRecord } from '../../src/metadata/prepare.js';
import {
  creator,
  datacite,
  extra,
  identity,
  KERNEL,
  prepare,
  relatedTo,
  REQUIRED,
  resource,
  rulesOf,
} from './datacite-documents.js';

describe('oai_datacite', () => {
  it.each([
    ['https://ror.org/03yrm5c26', 'https://ror.org/03yrm5c26'],
    ['03yrm5c26', 'https://ror.org/03yrm5c26'],
    ['https://viaf.example.org/1', 'https://viaf.example.org/1'],
    ['javascript:alert(1)', undefined],
  ])('reads the publisher identifier %s as an address', (given, address) => {
    const named = REQUIRED.replace('<publisher', `<publisher publisherIdentifier="${given}"`);
    const { summary } = prepare(resource(named));
    expect([summary.publisher, summary.publisherUri]).toEqual(['Example Institute', address]);
  });

  it.each([
    ['../metadata.xsd', 'http://schema.datacite.org/meta/kernel-4/metadata.xsd'],
    ['http://schema.datacite.org/meta/kernel-4.4/metadata.xsd', undefined],
  ])('disseminates a schemaLocation that leads somewhere: %s', (submitted, shown = submitted) => {
    const located = resource(REQUIRED).replace(
      '>',
      ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${KERNEL} ${submitted}">`,
    );
    const record = prepare(located).disseminations.find(({ prefix }) => prefix === 'datacite');
    expect(/schemaLocation="([^"]*)"/.exec(record?.payload ?? '')?.[1]).toBe(`${KERNEL} ${shown}`);
  });

  it('writes the DOI as identifier and the landing page as alternateIdentifier', () => {
    const { metadata } = prepare(resource(REQUIRED));
    expect(metadata).toBe(`<?xml version="1.0" encoding="utf-8" ?>
<resource xmlns="${KERNEL}">
    <identifier identifierType="DOI">10.12345/abc</identifier>
    <alternateIdentifiers>
    <alternateIdentifier alternateIdentifierType="URL">https://example.org/share/s1</alternateIdentifier>
</alternateIdentifiers>${REQUIRED}
</resource>`);
    expect(prepare(metadata).metadata).toBe(metadata);
  });

  it('writes a PID that is no DOI as a URL', () => {
    const handle = { ...identity, pid: '21.T15999/abc', publicHandle: 'http://hdl.handle.net/21.T15999/abc' };
    expect(prepare(resource(REQUIRED), handle).metadata).toContain(
      '<identifier identifierType="URL">http://hdl.handle.net/21.T15999/abc</identifier>',
    );
  });

  it.each([
    ['keeps a real identifier as an alternate one', '10.17882/41349', true],
    ['drops a placeholder', '(:tba)', false],
    ['drops a test DOI', '10.5072/example', false],
  ])('%s', (_name, former, isKept) => {
    const xml = resource(`<identifier identifierType="DOI">${former}</identifier>${REQUIRED}`);
    const { metadata, problems } = prepare(xml);
    expect(metadata.includes(former)).toBe(isKept);
    expect(problems.map(({ rule }) => rule)).toContain('identifier-replaced');
    expect(prepare(metadata).metadata).toBe(metadata);
    expect(prepare(metadata).problems.map(({ rule }) => rule)).not.toContain('identifier-replaced');
  });

  it('replaces the identity of an earlier revision', () => {
    const before = prepare(resource(REQUIRED)).metadata;
    const moved = {
      pid: '10.12345/new',
      publicHandle: 'doi:10.12345/new',
      landingUrl: 'https://new.example.org/share/s1',
      replaces: identity,
    };
    const after = prepare(before, moved).metadata;
    expect(after).not.toContain('10.12345/abc');
    expect(after).not.toContain('https://example.org/');
    expect(prepare(after, moved).metadata).toBe(after);
  });

  it('disseminates an envelope, the bare resource and Dublin Core', () => {
    const as = { ...identity, options: { datacentreSymbol: 'WAY.<1>' } };
    const { disseminations } = prepare(
      `<d:resource xmlns:d="${KERNEL}">${REQUIRED.replaceAll(/<(\/?)(\w)/g, '<$1d:$2')}</d:resource>`,
      as,
    );
    expect(disseminations.map(({ prefix }) => prefix)).toEqual(['oai_datacite', 'datacite', 'oai_dc']);
    const [envelope, bare, dublinCore] = disseminations.map(({ payload }) => payload);
    expect(envelope).toMatch(/^<oai_datacite xmlns="http:\/\/schema\.datacite\.org\/oai\/oai-1\.1\/"/);
    expect(envelope).toContain(
      '<schemaVersion>4.0</schemaVersion>\n    <datacentreSymbol>WAY.&lt;1&gt;</datacentreSymbol>',
    );
    expect(envelope).toContain(bare);
    expect(bare).toMatch(
      /^<resource xmlns="http:\/\/datacite\.org\/schema\/kernel-4" xmlns:xsi=[^>]*schemaLocation=/,
    );
    expect(dublinCore!.match(/<dc:[^/]*?<\/dc:\w+>|<dc:identifier>[^<]*/g)).toEqual([
      '<dc:identifier>https://doi.org/10.12345/abc',
      '<dc:identifier>https://example.org/share/s1',
      '<dc:title>Tides</dc:title>',
      '<dc:creator>Nowak, Anna</dc:creator>',
      '<dc:publisher>Example Institute</dc:publisher>',
      '<dc:date>2024</dc:date>',
      '<dc:type>Dataset</dc:type>',
    ]);
  });

  it.each([
    ['a list value', REQUIRED.replace('"Dataset"', '"Poster"'), '4.7'],
    ['an element', `${REQUIRED}<relatedItems/>`, '4.4'],
    ['an attribute', REQUIRED.replace('<publisher', '<publisher publisherIdentifier="x"'), '4.5'],
  ])('tells the schema version by %s', (_name, content, version) => {
    expect(prepare(resource(content)).disseminations[0]!.payload).toContain(
      `<schemaVersion>${version}</schemaVersion>`,
    );
  });

  it.each([
    ['Handle', '1902.1/12345', ['Handle', '1902.1/12345']],
    ['DMO_ID', 'easy-dataset:87555', ['DMO_ID', 'easy-dataset:87555']],
    ['DOI', 'https://doi.org/10.1234/x', ['DOI', 'https://doi.org/10.1234/x']],
    ['DOI', '10.5072/test', undefined],
    ['DOI', 'tba1', undefined],
    ['Other', '(:tba)', undefined],
    ['Handle', 'not available', undefined],
  ])('keeps a former identifier, %s %s, as alternateIdentifier: %j', (type, value, kept) => {
    const { metadata } = prepare(
      resource(`<identifier identifierType="${type}">${value}</identifier>${REQUIRED}`),
    );
    const [, ...others] = [
      ...metadata.matchAll(/<alternateIdentifier alternateIdentifierType="([^"]*)">([^<]*)</g),
    ].map(([, name, text]) => [name, text]);
    expect(others).toEqual(kept === undefined ? [] : [kept]);
    expect(prepare(metadata).metadata).toBe(metadata);
  });

  it('takes its own envelope in again', () => {
    const { metadata, disseminations } = prepare(resource(REQUIRED));
    const again = prepare(disseminations[0]!.payload).metadata;
    expect(again.replace(/ xmlns:xsi="[^"]*" xsi:schemaLocation="[^"]*"/, '')).toBe(metadata);
  });

  it.each([
    ['a minor version', `${KERNEL}.4`],
    ['https', 'https://datacite.org/schema/kernel-4'],
    ['a slash at the end', `${KERNEL}/`],
  ])('reads a namespace with %s as kernel 4, with a warning', (_name, namespace) => {
    const { metadata, problems } = prepare(resource(REQUIRED, namespace));
    expect(problems.map(({ rule }) => rule)).toContain('kernel-namespace');
    expect(metadata).toBe(prepare(resource(REQUIRED)).metadata);
  });

  const without = (name: string): string =>
    resource(REQUIRED.replace(new RegExp(`\\s*<${name}.*(</${name}>|/>)`), ''));
  it.each([
    ['no namespace', resource(REQUIRED, ''), 'wrong-root'],
    ['another root', '<metadata/>', 'wrong-root'],
    ['kernel 3', resource(REQUIRED, 'http://datacite.org/schema/kernel-3'), 'kernel-unsupported'],
    ['kernel 2.2', resource(REQUIRED, 'http://datacite.org/schema/kernel-2.2'), 'kernel-unsupported'],
    ...['creators', 'titles', 'publisher', 'publicationYear', 'resourceType'].map(
      (name) => [`no ${name}`, without(name), 'element-missing'] as const,
    ),
    ['an empty identifier', extra('<identifier identifierType="DOI"/>'), 'value-blank'],
    ['two publishers', extra('<publisher>x</publisher>'), 'element-repeated'],
    ['only blank titles', resource(REQUIRED.replace('>Tides<', '> <')), 'title-missing'],
    ['a blank publisher', resource(REQUIRED.replace('>Example Institute<', '> <')), 'value-blank'],
    ['a year with a month', resource(REQUIRED.replace('2024', '2024-05')), 'year-syntax'],
    [
      'a resource type in the wrong case',
      resource(REQUIRED.replace('"Dataset"', '"dataset"')),
      'value-not-in-list',
    ],
    ['Film, which is gone', resource(REQUIRED.replace('"Dataset"', '"Film"')), 'value-not-in-list'],
    [
      'a contributor without a type',
      extra('<contributors><contributor><contributorName>x</contributorName></contributor></contributors>'),
      'attribute-missing',
    ],
    [
      'a wrong order inside creator',
      resource(
        REQUIRED.replace(
          '</creatorName>',
          '</creatorName><affiliation>x</affiliation><givenName>y</givenName>',
        ),
      ),
      'element-order',
    ],
    [
      'an attribute in the wrong case',
      extra('<subjects><subject SchemeURI="x">y</subject></subjects>'),
      'attribute-unknown',
    ],
    [
      'units in coordinates',
      extra(
        '<geoLocations><geoLocation><geoLocationPoint><pointLongitude>19.2 E</pointLongitude><pointLatitude>54</pointLatitude></geoLocationPoint></geoLocation></geoLocations>',
      ),
      'coordinate',
    ],
    [
      'latitudes beyond the poles',
      extra(
        '<geoLocations><geoLocation><geoLocationPoint><pointLongitude>19</pointLongitude><pointLatitude>91</pointLatitude></geoLocationPoint></geoLocation></geoLocations>',
      ),
      'coordinate',
    ],
    [
      'the old form of points',
      extra(
        '<geoLocations><geoLocation><geoLocationPoint>54 19</geoLocationPoint></geoLocation></geoLocations>',
      ),
      'text-misplaced',
    ],
    [
      'the invented geoLocationPolygons',
      extra('<geoLocations><geoLocationPolygons/></geoLocations>'),
      'element-unknown',
    ],
    ['a year behind a no-break space', resource(REQUIRED.replace('2024', '\u00A02024')), 'year-syntax'],
    [
      'white space in br',
      extra('<descriptions><description descriptionType="Abstract">a<br> </br></description></descriptions>'),
      'text-misplaced',
    ],
    ['an underscore in the language', extra('<language>en_US</language>'), 'language-tag'],
    [
      'markup in a description',
      extra('<descriptions><description descriptionType="Abstract"><p>x</p></description></descriptions>'),
      'element-unknown',
    ],
    ['an element of another namespace', extra('<x xmlns="urn:x"/>'), 'element-unknown'],
    [
      'xsi:type from a serializer',
      resource(
        REQUIRED.replace(
          '<publisher',
          '<publisher xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="string"',
        ),
      ),
      'attribute-unknown',
    ],
    [
      'a URI that is none',
      extra('<rightsList><rights rightsURI="http://[bad">x</rights></rightsList>'),
      'uri-syntax',
    ],
  ])('refuses %s', (_name, xml, rule) => {
    expect(rulesOf(xml, 'error')).toContain(rule);
  });

  it('says of a range that it runs backwards', () => {
    const xml = extra('<dates><date dateType="Collected">2021/2020</date></dates>');
    expect(validateRecord(datacite, xml).problems.find(({ rule }) => rule === 'date-syntax')?.message).toBe(
      '"2021/2020" ends before it begins',
    );
  });

  it.each([
    [
      'an ORCID iD with a wrong check digit',
      creator('<nameIdentifier nameIdentifierScheme="ORCID">0000-0002-1825-0098</nameIdentifier>'),
      'orcid',
    ],
    [
      'a ROR id with wrong check digits',
      creator(
        '<affiliation affiliationIdentifier="https://ror.org/04wxnsj82" affiliationIdentifierScheme="ROR">x</affiliation>',
      ),
      'ror',
    ],
    [
      'an identifier without a scheme',
      creator('<nameIdentifier>x</nameIdentifier>'),
      'name-identifier-scheme',
    ],
    [
      'a DOI that is none',
      extra(
        '<relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI" relationType="Cites">hello</relatedIdentifier></relatedIdentifiers>',
      ),
      'identifier-syntax',
    ],
    ...(
      [
        ['arXiv', 'hello'],
        ['PMID', '12082125x'],
        ['bibcode', '2018AGUFM'],
        ['EAN13', '9783468111243'],
        ['LSID', 'urn:x'],
        ['PURL', 'purl.org/x'],
        ['SWHID', 'swh:1:cnt:12'],
        ['ARK', 'ark:/12/x'],
      ] as const
    ).map(([type, value]): [string, string, string] => [
      `a relation to ${value} as ${type}`,
      relatedTo(type, value),
      'identifier-syntax',
    ]),
    [
      'an SPDX identifier with blanks',
      extra('<rightsList><rights rightsIdentifier="CC BY 4.0" rightsIdentifierScheme="SPDX"/></rightsList>'),
      'spdx',
    ],
    [
      'an ISSN with a wrong check digit',
      extra(
        '<relatedIdentifiers><relatedIdentifier relatedIdentifierType="ISSN" relationType="Cites">1234-5678</relatedIdentifier></relatedIdentifiers>',
      ),
      'identifier-syntax',
    ],
    [
      'a relation Other without words',
      extra(
        '<relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI" relationType="Other">10.1/x</relatedIdentifier></relatedIdentifiers>',
      ),
      'relation-information',
    ],
    ['a date in words', extra('<dates><date dateType="Issued">June 2018</date></dates>'), 'date-syntax'],
    ['a year that cannot be', resource(REQUIRED.replace('2024', '0024')), 'year-implausible'],
    ['one blank title of two', resource(REQUIRED.replace('<title>', '<title/><title>')), 'value-blank'],
    [
      'an open polygon',
      extra(
        `<geoLocations><geoLocation><geoLocationPolygon>${[1, 2, 3, 4].map((n) => `<polygonPoint><pointLongitude>${n}</pointLongitude><pointLatitude>${n}</pointLatitude></polygonPoint>`).join('')}</geoLocationPolygon></geoLocation></geoLocations>`,
      ),
      'polygon-open',
    ],
    ['missing dates', resource(REQUIRED), 'recommended-missing'],
  ])('warns of %s', (_name, xml, rule) => {
    expect(rulesOf(xml, 'error')).toEqual([]);
    expect(rulesOf(xml, 'warning')).toContain(rule);
  });

  it('says what to write instead', () => {
    const messages = (xml: string): string =>
      validateRecord(datacite, xml)
        .problems.map(({ message }) => message)
        .join('\n');
    expect(messages(resource(REQUIRED.replace('"Dataset"', '"Conference Paper"')))).toContain(
      'did you mean "ConferencePaper"?',
    );
    expect(messages(resource(REQUIRED.replace('"Dataset"', '"Datast"')))).toContain(
      'did you mean "Dataset"?',
    );
    expect(
      messages(
        extra(
          '<contributors><contributor contributorType="Funder"><contributorName>x</contributorName></contributor></contributors>',
        ),
      ),
    ).toContain('funders stand in fundingReferences');
    expect(messages(extra('<language>en_US</language>'))).toContain('did you mean "en-US"?');
  });

  it('reports all problems at once, each with line and XPath', () => {
    const xml = resource(
      `\n<titles><title/></titles>\n<publicationYear>24</publicationYear>\n<creators><creator><creatorName>a</creatorName></creator><creator><givenName>b</givenName></creator></creators>`,
    );
    const errors = validateRecord(datacite, xml).problems.filter((problem) => problem.severity === 'error');
    expect(errors.map(({ rule, line, xpath }) => [rule, line, xpath])).toEqual([
      ['element-missing', 1, '/resource'],
      ['element-missing', 1, '/resource'],
      ['title-missing', 2, '/resource/titles'],
      ['year-syntax', 3, '/resource/publicationYear'],
      ['element-missing', 4, '/resource/creators/creator[2]'],
    ]);
  });
});
