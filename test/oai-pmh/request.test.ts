import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRequest } from '../../src/oai-pmh/request.js';

const codes = (raw: string) => {
  const read = readRequest(raw);
  return 'faults' in read ? read.faults.map(({ code }) => code) : [];
};
const request = (raw: string) => {
  const read = readRequest(raw);
  return 'request' in read ? read.request : read.faults;
};

const verbs = ['Identify', 'ListMetadataFormats', 'ListSets', 'GetRecord', 'ListIdentifiers', 'ListRecords'];
const id = 'identifier=oai:x.org:1';
const list = 'verb=ListRecords&metadataPrefix=oai_dc';

describe('the verb', () => {
  it.each([
    ['', 'missing'],
    ['foo=bar', 'missing beside another argument'],
    ['verb', 'without a value'],
    ['verb=', 'empty'],
    ['verb=junk', 'unknown'],
    ['verb=identify', 'in the wrong case'],
    ['Verb=Identify', 'named in the wrong case'],
    ['verb[]=Identify', 'as an array'],
    ['verb=Identify&verb=Identify', 'repeated'],
    ['verb=Identify%00', 'with NUL'],
    ['verb=toString', 'named as what every object has'],
    ['verb=%ff', 'that is not UTF-8'],
  ])('%s is badVerb: %s', (raw) => {
    expect(codes(raw)).toEqual(['badVerb']);
    expect(readRequest(raw)).toMatchObject({ attributes: {} });
  });
});

describe('the arguments', () => {
  const legal: [string, unknown][] = [
    ['verb=Identify', { verb: 'Identify' }],
    ['verb=ListSets', { verb: 'ListSets' }],
    ['verb=ListSets&resumptionToken=x', { verb: 'ListSets', resumptionToken: 'x' }],
    ['verb=ListMetadataFormats', { verb: 'ListMetadataFormats' }],
    [`verb=ListMetadataFormats&${id}`, { verb: 'ListMetadataFormats', identifier: 'oai:x.org:1' }],
    [
      `metadataPrefix=edm&${id}&verb=GetRecord`,
      { verb: 'GetRecord', identifier: 'oai:x.org:1', metadataPrefix: 'edm' },
    ],
    [list, { verb: 'ListRecords', selection: { metadataPrefix: 'oai_dc' } }],
    ['verb=ListIdentifiers&resumptionToken=t', { verb: 'ListIdentifiers', resumptionToken: 't' }],
    [
      `${list}&set=a:b&from=2026-01-01&until=2026-01-02`,
      {
        verb: 'ListRecords',
        selection: {
          metadataPrefix: 'oai_dc',
          set: 'a:b',
          from: '2026-01-01T00:00:00Z',
          until: '2026-01-02T23:59:59Z',
        },
      },
    ],
  ];
  it.each(legal)('%s is read', (raw, expected) => {
    expect(request(raw)).toEqual(expected);
  });

  it.each([
    'verb=Identify&foo=bar',
    'verb=Identify&identifier=a',
    'verb=Identify&resumptionToken=x',
    'verb=Identify&%ff=x',
    'verb=ListMetadataFormats&resumptionToken=x',
    'verb=ListSets&set=a',
    'verb=GetRecord',
    `verb=GetRecord&${id}`,
    'verb=GetRecord&metadataPrefix=oai_dc',
    'verb=GetRecord&metadataPrefix=oai_dc&identifier=',
    `verb=GetRecord&metadataPrefix=oai_dc&${id}&${id}`,
    `verb=GetRecord&metadataPrefix=oai_dc&${id}&MetadataPrefix=oai_dc`,
    'verb=ListRecords',
    'verb=ListRecords&metadataPrefix=',
    'verb=ListRecords&metadataPrefix=a/b',
    `${list}&metadataPrefix=oai_dc`,
    `${list}&metadataPrefix[]=x`,
    `${list}&set=`,
    `${list}&set=a b`,
    `${list}&set=a:`,
    `${list}&set=:a`,
    `${list}&set=a::b`,
    `${list}&from=`,
    `${list}&until=`,
    `${list}&from=2026-01-02&until=2026-01-01`,
    `${list}&from=2026-01-01&until=2026-01-01T00:00:00Z`,
    `${list}&resumptionToken=x`,
    'verb=ListRecords&resumptionToken=',
    'verb=ListRecords&resumptionToken=%00',
    'verb=ListRecords&resumptionToken=x&resumptionToken=x',
  ])('%s is badArgument and echoes nothing', (raw) => {
    expect(new Set(codes(raw))).toEqual(new Set(['badArgument']));
    expect(readRequest(raw)).toMatchObject({ attributes: {} });
  });

  it('tells all that is wrong, each once', () => {
    expect(codes('verb=ListRecords&from=x&until=y&set=a%20b&foo=1&foo=2')).toHaveLength(6);
  });

  it('echoes all arguments and only them', () => {
    expect(readRequest(`${list}&set=a`).attributes).toEqual({
      verb: 'ListRecords',
      metadataPrefix: 'oai_dc',
      set: 'a',
    });
  });
});

describe('identifiers', () => {
  it.each(['oai:x.org:1', 'junk', 'doi:10.1/a%20b', 'https://a.org:80/x?y#z', 'a/b:c', 'urn:x:y?=z'])(
    '%s may be asked for',
    (identifier) => {
      expect(codes(`verb=GetRecord&metadataPrefix=a&identifier=${encodeURIComponent(identifier)}`)).toEqual(
        [],
      );
    },
  );

  it.each(['%zz', 'a b', 'invalid"id', ':a', '1:b', 'a[b', 'ł', 'a#b#c', 'a\tb', 'a<b', 'http://a:b/'])(
    '%s is no URI, so badArgument',
    (identifier) => {
      expect(codes(`verb=GetRecord&metadataPrefix=a&identifier=${encodeURIComponent(identifier)}`)).toEqual([
        'badArgument',
      ]);
    },
  );

  it('reads a value as the same, encoded or not', () => {
    expect(request('verb=ListMetadataFormats&identifier=oai%3Ax.org%3A1%2F2')).toEqual(
      request('verb=ListMetadataFormats&identifier=oai:x.org:1/2'),
    );
  });
});

describe('dates', () => {
  it.each([
    '0000-01-01',
    '2020-02-30',
    '2021-02-29',
    '1900-02-29',
    '2020-1-1',
    '2020-01',
    '2020',
    '20200101',
    '2020-13-01',
    '2020-00-01',
    '2020-01-00',
    '2020-01-32',
    '2020-04-31',
    '2020-01-01T00:00:00',
    '2020-01-01T00:00:00z',
    '2020-01-01t00:00:00Z',
    '2020-01-01T00:00:00.0Z',
    '2020-01-01T00:00:00+00:00',
    '2020-01-01T24:00:00Z',
    '2020-01-01T23:60:00Z',
    '2020-01-01T23:59:60Z',
    '2020-01-01T00:00Z',
    '2020-01-01 00:00:00Z',
    ' 2020-01-01',
    '2020-01-01 ',
    '2020-01-01Z',
    '-2020-01-01',
    '٢٠٢٠-٠١-٠١',
    '1111-01',
    '1111-13-25T65:01:25',
  ])('%s is badArgument', (date) => {
    expect(codes(`${list}&from=${encodeURIComponent(date)}`)).toEqual(['badArgument']);
    expect(codes(`${list}&until=${encodeURIComponent(date)}`)).toEqual(['badArgument']);
  });

  it.each(['2020-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '2020-12-31T23:59:59Z'])(
    '%s is taken',
    (date) => {
      expect(codes(`${list}&from=${date}&until=${date}`)).toEqual([]);
    },
  );
});

describe('any text at all', () => {
  const word = fc.constantFrom(
    'verb',
    'identifier',
    'metadataPrefix',
    'from',
    'until',
    'set',
    'resumptionToken',
    ...verbs,
    'oai_dc',
    '2026-01-01',
    '%00',
    '%ff',
    '%',
    '+',
    '[]',
    'ł',
    '\ud800',
    '=',
    '&',
    '',
  );
  const query = fc.array(fc.tuple(word, fc.constantFrom('=', '&', ''), word), { maxLength: 8 });

  it('is a request or a list of faults, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          query.map((parts) => parts.flat().join('')),
          fc.string({ unit: 'binary' }),
        ),
        (raw) => {
          const read = readRequest(raw);
          if ('faults' in read) {
            expect(read.faults.length).toBeGreaterThan(0);
            expect(read.attributes).toEqual({});
          } else {
            expect(verbs).toContain(read.request.verb);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('means the same in whatever order the arguments stand', () => {
    const args = ['verb=ListRecords', 'metadataPrefix=oai_dc', 'from=2026-01-01', 'set=a'];
    fc.assert(
      fc.property(fc.shuffledSubarray(args, { minLength: args.length }), (shuffled) => {
        expect(request(shuffled.join('&'))).toEqual(request(args.join('&')));
      }),
    );
  });
});
