import { describe, expect, it } from '@jest/globals';
import { decodeDocument } from '../../src/xml/decode.js';

const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><a>Köln</a>`;
const bare = '<a>Köln</a>';
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('the encoding of bytes that came with a charset', () => {
  it.each<[string, string, Buffer]>([
    ['the charset and nothing else', 'iso-8859-1', Buffer.from(bare, 'latin1')],
    ['the charset in other letters', ' UTF-8 ', Buffer.from(bare)],
    ['the same in charset and declaration', 'ISO-8859-1', Buffer.from(declared('iso-8859-1'), 'latin1')],
    ['a mark and utf-16', 'utf-16', utf16(`\uFEFF${bare}`)],
    ['a mark, utf-16 and a declaration', 'utf-16le', utf16(`\uFEFF${declared('UTF-16')}`)],
    ['a byte order without a mark', 'utf-16le', utf16(declared('UTF-16LE'))],
    ['the other byte order without a mark', 'utf-16be', utf16(bare).swap16()],
  ])('is told by %s', (_name, charset, bytes) => {
    expect(decodeDocument(bytes, charset)).toEqual({ text: expect.stringContaining('Köln') });
  });

  it.each<[string, string, Buffer, string]>([
    [
      'a mark contradicts the charset',
      'iso-8859-1',
      Buffer.from(`\uFEFF${bare}`),
      'the byte order mark says "utf-8", the charset of the Content-Type says "iso-8859-1"',
    ],
    [
      'the charset contradicts the declaration',
      'utf-8',
      Buffer.from(declared('ISO-8859-1'), 'latin1'),
      'the charset of the Content-Type says "utf-8", the declaration says "ISO-8859-1"',
    ],
    [
      'the bytes contradict the charset',
      'utf-8',
      Buffer.from(bare, 'latin1'),
      'the bytes are not UTF-8, as the charset',
    ],
    [
      'the charset is not read here',
      'windows-1252',
      Buffer.from(bare),
      'the encoding "windows-1252" is not accepted',
    ],
    ['utf-16 does not say which byte order', 'utf-16', utf16(bare), 'without a byte order mark'],
  ])('refuses them when %s', (_name, charset, bytes, message) => {
    expect(decodeDocument(bytes, charset)).toEqual({
      fault: { rule: 'xml-encoding', line: 1, message: expect.stringContaining(message) },
    });
  });
});
