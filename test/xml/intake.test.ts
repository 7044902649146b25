import { describe, expect, it } from '@jest/globals';
import { intake } from '../../src/xml/intake.js';
import { childElements, textContent } from '../../src/xml/tree.js';

const BINDINGS = { root: 'metadata', prefixes: { dc: 'http://purl.org/dc/elements/1.1/' } };

function rulesOf(input: string | Uint8Array): string[] {
  const taken = intake(input, { bindings: BINDINGS });
  return taken.accepted ? [] : taken.faults.map((fault) => fault.rule);
}

function textOf(input: string | Uint8Array): string {
  const taken = intake(input);
  if (!taken.accepted) throw new Error(JSON.stringify(taken.faults));
  return textContent(taken.root);
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('the XML gate refuses', () => {
  const nested = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
  it.each<[string, string | Uint8Array, string]>([
    ['nothing at all', '', 'xml-empty'],
    ['only white space', ' \n ', 'xml-empty'],
    ['more than a megabyte', `<a>${'x '.repeat(600_000)}</a>`, 'xml-size'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'xml-doctype'],
    [
      'a DOCTYPE behind comments',
      '<?xml version="1.0"?>\n<!-- x --><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
      'xml-doctype',
    ],
    ['an undeclared entity', '<a>&nbsp;</a>', 'xml-not-well-formed'],
    ['NUL', '<a>\u0000</a>', 'xml-character'],
    ['a control character', '<a>\u001A</a>', 'xml-character'],
    ['U+FFFE', '<a>\uFFFE</a>', 'xml-character'],
    ['a lone surrogate', '<a>\uD800</a>', 'xml-character'],
    ['a reference to NUL', '<a>&#0;</a>', 'xml-not-well-formed'],
    ['a reference to a control character', '<a b="&#x1F;"/>', 'xml-not-well-formed'],
    ['a reference to a surrogate', '<a>&#xD800;</a>', 'xml-not-well-formed'],
    ['crossed tags', '<a></b>', 'xml-not-well-formed'],
    ['two roots', '<a/><b/>', 'xml-not-well-formed'],
    ['text only', 'null', 'xml-not-well-formed'],
    ['an attribute twice', '<a b="1" b="2"/>', 'xml-not-well-formed'],
    ['an unbound prefix', '<a><b:c/></a>', 'xml-unbound-prefix'],
    [
      'an unbound prefix other than the known ones under metadata',
      '<metadata><dct:x/></metadata>',
      'xml-unbound-prefix',
    ],
    ['a known prefix unbound under another root', '<record><dc:x/></record>', 'xml-unbound-prefix'],
    ['101 levels', nested(101), 'xml-depth'],
    ['too many elements', `<a>${'<b/>'.repeat(20_500)}</a>`, 'xml-elements'],
    [
      'too many attributes',
      `<a ${Array.from({ length: 1001 }, (_, n) => `a${n}="1"`).join(' ')}/>`,
      'xml-attributes',
    ],
    [
      'too many namespaces on one element',
      `<a ${Array.from({ length: 65 }, (_, n) => `xmlns:n${n}="urn:${n}"`).join(' ')}/>`,
      'xml-namespaces',
    ],
    [
      'too many namespaces under one prefix',
      `<a>${Array.from({ length: 65 }, (_, n) => `<n:b xmlns:n="urn:${n}"/>`).join('')}</a>`,
      'xml-namespaces',
    ],
    ['a long name', `<${'a'.repeat(257)}/>`, 'xml-name-length'],
    ['a long attribute', `<a b="${'x'.repeat(65_537)}"/>`, 'xml-text-length'],
    ['a long text', `<a>${'x'.repeat(524_289)}</a>`, 'xml-text-length'],
    [
      'XInclude',
      '<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/passwd"/></a>',
      'xml-xinclude',
    ],
    [
      'XInclude in disguise',
      '<a xmlns:x="http://www.w3.org/2001/XInclud&#101;"><x:include href="x"/></a>',
      'xml-xinclude',
    ],
    ['UTF-8 that is none', Buffer.from([0x3c, 0x61, 0x3e, 0xe9, 0x3c, 0x2f, 0x61, 0x3e]), 'xml-encoding'],
    ['overlong UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xbc, 0x3c, 0x2f, 0x61, 0x3e]), 'xml-encoding'],
    ['UTF-16 without a mark', Buffer.from('<a/>', 'utf16le'), 'xml-encoding'],
    ['UTF-8 declared as UTF-16', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a/>'), 'xml-encoding'],
    [
      'a UTF-8 mark under ISO-8859-1',
      Buffer.from('\uFEFF<?xml version="1.0" encoding="ISO-8859-1"?><a/>'),
      'xml-encoding',
    ],
    [
      'an encoding that we do not read',
      Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><a/>'),
      'xml-encoding',
    ],
    [
      'windows-1252 declared as ISO-8859-1',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u0093x\u0094</a>', 'latin1'),
      'xml-encoding',
    ],
    [
      'an encoding declared behind five hundred blanks that the bytes contradict',
      Buffer.from(`<?xml version="1.0"${' '.repeat(500)}encoding="UTF-16"?><a/>`),
      'xml-encoding',
    ],
    ['UTF-7', Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>'), 'xml-encoding'],
  ])('%s', (_name, input, rule) => {
    expect(rulesOf(input)).toEqual([rule]);
  });

  it('names the line', () => {
    const taken = intake('<a>\n\n<b:c/>\n</a>');
    expect(taken).toEqual({
      accepted: false,
      faults: [{ rule: 'xml-unbound-prefix', line: 3, message: 'the namespace prefix "b" is not declared' }],
    });
  });

  it.each<[string, Buffer, number]>([
    ['a declaration', Buffer.from('<?xml version="1.0" encoding="EBCDIC"?><a/>'), 1],
    ['UTF-16 without a mark', Buffer.from('<a/>', 'utf16le'), 1],
    ['bytes that are no UTF-8', Buffer.from('<a>\n\né</a>', 'latin1'), 3],
    ['bytes that are no ASCII', Buffer.from('<?xml version="1.0" encoding="US-ASCII"?>\n<a>é</a>'), 2],
  ])('names the line of an encoding fault: %s', (_name, bytes, line) => {
    expect(intake(bytes)).toMatchObject({ faults: [{ rule: 'xml-encoding', line }] });
  });

  it('names each unbound prefix once', () => {
    expect(rulesOf('<a><b:c/><b:d/><e:f/></a>')).toEqual(['xml-unbound-prefix', 'xml-unbound-prefix']);
  });
});

describe('the XML gate accepts', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['UTF-8 bytes', Buffer.from('<a>zażółć</a>'), 'zażółć'],
    ['UTF-8 with a mark', Buffer.from('\uFEFF<a>zażółć</a>'), 'zażółć'],
    ['UTF-16LE with a mark', utf16('<?xml version="1.0" encoding="UTF-16"?><a>zażółć</a>', false), 'zażółć'],
    ['UTF-16BE with a mark', utf16('<?xml version="1.0" encoding="utf-16"?><a>zażółć</a>', true), 'zażółć'],
    [
      'ISO-8859-1 as declared',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Köln</a>', 'latin1'),
      'Köln',
    ],
    [
      'ISO-8859-1 declared behind five hundred blanks',
      Buffer.from(`<?xml version="1.0"${' '.repeat(500)}encoding='ISO-8859-1'?><a>Köln</a>`, 'latin1'),
      'Köln',
    ],
    ['a string, whatever it declares', '<?xml version="1.0" encoding="UTF-16"?><a>zażółć</a>', 'zażółć'],
    ['a string that declares an unknown encoding', '<?xml version="1.0" encoding="nonsense"?><a>ż</a>', 'ż'],
    ['CDATA as text', '<a>x<![CDATA[<&]]>y</a>', 'x<&y'],
    [
      'comments and processing instructions, dropped',
      '<?xml-stylesheet href="javascript:1"?><a>x<!-- c --><?p?>y</a><!-- z -->',
      'xy',
    ],
    ['astral characters', '<a>𝒳</a>', '𝒳'],
    [
      'one namespace declared many times',
      `<a>${'<n:b xmlns:n="urn:n">x</n:b>'.repeat(70)}</a>`,
      'x'.repeat(70),
    ],
    ['100 levels', `${'<a>'.repeat(100)}x${'</a>'.repeat(100)}`, 'x'],
  ])('%s', (_name, input, text) => {
    expect(textOf(input)).toBe(text);
  });

  it('usual prefixes under an unprefixed root metadata, and says their namespace', () => {
    const taken = intake('<metadata a="1"><dc:title>x</dc:title></metadata>', { bindings: BINDINGS });
    if (!taken.accepted) throw new Error('refused');
    expect(childElements(taken.root, 'title', BINDINGS.prefixes.dc)).toHaveLength(1);
  });

  it('a prefix that the root binds itself, untouched', () => {
    const taken = intake('<metadata xmlns:dc="urn:other"><dc:title>x</dc:title></metadata>', {
      bindings: BINDINGS,
    });
    if (!taken.accepted) throw new Error('refused');
    expect(childElements(taken.root, 'title', 'urn:other')).toHaveLength(1);
  });

  it('an unused declaration whose namespace is no URI, without it', () => {
    const taken = intake('<a xmlns:x="http://www.w3.o rg/x"><b/></a>');
    expect(taken).toMatchObject({ accepted: true });
    expect(rulesOf('<a xmlns:x="http://www.w3.o rg/x"><x:b/></a>')).toEqual(['xml-unbound-prefix']);
  });

  it.each([
    ['text', '<b>How to write xmlns:bad="not a uri"</b>'],
    ['a CDATA section', '<b><![CDATA[<c xmlns:bad="not a uri"/>]]></b>'],
    ['the value of an attribute', `<b c='see xmlns:bad="not a uri" there'/>`],
    ['a valid declaration of the same prefix', '<bad:b xmlns:bad="urn:good">x</bad:b>'],
  ])('an invalid declaration, and leaves %s as it stands', (_name, content) => {
    const [damaged, sound] = [`<a xmlns:bad="not a uri">${content}</a>`, `<a>${content}</a>`].map((xml) =>
      intake(xml),
    );
    if (damaged?.accepted !== true || sound?.accepted !== true) throw new Error('refused');
    expect(damaged.root.children).toEqual(sound.root.children);
  });

  it('an invalid declaration whose value is written with references', () => {
    expect(rulesOf('<a\nxmlns:x="not&#32;a uri"><!-- " xmlns:x="not a uri" --><b/></a>')).toEqual([]);
  });
});
