import { describe, expect, it } from '@jest/globals';
import { validateRecord } from '../../src/metadata/prepare.js';
import { creator, datacite, extra, prepare, relatedTo, rulesOf } from './datacite-documents.js';

describe('the identifiers of an oai_datacite record', () => {
  it.each([
    ['arXiv', 'arXiv:1703.01305'],
    ['arXiv', '1703.01305v2'],
    ['arXiv', 'math.GT/0309136'],
    ['PMID', '12082125'],
    ['PMID', 'https://pubmed.ncbi.nlm.nih.gov/12082125/'],
    ['bibcode', '2018AGUFM.A24K..07S'],
    ['EAN13', '9783468111242'],
    ['LSID', 'urn:lsid:ubio.org:namebank:11815'],
    ['PURL', 'http://purl.oclc.org/foo/bar'],
    ['w3id', 'https://w3id.org/games/spec/coil#Coil_Bomb'],
    ['ARK', 'ark:/b5060/d8bc75'],
  ])('takes %s %s', (type, value) => {
    expect(rulesOf(relatedTo(type, value), 'warning')).not.toContain('identifier-syntax');
  });

  it.each([
    ['DOI', '10.1234/x', []],
    ['doi', 'not available', ['identifier-syntax']],
    ['Isbn', '978-3-16-148410-1', ['identifier-syntax']],
    ['URL', 'www.example.org', ['identifier-syntax']],
    ['URL', 'https://example.org/', []],
    ['Local ID', 'not available', []],
  ])('checks an alternateIdentifier of type %s, %s: %j', (type, value, rules) => {
    const xml = extra(
      `<alternateIdentifiers><alternateIdentifier alternateIdentifierType="${type}">${value}</alternateIdentifier></alternateIdentifiers>`,
    );
    expect(rulesOf(xml, 'warning').filter((rule) => rule === 'identifier-syntax')).toEqual(rules);
  });

  it.each([
    ['relatedItemIdentifierType="DOI"', '10.1234/x', 'Cites', []],
    ['relatedItemIdentifierType="DOI"', 'x', 'Cites', ['identifier-syntax']],
    ['relatedItemIdentifierType="ISSN"', '1234-5678', 'Cites', ['identifier-syntax']],
    ['', 'x', 'Cites', []],
    ['', 'x', 'Other', ['relation-information']],
  ])('checks a related item with the identifier %s %s, relation %s: %j', (type, value, relation, rules) => {
    const xml = extra(
      `<relatedItems><relatedItem relatedItemType="Book" relationType="${relation}"><relatedItemIdentifier ${type}>${value}</relatedItemIdentifier><titles><title>t</title></titles></relatedItem></relatedItems>`,
    );
    expect(rulesOf(xml, 'error')).toEqual([]);
    expect(rulesOf(xml, 'warning').filter((rule) => rule !== 'recommended-missing')).toEqual(rules);
  });

  it.each([
    ['ORCID iD', '0000-0002-1825-0098', ['orcid']],
    ['https://orcid.org', '0000-0002-1825-0098', ['orcid']],
    ['https://orcid.org', '0000-0002-1825-0097', []],
    ['', 'https://orcid.org/0000-0002-1825-0098', ['name-identifier-scheme', 'orcid']],
    ['ResearcherID', 'C-1234-2011', []],
  ])('checks a nameIdentifier of scheme "%s", %s: %j', (scheme, value, rules) => {
    const xml = creator(`<nameIdentifier nameIdentifierScheme="${scheme}">${value}</nameIdentifier>`);
    const found = rulesOf(xml, 'warning').filter((rule) => /orcid|scheme/.test(rule));
    expect(found).toEqual(rules);
  });

  it.each([
    ['https://ror.org/04wxnsj82', '', ['identifier-scheme', 'ror']],
    ['ror.org/04wxnsj82', ' affiliationIdentifierScheme="https://ror.org"', ['ror']],
    ['https://ror.org/04wxnsj81', ' affiliationIdentifierScheme="ror id"', []],
    ['grid.1', '', ['identifier-scheme']],
  ])('checks the affiliationIdentifier %s%s: %j', (value, scheme, rules) => {
    const xml = creator(`<affiliation affiliationIdentifier="${value}"${scheme}>x</affiliation>`);
    expect(rulesOf(xml, 'warning').filter((rule) => /ror|scheme/.test(rule))).toEqual(rules);
  });

  it('takes a creator with a ROR id for an organisation, whatever commas its name has', () => {
    const named = (identifier: string) => creator(identifier).replace('Nowak, Anna', 'CERN, Geneva');
    const ror = '<nameIdentifier nameIdentifierScheme="ROR">https://ror.org/01ggx4157</nameIdentifier>';
    expect(prepare(named(ror)).summary.creators).toEqual([
      { name: 'CERN, Geneva', type: 'Organizational', ror: 'https://ror.org/01ggx4157', affiliations: [] },
    ]);
    expect(prepare(named('')).summary.creators).toMatchObject([{ familyName: 'CERN' }]);
  });

  it('reads an ORCID iD whose scheme is spelt in another way', () => {
    const xml = creator(
      '<nameIdentifier nameIdentifierScheme="ORCID iD">0000-0002-1825-0097</nameIdentifier>',
    );
    expect(prepare(xml).summary.creators).toMatchObject([{ orcid: 'https://orcid.org/0000-0002-1825-0097' }]);
  });

  it('names the attribute that holds a wrong identifier', () => {
    const xml = creator(
      '<affiliation affiliationIdentifier="https://ror.org/04wxnsj82" affiliationIdentifierScheme="ROR">x</affiliation>',
    );
    expect(validateRecord(datacite, xml).problems.find(({ rule }) => rule === 'ror')?.xpath).toBe(
      '/resource/creators/creator/affiliation/@affiliationIdentifier',
    );
  });
});
