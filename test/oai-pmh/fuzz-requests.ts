import fc from 'fast-check';

/** What the requests are about: things that exist, and things that once did. */
export interface Subjects {
  identifiers: readonly string[];
  prefixes: readonly string[];
  sets: readonly string[];
  /** Whole seconds at which something happened. */
  datestamps: readonly string[];
  /** Live and expired ones. */
  tokens: readonly string[];
}

const verbs = ['Identify', 'ListMetadataFormats', 'ListSets', 'GetRecord', 'ListIdentifiers', 'ListRecords'];
const listArguments = ['metadataPrefix', 'from', 'until', 'set', 'resumptionToken'];
const argumentsOf: Readonly<Record<string, string[]>> = {
  ListMetadataFormats: ['identifier'],
  ListSets: ['resumptionToken'],
  GetRecord: ['identifier', 'metadataPrefix'],
  ListIdentifiers: listArguments,
  ListRecords: listArguments,
};
const names = ['verb', 'identifier', ...listArguments];

const hostile = [
  ...[
    '%00',
    '%ff',
    '%',
    '%EF%BF%BE',
    '%F0%9D%84%9E',
    '%ED%A0%80',
    '%C0%AF',
    '%0A',
    '+',
    '<',
    '"',
    "'",
    '&amp;',
  ],
  ...[']]>', '../..', '%25zz', 'a:b:c', '//x:y', ':', '', ' ', 'a'.repeat(5000), 'toString', '__proto__'],
];
const dates = [
  ...['1999-12-31', '2999-01-01', '1999-12-31T23:59:59Z', '2999-01-01T00:00:00Z'],
  ...['2026-01-01', '2026-11-22', '9999-12-31', '0000-01-01', '2024-02-29', '2026-02-29', '2026-1-1'],
  ...['2026-11-22T08:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T08:00:60Z', '2026-11-22T08:00:00.0Z'],
  ...['2026-11-22T08:00Z', '2026-11-22t08:00:00z', '2026-11-22T08:00:00+00:00', '99999-01-01', '-2026-01-01'],
];

/** A letter changed, taken away or added anywhere. */
const bent = (text: string) =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.constantFrom('A', 'z', '0', '-', '_', '%00', '%ff', '&', '=', ''),
      fc.boolean(),
    )
    .map(([at, letter, keep]) => text.slice(0, at) + letter + text.slice(keep ? at : at + 1));

const fromOrBent = (texts: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: fc.constantFrom(...texts).chain(bent) },
  );

/** A datestamp in either granularity, the second before or after it. */
const near = (datestamps: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...datestamps), fc.constantFrom(-1, 0, 0, 1), fc.constantFrom(10, 19, 19))
    .map(([datestamp, seconds, length]) => {
      const moved = new Date(Date.parse(datestamp) + seconds * 1000).toISOString().slice(0, length);
      return length === 10 ? moved : `${moved}Z`;
    });

function valuesOf(subjects: Subjects): Record<string, fc.Arbitrary<string>> {
  const date = fc.oneof(near(subjects.datestamps), near(subjects.datestamps), fc.constantFrom(...dates));
  return {
    verb: fromOrBent(verbs),
    identifier: fc.oneof(
      fromOrBent(subjects.identifiers),
      fc.webUrl(),
      fc.constantFrom('urn:x:y', 'a/b', '/a', '?'),
    ),
    metadataPrefix: fromOrBent(subjects.prefixes),
    from: date,
    until: date,
    set: fromOrBent([...subjects.sets, 'nope', 'a:b']),
    resumptionToken: fc.oneof(fromOrBent(subjects.tokens), fc.base64String({ maxLength: 80 })),
  };
}

/** Percent-encoded as a careful client does, or left as it is. */
const sent = (value: string, encoded: boolean) =>
  encoded && !value.includes('%') ? encodeURIComponent(value) : value;

/** Requests that begin right: a verb with most of its arguments, and seldom one that is not. */
function nearlyRight(subjects: Subjects): fc.Arbitrary<string> {
  const values = valuesOf(subjects);
  const argument = (name: string) =>
    fc
      .tuple(
        fc.oneof({ weight: 12, arbitrary: values[name] ?? fc.string() }, { weight: 1, arbitrary: strange }),
        fc.boolean(),
      )
      .map(([value, encoded]) => `${name}=${sent(value, encoded)}`);
  return fc.constantFrom(...verbs).chain((verb) => {
    const own = argumentsOf[verb] ?? [];
    const some = own.includes('resumptionToken')
      ? fc.oneof(
          fc.constant(['resumptionToken']),
          fc.subarray(own.slice(0, -1), { minLength: 0 }),
          fc.subarray(own),
        )
      : fc.oneof(fc.constant(own), fc.constant(own), fc.subarray(own));
    const extra = fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, fc.subarray(names, { maxLength: 1 }));
    return fc
      .tuple(some, extra)
      .chain(([one, two]) => fc.tuple(fc.constant(`verb=${verb}`), ...[...one, ...two].map(argument)))
      .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }))
      .map((parts) => parts.join('&'));
  });
}

const strange = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 30 }));

/** Requests made of pieces without any order. */
function pieces(subjects: Subjects): fc.Arbitrary<string> {
  const name = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  );
  const value = fc.oneof(...Object.values(valuesOf(subjects)), strange);
  return fc
    .array(fc.tuple(name, fc.constantFrom('=', '=', '=', '=', '', '[]=', '=='), value), { maxLength: 5 })
    .map((parts) => parts.map((part) => part.join('')).join('&'));
}

/** Query strings, right, nearly right and wild; a character a byte, as Node gives them. */
export function fuzzRequests(subjects: Subjects): fc.Arbitrary<string> {
  return fc
    .oneof({ weight: 3, arbitrary: nearlyRight(subjects) }, { weight: 1, arbitrary: pieces(subjects) })
    .map((text) => Buffer.from(text).toString('latin1'));
}
