import { hasShared, sharedRecords } from './shared-files.js';

/** A document that somebody might send to do harm, and the rule it breaks where that is certain. */
export interface HostileDocument {
  name: string;
  input: string | Uint8Array;
  rule?: string;
}

const KERNEL = 'http://datacite.org/schema/kernel-4';
const BASE = `<resource xmlns="${KERNEL}"><creators><creator><creatorName>Nowak, Anna</creatorName></creator></creators><titles><title xml:lang="en">Tides &amp; waves</title></titles><publisher>Institute</publisher><publicationYear>2024</publicationYear><resourceType resourceTypeGeneral="Dataset">x</resourceType></resource>`;
const MEGABYTE = 1_000_000;

/** More than three hundred of them; the same ones in every run. */
export function hostileDocuments(): HostileDocument[] {
  return [
    ...bombs(),
    ...limits(),
    ...characters(),
    ...encodings(),
    ...markup(),
    ...namespaces(),
    ...floods(),
    ...inheritedNames(),
    ...mutated(),
  ];
}

/** Table of reliability-security.md 5.5 and its neighbours. */
function bombs(): HostileDocument[] {
  const laughs = Array.from({ length: 10 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
    '',
  );
  const subsets = {
    'billion laughs': `<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`,
    'quadratic blow-up': `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>`,
    'external entity to a file': '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    'external entity over http': '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:1/x">]>',
    'parameter entity': '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
    'external subset': '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    'public identifier': '<!DOCTYPE x PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/x.dtd">',
    'default attributes': '<!DOCTYPE x [<!ATTLIST resource a CDATA "b">]>',
    'an unfinished DOCTYPE': '<!DOCTYPE x [',
    'an empty DOCTYPE': '<!DOCTYPE>',
    'a DOCTYPE in lower case': '<!doctype html>',
  };
  return Object.entries(subsets).map(([name, subset]) => ({
    name,
    input: `${subset}${BASE}`,
    rule: 'xml-doctype',
  }));
}

function limits(): HostileDocument[] {
  const nested = [101, 256, 257, 1_000, 10_000, 100_000, 140_000].map((depth) => ({
    name: `${depth} levels`,
    input: '<a>'.repeat(depth) + '</a>'.repeat(depth),
    rule: depth * 7 > 1_048_576 ? 'xml-size' : 'xml-depth',
  }));
  const unclosed = [100, 1_000, 300_000].map((depth) => ({
    name: `${depth} open tags`,
    input: '<a>'.repeat(depth),
  }));
  const attributes = [1_001, 10_000, 60_000].map((count) => ({
    name: `${count} attributes`,
    input: `<a ${Array.from({ length: count }, (_, n) => `a${n}="${n}"`).join(' ')}/>`,
    rule: 'xml-attributes',
  }));
  return [
    ...nested,
    ...unclosed,
    ...attributes,
    {
      name: '300 declarations',
      input: `<a ${Array.from({ length: 300 }, (_, n) => `xmlns:a${n}="urn:one"`).join(' ')}/>`,
      rule: 'xml-attributes',
    },
    {
      name: '65 namespaces',
      input: `<a ${Array.from({ length: 65 }, (_, n) => `xmlns:a${n}="urn:${n}"`).join(' ')}/>`,
      rule: 'xml-namespaces',
    },
    {
      name: 'declarations at every level',
      input: Array.from({ length: 99 }, (_, n) => `<a xmlns:p${n}="urn:${n}">`).join('') + '</a>'.repeat(99),
    },
    {
      name: '1,000 attributes twice over',
      input: `<a ${Array.from({ length: 1000 }, (_, n) => `a${n}="1"`).join(' ')} a0="2"/>`,
    },
    { name: 'a huge attribute', input: `<a b="${'x'.repeat(MEGABYTE)}"/>`, rule: 'xml-text-length' },
    { name: 'a huge text', input: `<a>${'x'.repeat(MEGABYTE)}</a>`, rule: 'xml-text-length' },
    { name: 'a huge comment', input: `<a><!--${'x'.repeat(MEGABYTE)}--></a>` },
    {
      name: 'a huge CDATA section',
      input: `<a><![CDATA[${'x'.repeat(MEGABYTE)}]]></a>`,
      rule: 'xml-text-length',
    },
    { name: 'a huge name', input: `<${'x'.repeat(MEGABYTE)}/>`, rule: 'xml-name-length' },
    { name: 'a huge attribute name', input: `<a ${'x'.repeat(MEGABYTE)}="1"/>`, rule: 'xml-name-length' },
    { name: 'a huge instruction', input: `<a><?p ${'x'.repeat(MEGABYTE)}?></a>` },
    { name: 'a tag of white space', input: `<a${' '.repeat(MEGABYTE)}/>` },
    { name: 'white space before the root', input: `${'\n'.repeat(MEGABYTE)}<a/>` },
    { name: 'two megabytes', input: `<a>${'<b/>'.repeat(500_000)}</a>`, rule: 'xml-size' },
    {
      name: 'a gigabyte promised by a reference',
      input: '<a>&#99999999999999999999;</a>',
      rule: 'xml-not-well-formed',
    },
  ];
}

/** Each control character as it is, in an attribute and as references; surrogates and non-characters likewise. */
function characters(): HostileDocument[] {
  const controls = [
    ...Array.from({ length: 32 }, (_, code) => code).filter((code) => ![9, 10, 13].includes(code)),
    0xfffe,
    0xffff,
    0xd800,
    0xdfff,
  ];
  return controls.flatMap((code) => {
    const name = `U+${code.toString(16)}`;
    const raw = String.fromCharCode(code);
    return [
      { name: `${name} in text`, input: BASE.replace('Tides', raw), rule: 'xml-character' },
      { name: `${name} in an attribute`, input: BASE.replace('"en"', `"${raw}"`), rule: 'xml-character' },
      {
        name: `${name} as a reference`,
        input: BASE.replace('Tides', `&#${code};`),
        rule: 'xml-not-well-formed',
      },
      {
        name: `${name} as a hexadecimal reference`,
        input: BASE.replace('"en"', `"&#x${code.toString(16)};"`),
        rule: 'xml-not-well-formed',
      },
    ];
  });
}

function encodings(): HostileDocument[] {
  const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>${BASE}`;
  const bytes = (text: string, encoding: BufferEncoding): Uint8Array => Buffer.from(text, encoding);
  const utf32 = Buffer.from(Array.from(BASE).flatMap((character) => [character.charCodeAt(0), 0, 0, 0]));
  return [
    { name: 'UTF-16LE without a mark', input: bytes(BASE, 'utf16le'), rule: 'xml-encoding' },
    { name: 'UTF-16BE without a mark', input: Buffer.from(BASE, 'utf16le').swap16(), rule: 'xml-encoding' },
    {
      name: 'UTF-16 of odd length',
      input: Buffer.concat([bytes(`\uFEFF${BASE}`, 'utf16le'), Buffer.from([0x41])]),
      rule: 'xml-encoding',
    },
    { name: 'UTF-32', input: utf32, rule: 'xml-encoding' },
    { name: 'UTF-32 with a mark', input: Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), utf32]) },
    { name: 'EBCDIC', input: Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]) },
    { name: 'gzip', input: Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]), rule: 'xml-encoding' },
    ...[
      'UTF-16',
      'UTF-32',
      'UTF-7',
      'EBCDIC-CP-US',
      'windows-1252',
      'Shift_JIS',
      'ISO-2022-JP',
      'x-user-defined',
      '../../etc/passwd',
      '',
      'a'.repeat(200),
    ]
      .map((encoding) => ({
        name: `declared ${encoding.slice(0, 20)}`,
        input: bytes(declared(encoding), 'utf8'),
        rule: encoding.length > 100 ? undefined : 'xml-encoding',
      }))
      .map(({ rule, ...rest }) => (rule === undefined ? rest : { ...rest, rule })),
    ...['c0bc', 'e080af', 'f08080af', 'eda080', 'f4908080', 'ff', 'fe', '80', 'c3'].map((hex) => ({
      name: `bytes ${hex}`,
      input: Buffer.concat([Buffer.from('<a>'), Buffer.from(hex, 'hex'), Buffer.from('</a>')]),
      rule: 'xml-encoding',
    })),
    {
      name: 'latin-1 bytes under UTF-8',
      input: bytes(declared('UTF-8').replace('Tides', 'Köln'), 'latin1'),
      rule: 'xml-encoding',
    },
    { name: 'a mark twice', input: `\uFEFF\uFEFF${BASE}` },
    {
      name: 'a declaration twice',
      input: declared('UTF-8').replace('<resource', '<?xml version="1.0"?><resource'),
      rule: 'xml-not-well-formed',
    },
    { name: 'a declaration after a blank', input: ` ${declared('UTF-8')}`, rule: 'xml-not-well-formed' },
    { name: 'XML 1.1', input: declared('UTF-8').replace('1.0', '1.1') },
    { name: 'XML 2.0', input: declared('UTF-8').replace('1.0', '2.0') },
  ];
}

function markup(): HostileDocument[] {
  const pieces = [
    '<',
    '>',
    '&',
    '&;',
    '&#;',
    '&#x;',
    '&nbsp;',
    '&a',
    ']]>',
    '<!',
    '<!-',
    '<!-- -- -->',
    '<!--',
    '<!-->',
    '<![CDATA[',
    '<![cdata[x]]>',
    '<?',
    '<?xml?>',
    '<?XML x?>',
    '</',
    '</>',
    '</a',
    '< a/>',
    '<a',
    '<a b',
    '<a b=',
    '<a b=c>',
    '<a b="',
    '<a b=\'">',
    '<a b="<">',
    '<a b="&">',
    '<a b="1"c="2"/>',
    '<a/ >',
    '<a></ a>',
    '<1/>',
    '<-a/>',
    '<a:/>',
    '<:a/>',
    '<a:b:c/>',
    '<xmlns:a/>',
    '<xml:a/>',
    '<a xml:="1"/>',
    '<a\u1680/>',
    '<a\u00A0/>',
    '<!ELEMENT a ANY>',
    '<%',
    '\u2028',
    '<a/><a',
    '<script>alert(1)</script>',
    '<b onclick="x"/>',
    '{{7*7}}',
    '${7*7}',
    '%s%n',
    '../../etc/passwd',
    "' OR 1=1 --",
  ];
  return pieces.flatMap((piece) => [
    { name: `${piece} as the document`, input: piece },
    { name: `${piece} in a title`, input: BASE.replace('Tides', piece) },
  ]);
}

function namespaces(): HostileDocument[] {
  const wrap = (attributes: string, content = ''): string => `<a ${attributes}>${content}</a>`;
  return [
    { name: 'an unbound prefix', input: wrap('', '<b:c/>'), rule: 'xml-unbound-prefix' },
    {
      name: '20,400 unbound prefixes',
      input: wrap('', Array.from({ length: 20_400 }, (_, n) => `<p${n}:c/>`).join('')),
      rule: 'xml-unbound-prefix',
    },
    { name: 'xmlns bound', input: wrap('xmlns:xmlns="urn:x"'), rule: 'xml-not-well-formed' },
    { name: 'xml bound elsewhere', input: wrap('xmlns:xml="urn:x"'), rule: 'xml-not-well-formed' },
    {
      name: 'the xml namespace as default',
      input: wrap('xmlns="http://www.w3.org/XML/1998/namespace"'),
      rule: 'xml-not-well-formed',
    },
    {
      name: 'a prefix unbound again',
      input: wrap('xmlns:p="urn:x"', '<b xmlns:p=""/>'),
      rule: 'xml-not-well-formed',
    },
    {
      name: 'one attribute by two prefixes',
      input: wrap('xmlns:p="urn:x" xmlns:q="urn:x" p:a="1" q:a="2"'),
      rule: 'xml-not-well-formed',
    },
    {
      name: 'XInclude',
      input: wrap(
        'xmlns:i="http://www.w3.org/2001/XInclude"',
        '<i:include href="file:///etc/passwd" parse="text"/>',
      ),
      rule: 'xml-xinclude',
    },
    {
      name: 'a namespace that is no URI',
      input: wrap('xmlns:p="http://[x"', '<p:b/>'),
      rule: 'xml-unbound-prefix',
    },
    {
      name: '60 namespaces that are no URIs',
      input: wrap(Array.from({ length: 60 }, (_, n) => `xmlns:p${n}="h ttp://${n}"`).join(' ')),
    },
    {
      name: 'a fetching schemaLocation',
      input: BASE.replace(
        '<resource',
        '<resource xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://datacite.org/schema/kernel-4 http://127.0.0.1:1/x.xsd"',
      ),
    },
    {
      name: 'a stylesheet with a script',
      input: `<?xml-stylesheet type="text/xsl" href="javascript:alert(1)"?>${BASE}`,
    },
  ];
}

/** Well-formed documents just below the limits: every fault of theirs must not cost a fault's price each. */
function floods(): HostileDocument[] {
  const fill = (item: (n: number) => string, count: number): string =>
    BASE.replace('</resource>', `${Array.from({ length: count }, (_, n) => item(n)).join('')}</resource>`);
  const creators = Array.from(
    { length: 5_000 },
    (_, n) =>
      `<creator><creatorName>Family${n}, Given</creatorName><givenName>Given</givenName><familyName>Family${n}</familyName></creator>`,
  ).join('');
  return [
    { name: '20,400 unknown elements', input: fill((n) => `<x${n}/>`, 20_400), rule: 'element-unknown' },
    { name: '20,400 near misses', input: fill(() => '<publisherr/>', 20_400), rule: 'element-unknown' },
    { name: '20,400 repetitions', input: fill(() => '<version/>', 20_400), rule: 'element-repeated' },
    {
      name: '10,000 unknown attributes',
      input: fill((n) => `<version a${n}="1" b="2"/>`, 10_000),
      rule: 'attribute-unknown',
    },
    {
      name: '14,000 wrong subjects',
      input: BASE.replace(
        '</resource>',
        `<subjects>${'<subject xml:lang="en_US">x</subject>'.repeat(14_000)}</subjects></resource>`,
      ),
      rule: 'language-tag',
    },
    {
      name: '90,000 slashes in an identifier',
      input: `<metadata><dc:identifier>hdl:${'/'.repeat(90_000)} y</dc:identifier></metadata>`,
    },
    {
      name: 'a language of 58,000 characters for 1,500 elements',
      input: `<metadata xml:lang="en${'-aaaaaaaa'.repeat(6_444)}">${'<dc:date>2020</dc:date>'.repeat(1_500)}</metadata>`,
    },
    { name: '5,000 creators', input: BASE.replace(/<creator>.*<\/creator>/, creators) },
    {
      name: '20,400 Dublin Core elements',
      input: `<metadata>${'<dc:date>not a date</dc:date>'.repeat(20_400)}</metadata>`,
    },
    { name: '10,000 processing instructions', input: `<metadata>${'<?p q?>'.repeat(10_000)}</metadata>` },
    { name: '100,000 comments', input: `<metadata>${'<!---->'.repeat(100_000)}</metadata>` },
    {
      name: '100,000 references',
      input: `<metadata><dc:title>${'&amp;'.repeat(100_000)}</dc:title></metadata>`,
    },
  ];
}

/** Real records (or our own, where those are missing) with bytes flipped, cut out, doubled and swapped. */
function mutated(): HostileDocument[] {
  const real = hasShared ? ['datacite', 'oai_dc', 'edm'].flatMap(sharedRecords) : [];
  const sources =
    real.length > 0
      ? real.filter((_record, at) => at % 7 === 0)
      : [{ name: 'base', bytes: Buffer.from(BASE) }];
  const random = generator(20_241_122);
  return Array.from({ length: 120 }, (_, n) => {
    const { name, bytes } = sources[n % sources.length]!;
    return { name: `${name} mutated ${n}`, input: mutate(bytes, random) };
  });
}

/** Names that every object inherits, where a table is asked by what the document says. */
function inheritedNames(): HostileDocument[] {
  return ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'].flatMap((name) => [
    { name: `namespace ${name}`, input: BASE.replace('<resource ', `<resource xmlns:x="${name}" `) },
    { name: `element of namespace ${name}`, input: `<metadata><x:y xmlns:x="${name}">z</x:y></metadata>` },
    {
      name: `relatedIdentifierType ${name}`,
      input: BASE.replace(
        '</resource>',
        `<relatedIdentifiers><relatedIdentifier relatedIdentifierType="${name}" relationType="Cites">x</relatedIdentifier></relatedIdentifiers></resource>`,
      ),
      rule: 'value-not-in-list',
    },
    {
      name: `alternateIdentifierType ${name}`,
      input: BASE.replace(
        '</resource>',
        `<alternateIdentifiers><alternateIdentifier alternateIdentifierType="${name}">x</alternateIdentifier></alternateIdentifiers></resource>`,
      ),
    },
    {
      name: `grant of ${name}`,
      input: `<metadata><dc:relation>info:eu-repo/grantAgreement/${name}/x/1</dc:relation></metadata>`,
    },
  ]);
}

function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  const length = 1 + random(200);
  const rest = copy.subarray(Math.min(at + length, copy.length));
  switch (random(4)) {
    case 0:
      copy[at] = random(256);
      return copy;
    case 1:
      return Buffer.concat([copy.subarray(0, at), rest]);
    case 2:
      return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)]);
    default:
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.from('<>&"\'/= '.charAt(random(8))),
        copy.subarray(at),
      ]);
  }
}

/** A small repeatable generator of numbers (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
