import { describe, expect, it } from '@jest/globals';
import { describeSchemas, type SchemaDescription } from '../../src/metadata/describe.js';
import { upgradeToKernel4 } from '../../src/metadata/oai-datacite/upgrade.js';
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
    const upgrade = upgradeToKernel4(kernel3(content));
    if (!upgrade.upgraded) throw new Error('not upgraded');
    expect(upgrade.xml).toContain(expected);
    expect(upgrade.changes.length).toBeGreaterThan(1);
    expect(
      validateRecord(datacite, upgrade.xml).problems.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  it('leaves kernel 4 alone and refuses what is no DataCite', () => {
    expect(upgradeToKernel4('<resource xmlns="http://datacite.org/schema/kernel-4"/>')).toMatchObject({
      upgraded: true,
      changes: [],
    });
    expect(upgradeToKernel4('<metadata/>')).toMatchObject({ upgraded: false });
    expect(upgradeToKernel4('<resource')).toMatchObject({
      upgraded: false,
      faults: [{ rule: 'xml-not-well-formed' }],
    });
  });

  ifShared('makes every old record of shared/records a valid kernel 4 one', () => {
    let upgraded = 0;
    for (const { name, bytes } of sharedRecords('datacite')) {
      for (const { xml } of unwrap(bytes).documents) {
        if (validateRecord(datacite, xml).valid) continue;
        const upgrade = upgradeToKernel4(xml);
        if (!upgrade.upgraded) throw new Error(name);
        const { valid, problems } = validateRecord(datacite, upgrade.xml);
        expect({ name, valid, errors: problems.filter(({ severity }) => severity === 'error') }).toEqual({
          name,
          valid: true,
          errors: [],
        });
        upgraded += 1;
      }
    }
    expect(upgraded).toBe(16);
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
      expect(check.problems('oai_dc', '<x/>')).toMatchObject([{ severity: 'error', rule: 'xsd' }]);
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

  it('says which file does not compile', () => {
    const broken = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.openarchives.org/OAI/2.0/oai_dc/"><xs:element name="dc" type="nothing"/></xs:schema>`;
    expect(() => prepareXsdCheck(new Map([['a/oai_dc.xsd', Buffer.from(broken)]]))).toThrow('a/oai_dc.xsd');
  });
});
