import { describe, expect, it } from '@jest/globals';
import { emptySummary, type RecordSummary } from '../../src/metadata/summary.js';
import { missingFor, type Aggregator } from '../../src/oai-pmh/expectations.js';

const prefixes = ['oai_dc', 'oai_datacite', 'datacite'];
const whole: RecordSummary = {
  ...emptySummary(),
  titles: [{ value: 'Snow' }],
  creators: [{ name: 'Doe, Jane', affiliations: [] }],
  publisher: 'Lab',
  publicationYear: '2026',
  dates: [{ type: 'Issued', value: '2026-01-02' }],
  rights: [{ uri: 'info:eu-repo/semantics/openAccess' }],
  subjects: [{ value: 'glaciology' }],
  identifiers: [{ type: 'DOI', value: '10.1234/abc' }],
};
const missing = (aggregator: Aggregator, change: Partial<RecordSummary>) =>
  missingFor(aggregator, { summary: { ...whole, ...change }, prefixes });

describe('what aggregators expect', () => {
  it('is all there in a record that has everything', () => {
    expect(missing('OpenAIRE', {})).toEqual([]);
    expect(missing('B2FIND', {})).toEqual([]);
  });

  it('is, for OpenAIRE, the format that it harvests', () => {
    const inDublinCore = missingFor('OpenAIRE', { summary: whole, prefixes: ['oai_dc'] });
    expect(inDublinCore).toEqual([expect.stringContaining('oai_datacite')]);
    expect(missingFor('B2FIND', { summary: whole, prefixes: ['oai_dc'] })).toEqual([]);
  });

  it.each<[Aggregator, Partial<RecordSummary>, string]>([
    ['OpenAIRE', { titles: [] }, 'title'],
    ['OpenAIRE', { creators: [] }, 'creator'],
    ['OpenAIRE', { publisher: ' ' }, 'publisher'],
    ['OpenAIRE', { publicationYear: 'c. 1900' }, 'publication year'],
    ['OpenAIRE', { dates: [{ type: 'Accepted', value: '2026' }] }, 'date issued or available'],
    ['OpenAIRE', { rights: [{ uri: 'https://creativecommons.org/licenses/by/4.0/' }] }, 'access right'],
    ['OpenAIRE', { identifiers: [{ type: 'Other', value: 'shelf 3' }] }, 'identifier'],
    ['B2FIND', { titles: [] }, 'title'],
    ['B2FIND', { identifiers: [{ type: 'Handle', value: '21.T11148/abc' }] }, 'identifier as DOI'],
    ['B2FIND', { publisher: null }, 'publisher'],
    ['B2FIND', { publicationYear: null }, 'publication year'],
    ['B2FIND', { subjects: [] }, 'subject'],
  ])('is not met: %s, %j', (aggregator, change, what) => {
    expect(missing(aggregator, change)).toEqual([expect.stringContaining(what)]);
  });

  it.each(['http://purl.org/coar/access_right/c_abf2', 'info:eu-repo/semantics/embargoedAccess'])(
    'takes %s for an access right',
    (uri) => expect(missing('OpenAIRE', { rights: [{ uri }] })).toEqual([]),
  );

  it.each(['hdl:21.T11148/abc', 'https://hdl.handle.net/21.T11148/abc', '10.1234/x', 'doi:10.1234/x'])(
    'takes %s for an identifier that B2FIND can follow',
    (value) => expect(missing('B2FIND', { identifiers: [{ type: 'Other', value }] })).toEqual([]),
  );
});
