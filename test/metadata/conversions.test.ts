import { describe, expect, it } from '@jest/globals';
import { describeSchemas, type SchemaDescription } from '../../src/metadata/describe.js';
import { upgradeToKernel4, type Upgrade } from '../../src/metadata/oai-datacite/upgrade.js';
import { prepareRecord, validateRecord } from '../../src/metadata/prepare.js';
import { findSchema, schemaOfDocument } from '../../src/metadata/schemas.js';
import { toDatacite } from '../../src/metadata/to-datacite.js';
import { unwrap } from '../../src/metadata/unwrap.js';
import { prepareXsdCheck } from '../../src/metadata/xsd-check.js';
import { xsdComplaints } from './official-xsd.js';
import { hasShared, sharedRecords, sharedXsdFiles } from './shared-files.js';

const identity = {
  pid: '10.5072/waymark.1',
  publicHandle: 'doi:10.5072/waymark.1',
  landingUrl: 'https://waymark.example.org/share/s1',
};
const datacite = findSchema('oai_datacite')!;
const ifShared = hasShared ? it : it.skip;

function stored(schemaName: string, xml: string): string {
  const prepared = prepareRecord(findSchema(schemaName)!, xml, identity);
  if (!prepared.valid) throw new Error(JSON.stringify(prepared.problems));
  return prepared.metadata;
}

describe('toDatacite', () => {
  const convert = (content: string, defaults = {}): ReturnType<typeof toDatacite> =>
    toDatacite(
      findSchema('oai_dc')!,
      stored('oai_dc', `<metadata>${content}</metadata>`),
      identity,
      defaults,
    );

  it('writes what Dublin Core says in DataCite terms', () => {
    const { xml, missing, losses } =
      convert(`<dc:title xml:lang="en">Tides</dc:title><dc:title xml:lang="pl">Pływy</dc:title><dc:title xml:lang="en">Tide gauges</dc:title>
      <dc:creator>Nowak, Anna</dc:creator><dc:contributor>Example Institute</dc:contributor><dc:publisher>Museum</dc:publisher>
      <dc:date>2021-05-31</dc:date><dc:date>2020</dc:date><dc:type>Time series</dc:type><dc:language>German</dc:language>
      <dc:identifier>ISBN 978-3-16-148410-0</dc:identifier><dc:relation>https://doi.org/10.5072/x</dc:relation><dc:relation>The red folder</dc:relation>
      <dc:relation>info:eu-repo/grantAgreement/EC/FP7/312463/EU//FIXO3</dc:relation>
      <dc:source>http://hdl.handle.net/11111/22</dc:source><dc:rights>CC BY 4.0</dc:rights>
      <dc:coverage>northlimit=55; southlimit=54; westlimit=18; eastlimit=19</dc:coverage><dc:coverage>1990/2000</dc:coverage>`);
    expect(missing).toEqual([]);
    expect(losses).toEqual(['dc:relation "The red folder", which is no identifier']);
    for (const part of [
      '<identifier identifierType="DOI">10.5072/waymark.1</identifier>',
      '<title xml:lang="en">Tides</title>',
      '<title titleType="TranslatedTitle" xml:lang="pl">Pływy</title>',
      '<title titleType="AlternativeTitle" xml:lang="en">Tide gauges</title>',
      '<creatorName nameType="Personal">Nowak, Anna</creatorName><givenName>Anna</givenName><familyName>Nowak</familyName>',
      '<contributor contributorType="Other"><contributorName>Example Institute</contributorName>',
      '<publicationYear>2021</publicationYear>',
      '<resourceType resourceTypeGeneral="Dataset">Time series</resourceType>',
      '<date dateType="Issued">2021-05-31</date>',
      '<date dateType="Other">2020</date>',
      '<date dateType="Coverage">1990/2000</date>',
      '<language>de</language>',
      '<alternateIdentifier alternateIdentifierType="URL">https://waymark.example.org/share/s1</alternateIdentifier>',
      '<alternateIdentifier alternateIdentifierType="ISBN">ISBN 978-3-16-148410-0</alternateIdentifier>',
      '<relatedIdentifier relatedIdentifierType="DOI" relationType="References">10.5072/x</relatedIdentifier>',
      '<relatedIdentifier relatedIdentifierType="Handle" relationType="IsDerivedFrom">11111/22</relatedIdentifier>',
      'rightsIdentifier="CC-BY-4.0"',
      '<fundingReference><funderName>European Commission</funderName><awardNumber>312463</awardNumber><awardTitle>FIXO3</awardTitle></fundingReference>',
      '<southBoundLatitude>54</southBoundLatitude>',
    ]) {
      expect(xml).toContain(part);
    }
    expect(validateRecord(datacite, xml!).problems.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });

  it('names what is missing, and takes it from the defaults', () => {
    expect(convert('<dc:subject>x</dc:subject>')).toMatchObject({
      xml: null,
      missing: ['title', 'creator', 'publisher', 'publicationYear'],
    });
    const defaults = {
      publisher: 'Waymark',
      publicationYear: '2026',
      resourceTypeGeneral: 'Other',
      creator: ':unav',
    };
    expect(convert('<dc:title>x</dc:title>', defaults)).toMatchObject({ missing: [] });
  });

  it('takes contributors, then the publisher, for creators', () => {
    const years = '<dc:title>t</dc:title><dc:date>2024</dc:date><dc:publisher>Museum</dc:publisher>';
    expect(convert(`${years}<dc:contributor>Kowalski, Jan</dc:contributor>`).xml).toMatch(
      /<creatorName[^>]*>Kowalski, Jan/,
    );
    expect(convert(years).xml).toContain('<creatorName nameType="Organizational">Museum</creatorName>');
  });

  ifShared('turns real records into DataCite that its XSD takes', () => {
    const defaults = { publisher: 'Waymark', publicationYear: '2026', creator: ':unav' };
    let converted = 0;
    for (const [folder, schemaName] of [
      ['oai_dc', 'oai_dc'],
      ['edm', 'edm'],
      ['datacite', 'oai_datacite'],
    ] as const) {
      const schema = findSchema(schemaName)!;
      for (const { xml } of sharedRecords(folder).flatMap(({ bytes }) => unwrap(bytes).documents)) {
        const prepared = prepareRecord(schema, xml, identity);
        if (!prepared.valid) continue;
        const conversion = toDatacite(schema, prepared.metadata, identity, defaults);
        if (conversion.xml === null) {
          expect(conversion.missing).toEqual(['title']);
          continue;
        }
        expect(xsdComplaints('datacite', conversion.xml)).toEqual([]);
        converted += 1;
      }
    }
    expect(converted).toBeGreaterThan(90);
  });
});

describe('upgradeToKernel4', () => {
  const kernel3 = (content: string): string =>
    `<resource xmlns="http://datacite.org/schema/kernel-3"><creators><creator><creatorName>a</creatorName></creator></creators><titles><title>t</title></titles><publisher>p</publisher><publicationYear>2010</publicationYear>${content}</resource>`;

  const upgraded = (xml: string): Upgrade => {
    const upgrade = upgradeToKernel4(xml);
    if (upgrade === undefined) throw new Error(`not upgraded: ${xml}`);
    return upgrade;
  };

  it.each([
    [
      'funders',
      '<resourceType resourceTypeGeneral="Dataset"/><contributors><contributor contributorType="Funder"><contributorName>NSF</contributorName><nameIdentifier nameIdentifierScheme="X">https://doi.org/10.13039/100000001</nameIdentifier></contributor></contributors>',
      '<fundingReference><funderName>NSF</funderName><funderIdentifier funderIdentifierType="Crossref Funder ID">',
    ],
    [
      'grant agreements',
      '<resourceType resourceTypeGeneral="Dataset"/><contributors><contributor contributorType="Funder"><contributorName>EC</contributorName><nameIdentifier nameIdentifierScheme="info">info:eu-repo/grantAgreement/EC/FP7/1</nameIdentifier></contributor></contributors>',
      '<awardNumber>EC/FP7/1</awardNumber>',
    ],
    ['a missing resource type', '', '<resourceType resourceTypeGeneral="Other">Other</resourceType>'],
    ['Film', '<resourceType resourceTypeGeneral="Film"/>', 'resourceTypeGeneral="Audiovisual"'],
    [
      'points',
      '<geoLocations><geoLocation><geoLocationPoint>47.0 7.8</geoLocationPoint></geoLocation></geoLocations>',
      '<pointLatitude>47.0</pointLatitude><pointLongitude>7.8</pointLongitude>',
    ],
    [
      'boxes',
      '<geoLocations><geoLocation><geoLocationBox>25 67 45 95</geoLocationBox></geoLocation></geoLocations>',
      '<southBoundLatitude>25</southBoundLatitude><westBoundLongitude>67</westBoundLongitude><northBoundLatitude>45</northBoundLatitude><eastBoundLongitude>95</eastBoundLongitude>',
    ],
    [
      'periods',
      '<dates><date dateType="StartDate">2001</date><date dateType="EndDate">2002</date></dates>',
      '>2001/2002</date>',
    ],
    ['rights', '<rights>CC0</rights>', '<rightsList>\n    <rights>CC0</rights>'],
  ])('moves %s', (_name, content, expected) => {
    const upgrade = upgraded(kernel3(content));
    expect(upgrade.xml).toContain(expected);
    expect(upgrade.changes.length).toBeGreaterThan(1);
    expect(
      validateRecord(datacite, upgrade.xml).problems.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  const funder = (content: string): string =>
    kernel3(
      `<contributors><contributor contributorType="Funder"><contributorName>NSF</contributorName>${content}</contributor></contributors>`,
    );
  const identifier = (scheme: string, value: string): string =>
    `<nameIdentifier nameIdentifierScheme="${scheme}">${value}</nameIdentifier>`;
  it.each([
    ['FundRef', '100000001', 'Crossref Funder ID'],
    ['CrossRef Funder Registry', '100000001', 'Crossref Funder ID'],
    ['ISNI', '0000 0001 2103 2683', 'ISNI'],
    ['GRID', 'grid.431093.c', 'GRID'],
    ['https://ror.org/', '021nxhr62', 'ROR'],
    ['ORCID', '0000-0002-1825-0097', 'Other'],
    ['unknown', 'https://ror.org/021nxhr62', 'ROR'],
    ['unknown', 'x', 'Other'],
  ])('keeps the %s of a funder, %s, as %s', (scheme, value, type) => {
    expect(upgraded(funder(identifier(scheme, value))).xml).toContain(
      `<funderIdentifier funderIdentifierType="${type}">${value}</funderIdentifier>`,
    );
  });

  it('says what of a funder has no place in a fundingReference', () => {
    const grant = 'info:eu-repo/grantAgreement/EC/FP7/1';
    const content = [
      identifier('ORCID', '0000-0002-1825-0097'),
      identifier('FundRef', '10.13039/100000001'),
      identifier('info', grant),
      identifier('info', `${grant}2`),
      '<affiliation>US Government</affiliation>',
    ].join('');
    const { xml, changes } = upgraded(funder(content));
    expect(xml).toContain(
      '<funderIdentifier funderIdentifierType="Crossref Funder ID">10.13039/100000001</funderIdentifier><awardNumber>EC/FP7/1</awardNumber>',
    );
    expect(changes.filter((change) => change.includes('dropped'))).toEqual([
      'the nameIdentifier "0000-0002-1825-0097" of the funder "NSF" is dropped: a fundingReference has no place for it',
      `the nameIdentifier "${grant}2" of the funder "NSF" is dropped: a fundingReference has no place for it`,
      'the affiliation "US Government" of the funder "NSF" is dropped: a fundingReference has no place for it',
    ]);
  });

  it.each([
    ['in turn', 'S2001 E2002 S2005 E2006', ['2001/2002', '2005/2006']],
    ['starts before ends', 'S2001 S2005 E2002 E2006', ['2001/2002', '2005/2006']],
    ['a start without an end', 'S2001 S2005 E2006', ['2001/', '2005/2006']],
    ['an end without a start', 'E2000 S2005 E2006', ['/2000', '2005/2006']],
    ['an empty end', 'S2001 E', ['2001/']],
  ])('joins several StartDates and EndDates: %s', (_name, written, periods) => {
    const dates = written.split(' ').map((one) => {
      const type = one.startsWith('S') ? 'StartDate' : 'EndDate';
      return `<date dateType="${type}">${one.slice(1)}</date>`;
    });
    const { xml, changes } = upgraded(
      kernel3(`<dates><date dateType="Issued">2007</date>${dates.join('')}</dates>`),
    );
    expect([...xml.matchAll(/<date dateType="Other"[^>]*>([^<]*)/g)].map(([, period]) => period)).toEqual(
      periods,
    );
    expect(xml).toContain('<date dateType="Issued">2007</date>');
    expect(changes.filter((change) => change.includes('the period'))).toHaveLength(periods.length);
    expect(changes.some((change) => change.includes('empty'))).toBe(written.endsWith('E'));
  });

  it('takes a resource out of an old envelope, whose version counts where the resource has no namespace', () => {
    const bare = kernel3('').replace(/ xmlns="[^"]*"/, ' xmlns=""');
    const envelope = `<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.0/"><schemaVersion>2.1</schemaVersion><payload>${bare}</payload></oai_datacite>`;
    const { xml, changes } = upgraded(envelope);
    expect(xml).toContain('<resource xmlns="http://datacite.org/schema/kernel-4"');
    expect(changes.slice(0, 2)).toEqual([
      'the oai_datacite envelope is taken off',
      'the missing namespace is now http://datacite.org/schema/kernel-4',
    ]);
    expect(validateRecord(datacite, xml)).toMatchObject({ valid: true });
    expect(upgradeToKernel4(envelope.replace('2.1', '4.3'))).toBeUndefined();
    expect(upgradeToKernel4(envelope.replace(bare, bare + bare))).toBeUndefined();
  });

  it.each(['<resource xmlns="http://datacite.org/schema/kernel-4"/>', '<metadata/>', '<resource'])(
    'leaves %s alone',
    (xml) => {
      expect(upgradeToKernel4(xml)).toBeUndefined();
    },
  );

  ifShared('makes every old record of shared/records a valid kernel 4 one', () => {
    let count = 0;
    for (const { name, bytes } of sharedRecords('datacite')) {
      for (const { xml } of unwrap(bytes).documents) {
        if (validateRecord(datacite, xml).valid) continue;
        const { valid, problems } = validateRecord(datacite, upgraded(xml).xml);
        expect({ name, valid, errors: problems.filter(({ severity }) => severity === 'error') }).toEqual({
          name,
          valid: true,
          errors: [],
        });
        count += 1;
      }
    }
    expect(count).toBe(16);
  });
});

describe('describeSchemas', () => {
  it('gives every schema as JSON, with levels, help and vocabularies', () => {
    const schemas = JSON.parse(JSON.stringify(describeSchemas())) as SchemaDescription[];
    expect(schemas.map(({ name }) => name)).toEqual(['oai_dc', 'oai_datacite', 'edm']);
    expect(schemas[1]!.formats.map(({ prefix }) => prefix)).toEqual(['oai_datacite', 'datacite', 'oai_dc']);
    const type = schemas[1]!.elements.children?.find(({ name }) => name === 'resourceType');
    expect(type).toMatchObject({ level: 'required', occurs: { min: 1, max: 1 } });
    expect(type?.attributes?.[0]?.vocabulary?.values).toContainEqual({ value: 'Poster', since: '4.7' });
  });
});

describe('the XSD check', () => {
  ifShared("finds the official files in an operator's folder and asks them", () => {
    const check = prepareXsdCheck(sharedXsdFiles());
    try {
      expect(check.prefixes).toEqual(['oai_dc', 'datacite', 'oai_datacite', 'edm']);
      expect(check.complaints('oai_dc', '<x/>')).toMatchObject([{ line: 1, xpath: '/x' }]);
      expect(check.complaints('oai_dc', '<x>')).toMatchObject([{ line: 1 }]);
      const xml = '<metadata><dc:title>t</dc:title></metadata>';
      expect(prepareRecord(schemaOfDocument(xml)!, xml, identity, check)).toMatchObject({ valid: true });
    } finally {
      check.dispose();
    }
  });

  it('refuses what the files do not take', () => {
    const strict = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.openarchives.org/OAI/2.0/oai_dc/"><xs:element name="dc" type="xs:string"/></xs:schema>`;
    const check = prepareXsdCheck(new Map([['oai_dc.xsd', Buffer.from(strict)]]));
    try {
      const prepared = prepareRecord(findSchema('oai_dc')!, '<metadata/>', identity, check);
      expect(prepared.valid).toBe(false);
      expect(prepared.problems.at(-1)).toMatchObject({
        severity: 'error',
        rule: 'xsd',
        message: expect.stringContaining('oai_dc: '),
      });
    } finally {
      check.dispose();
    }
  });

  /** Takes no second title, no subject and no creator, and numbers only as publicationYear. */
  const STRICT = {
    oai_dc: `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.openarchives.org/OAI/2.0/oai_dc/">
      <xs:import namespace="http://purl.org/dc/elements/1.1/" schemaLocation="dc.xsd"/>
      <xs:element name="dc"><xs:complexType><xs:sequence>
        <xs:any namespace="http://purl.org/dc/elements/1.1/" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence></xs:complexType></xs:element></xs:schema>`,
    dc: `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://purl.org/dc/elements/1.1/">
      <xs:element name="title"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element></xs:schema>`,
    datacite: `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://datacite.org/schema/kernel-4" xmlns="http://datacite.org/schema/kernel-4" elementFormDefault="qualified">
      <xs:element name="resource"/>
      <xs:element name="creatorName"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element></xs:schema>`,
  };
  it.each([
    [
      'a record in its own format, by its path',
      'oai_datacite',
      `<resource xmlns="http://datacite.org/schema/kernel-4">
  <creators><creator><creatorName>Short</creatorName></creator>
    <creator><creatorName>Short</creatorName></creator>
    <creator>
      <creatorName>Long, Very</creatorName></creator></creators>
  <titles><title>Snow</title></titles><publisher>Lab</publisher><publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="Dataset"/></resource>`,
      [[5, '/resource/creators/creator[3]/creatorName', 'datacite']],
    ],
    [
      'Dublin Core, where a term goes out as another element',
      'oai_dc',
      `<metadata>
<dcterms:alternative>Much too long</dcterms:alternative>
<dc:title>Snow</dc:title>
<dc:title>Too long</dc:title></metadata>`,
      [
        [2, '/metadata/dcterms:alternative', 'oai_dc'],
        [4, '/metadata/dc:title[2]', 'oai_dc'],
      ],
    ],
    [
      'a crosswalk, by what it says',
      'oai_datacite',
      `<resource xmlns="http://datacite.org/schema/kernel-4">
  <creators><creator><creatorName>Short</creatorName></creator></creators>
  <titles>
    <title>Too long</title></titles><publisher>Lab</publisher><publicationYear>2026</publicationYear>
  <resourceType resourceTypeGeneral="Dataset"/></resource>`,
      [[4, '/resource/titles/title', 'oai_dc']],
    ],
  ])('names the line of the submitted document: %s', (_name, schemaName, xml, expected) => {
    const files = Object.entries(STRICT).map(([name, text]) => [`${name}.xsd`, Buffer.from(text)] as const);
    const check = prepareXsdCheck(new Map(files));
    try {
      const { valid, problems } = prepareRecord(findSchema(schemaName)!, xml, identity, check);
      const found = problems.filter(({ rule, message }) => rule === 'xsd' && message.includes('maxLength'));
      expect(valid).toBe(false);
      expect(found.map(({ line, xpath, message }) => [line, xpath, message.split(':')[0]])).toEqual(expected);
    } finally {
      check.dispose();
    }
  });

  it('names the record where what is wrong is nothing that was submitted', () => {
    const files = new Map([
      ['oai_dc.xsd', Buffer.from(STRICT.oai_dc)],
      ['dc.xsd', Buffer.from(STRICT.dc.replace('"title"', '"identifier"'))],
    ]);
    const check = prepareXsdCheck(files);
    try {
      const { problems } = prepareRecord(findSchema('oai_dc')!, '\n<metadata/>', identity, check);
      const found = problems.filter(({ message }) => message.includes('maxLength'));
      expect(found.map(({ line, xpath }) => [line, xpath])).toEqual([
        [2, '/metadata'],
        [2, '/metadata'],
      ]);
    } finally {
      check.dispose();
    }
  });

  it('says which file does not compile', () => {
    const broken = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.openarchives.org/OAI/2.0/oai_dc/"><xs:element name="dc" type="nothing"/></xs:schema>`;
    expect(() => prepareXsdCheck(new Map([['a/oai_dc.xsd', Buffer.from(broken)]]))).toThrow('a/oai_dc.xsd');
  });
});
