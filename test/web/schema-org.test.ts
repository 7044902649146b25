import { describe, expect, it } from '@jest/globals';
import { schemaOrgOf } from '../../src/web/machine/schema-org.js';
import { contextOf, fullSummary, recordOf } from './samples.js';

const of = (changes: Partial<typeof fullSummary>) =>
  schemaOrgOf(recordOf({ summary: { ...fullSummary, ...changes } }), contextOf());
const work = (relationType: string, identifier: string) => ({
  relationType,
  identifierType: 'DOI',
  identifier,
});

describe('schema.org', () => {
  it.each([
    ['IsVersionOf', 'exampleOfWork'],
    ['HasVersion', 'workExample'],
    ['IsNewVersionOf', 'isBasedOn'],
    ['IsPartOf', 'isPartOf'],
    ['HasPart', 'hasPart'],
    ['References', 'citation'],
    ['IsReferencedBy', 'subjectOf'],
    ['IsIdenticalTo', 'sameAs'],
  ])('calls a work of relation %s its %s', (relationType, property) => {
    expect(of({ relations: [work(relationType, '10.1234/other')] })[property]).toEqual({
      '@type': 'CreativeWork',
      '@id': 'https://doi.org/10.1234/other',
      url: 'https://doi.org/10.1234/other',
    });
  });

  it('keeps several works of a relation, and says nothing of relations that it has no word for', () => {
    const relations = [work('HasPart', '10.1234/a'), work('HasPart', '10.1234/b'), work('Reviews', '10.1/c')];
    const jsonLd = of({ relations });
    expect((jsonLd['hasPart'] as { '@id': string }[]).map((one) => one['@id'])).toEqual([
      'https://doi.org/10.1234/a',
      'https://doi.org/10.1234/b',
    ]);
    expect(JSON.stringify(jsonLd)).not.toContain('10.1/c');
  });

  it('names the publisher, with its identifier where it has one', () => {
    expect(of({})['publisher']).toEqual({ '@type': 'Organization', name: 'Waymark' });
    const ror = 'https://ror.org/03yrm5c26';
    expect(of({ publisherUri: ror })['publisher']).toEqual({
      '@type': 'Organization',
      '@id': ror,
      name: 'Waymark',
      sameAs: ror,
    });
    expect(of({ publisherUri: 'javascript:x' })['publisher']).not.toHaveProperty('@id');
  });
});
