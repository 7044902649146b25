import { describe, expect, it } from '@jest/globals';
import { agentScheme, isIsni, orcidUrl, rorUrl } from '../../src/metadata/agent-ids.js';
import { isDateOrRange, yearOf } from '../../src/metadata/dates.js';
import { readGrantAgreement } from '../../src/metadata/grant-agreement.js';
import { identifierUrl, isSameIdentifier, recogniseIdentifier } from '../../src/metadata/identifiers.js';
import { languageTagOf } from '../../src/metadata/languages.js';
import { recogniseLicence } from '../../src/metadata/licences.js';
import { nearest } from '../../src/metadata/near-miss.js';
import { readAgentName } from '../../src/metadata/person-names.js';
import { generalTypeOf } from '../../src/metadata/resource-types.js';
import { isRightsStatement, nearRightsStatement } from '../../src/metadata/rights-statements.js';
import { isUriReference } from '../../src/metadata/uri.js';

describe('dates', () => {
  it.each([
    '2024',
    '2024-02-29',
    '2024-05-31T12:00:00Z',
    '2020/2023',
    '2020-01/..',
    '/2020',
    '1985~',
    '-0044',
    '2020-21',
    '199X',
    'Y17000',
    '2004-06-11?',
    '2024-05-31T23:59:60+14:00',
    '2024-05-31T24:00',
    '{1667,1668, 1670..1672}',
    '[1984-11]',
    '[..1984,1990-05-01..]',
    '-0200/-0100',
    'Y-20000/-0100',
    '2024-05/2024',
    '2024-05-31/2024-05',
    '2024-05-31T21:00:00-05:00/2024-06-01T03:00:00Z',
    '2024-05-31T01:00+02:00/2024-05-30T23:30Z',
    '2024-05-31/2024-05-31T00:30+02:00',
    '2024-12-31T23:59:60Z/2025',
    '2020-23/2020-21',
  ])('%s is one', (date) => {
    expect(isDateOrRange(date)).toBe(true);
  });
  it.each([
    '',
    '/',
    '24',
    '2023-02-29',
    '2024-13',
    '31.05.2024',
    'June 2018',
    '2023/2020',
    '2020/2021/2022',
    '2024-00',
    '2024-05-31T99:99',
    '2024-05-31T23:60',
    '2024-05-31T24:01',
    '2024-05-31T12:00+15:00',
    '{}',
    '[..]',
    '[1984..,1990]',
    '{1990..1984}',
    '{1984]',
    '[1984..1985..1986]',
    '[1984/1985]',
    '-0100/-0200',
    '0001/-0001',
    'Y20000/2024',
    '2024-06/2024-05-31',
    '2024-03-01/2024-02',
    '2024-06-01T01:00:00Z/2024-06-01T02:00:00+02:00',
    '2024-05-31T23:00-05:00/2024-06-01T03:00Z',
    '2024-06-02/2024-05-31T23:00-09:00',
    '{-0100..-0200}',
  ])('"%s" is none', (date) => {
    expect(isDateOrRange(date)).toBe(false);
  });
  it('begin with a year, or not', () => {
    expect([yearOf('2024-05'), yearOf(' 1999/2000'), yearOf('c. 1900'), yearOf('20240531')]).toEqual([
      '2024',
      '1999',
      null,
      null,
    ]);
  });
});

describe('grant agreements', () => {
  it.each([
    [
      'info:eu-repo/grantAgreement/EC/FP7/312463/EU//FIXO3',
      { name: 'European Commission', awardNumber: '312463', awardTitle: 'FIXO3' },
    ],
    [
      'info:eu-repo/grantAgreement/WT//086151/Z%2F08%2FZ/A%20name/X',
      { name: 'WT', awardNumber: '086151', awardTitle: 'A name' },
    ],
    ['info:eu-repo/grantAgreement/EC/H2020/1', { name: 'European Commission', awardNumber: '1' }],
    ['info:eu-repo/grantAgreement/EC/%ZZ/', undefined],
    ['info:eu-repo/semantics/openAccess', undefined],
  ])('%s', (relation, funder) => {
    expect(readGrantAgreement(relation)).toEqual(funder);
  });
});

describe('identifiers of persons and organisations', () => {
  it.each([
    ['0000-0002-1825-0097', 'https://orcid.org/0000-0002-1825-0097'],
    ['https://orcid.org/0000-0001-5000-000X', undefined],
    ['orcid.org/0000000218250097', 'https://orcid.org/0000-0002-1825-0097'],
    ['https://orcid.org/0000-0002-9079-593X/', 'https://orcid.org/0000-0002-9079-593X'],
    ['0000-0002-1825-0098', undefined],
    ['www.orcid.org/0000-0002-1825-0097', 'https://orcid.org/0000-0002-1825-0097'],
    ['hello', undefined],
  ])('ORCID %s', (text, url) => {
    expect(orcidUrl(text)).toBe(url);
  });
  it.each([
    ['https://ror.org/04wxnsj81', 'https://ror.org/04wxnsj81'],
    ['ror.org/05dxps055', 'https://ror.org/05dxps055'],
    ['04wxnsj82', undefined],
    ['https://ror.org/14wxnsj81', undefined],
  ])('ROR %s', (text, url) => {
    expect(rorUrl(text)).toBe(url);
  });
  it.each([
    ['orcid', 'ORCID'],
    [' ORCID iD ', 'ORCID'],
    ['ORCID_ID', 'ORCID'],
    ['https://orcid.org/', 'ORCID'],
    ['orcid.org', 'ORCID'],
    ['http://www.isni.org', 'ISNI'],
    ['ROR identifier', 'ROR'],
    ['ResearcherID', undefined],
    ['GND', undefined],
    ['', undefined],
  ])('the scheme "%s" is %s', (scheme, meant) => {
    expect(agentScheme(scheme)).toBe(meant);
  });
  it('ISNI', () => {
    expect([isIsni('0000 0001 2103 2683'), isIsni('0000 0001 2103 2684'), isIsni('x')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('identifiers of things', () => {
  it.each([
    ['https://doi.org/10.5072/a%20b', 'DOI', '10.5072/a%20b'],
    ['DOI:10.17882/41349', 'DOI', '10.17882/41349'],
    ['10.4232/1.11727', 'DOI', '10.4232/1.11727'],
    ['http://hdl.handle.net/21.T15999/Fw2', 'Handle', '21.T15999/Fw2'],
    ['ark:/12148/btv1b9009629n', 'ARK', 'ark:/12148/btv1b9009629n'],
    ['urn:nbn:de:101:1-1', 'URN', 'urn:nbn:de:101:1-1'],
    ['arXiv:0706.0001', 'arXiv', '0706.0001'],
    ['ISSN 0378-5955', 'ISSN', '0378-5955'],
    ['ISBN 978-3-16-148410-0', 'ISBN', '978-3-16-148410-0'],
    ['https://example.org/x', 'URL', 'https://example.org/x'],
  ])('%s is a %s', (text, type, value) => {
    expect(recogniseIdentifier(text)).toEqual({ type, value });
  });
  it.each(['', 'Box 1', 'ISSN 0378-5954', '10.5072'])('"%s" is none', (text) => {
    expect(recogniseIdentifier(text)).toBeUndefined();
  });
  it('have addresses', () => {
    expect(identifierUrl('DOI', 'doi:10.5072/x')).toBe('https://doi.org/10.5072/x');
    expect(identifierUrl('Handle', '1/2')).toBe('https://hdl.handle.net/1/2');
    expect(identifierUrl('URL', 'https://a.org/')).toBe('https://a.org/');
    expect(identifierUrl('IGSN', 'IECUR0097')).toBe('https://igsn.org/IECUR0097');
    expect(identifierUrl('IGSN', '10.60510/IECUR0097')).toBe('https://doi.org/10.60510/IECUR0097');
    expect(identifierUrl('ISBN', '9783161484100')).toBeUndefined();
  });
  it('are the same in two ways of writing', () => {
    expect(isSameIdentifier('https://doi.org/10.5072/ABC', 'doi:10.5072/abc')).toBe(true);
    expect(isSameIdentifier('10.5072/ABC', '10.5072/abd')).toBe(false);
  });
});

describe('other values', () => {
  it.each([
    ['https://creativecommons.org/licenses/by-sa/4.0/legalcode', 'CC-BY-SA-4.0'],
    ['http://creativecommons.org/publicdomain/zero/1.0/', 'CC0-1.0'],
    ['CC BY-NC 4.0', 'CC-BY-NC-4.0'],
    ['CC0', 'CC0-1.0'],
    ['MIT', 'MIT'],
    ['All rights reserved', undefined],
  ])('licence %s', (text, spdx) => {
    expect(recogniseLicence(text)?.spdx).toBe(spdx);
  });
  it('an address that is no URI is no licence', () => {
    expect(['https://[bad', 'http://a.org/%zz'].map(recogniseLicence)).toEqual([undefined, undefined]);
  });
  it('resource types', () => {
    expect(
      [
        'info:eu-repo/semantics/doctoralThesis',
        'http://purl.org/coar/resource_type/c_ddb1',
        'StillImage',
        'constructor',
        'x',
      ].map(generalTypeOf),
    ).toEqual(['Dissertation', 'Dataset', 'Image', undefined, undefined]);
  });
  it('names', () => {
    expect(readAgentName('Nowak,  Anna')).toEqual({
      name: 'Nowak, Anna',
      familyName: 'Nowak',
      givenName: 'Anna',
      type: 'Personal',
      affiliations: [],
    });
    for (const name of [
      'Anna Nowak',
      'University of Gdańsk, Poland',
      'Flanders, Helen, 1890-1972',
      'Smith, 1900',
    ]) {
      expect(readAgentName(name)).toEqual({ name, affiliations: [] });
    }
  });
  it('languages', () => {
    expect(['en_US', 'German', 'pl', 'dan', 'klingon?'].map(languageTagOf)).toEqual([
      'en-US',
      'de',
      'pl',
      'da',
      undefined,
    ]);
  });
  it('near misses', () => {
    expect(nearest('conference paper', ['ConferencePaper', 'Report'])).toBe('ConferencePaper');
    expect(nearest('Datset', ['Dataset', 'Text'])).toBe('Dataset');
    expect(nearest('Banana', ['Dataset', 'Text'])).toBeUndefined();
    expect(nearest('x'.repeat(100_000), ['Dataset'])).toBeUndefined();
  });
  it('rights statements', () => {
    expect(isRightsStatement('http://creativecommons.org/licenses/by/3.0/pl/')).toBe(true);
    expect(isRightsStatement('http://creativecommons.org/licenses/by/2.1/')).toBe(false);
    expect(nearRightsStatement('https://rightsstatements.org/page/InC/1.0/?language=en')).toBe(
      'http://rightsstatements.org/vocab/InC/1.0/',
    );
  });
  it('URIs', () => {
    expect(
      ['https://a.org/b?c#d', 'urn:x:y', '#agg', 'ż', 'a b', '', 'mailto:a@b.c'].every(isUriReference),
    ).toBe(true);
    expect(['%zz', 'http://[bad', 'a#b#c', '1:2', '(:tba)'].some(isUriReference)).toBe(false);
  });
});
