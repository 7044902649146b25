import { lineAt, type XmlFault } from './limits.js';
import { lookUp } from './look-up.js';

/** The text of a document, or the reason why its bytes cannot be read. */
export type Decoded = { text: string; fault?: never } | { fault: XmlFault; text?: never };

const DECLARATION = /^<\?xml\s[^>]*?encoding\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/**
 * Turns the bytes of a document into text. What says their encoding is, in this order, the byte order mark, the
 * `charset` that came with them and the declaration in the document; it is UTF-8 when nothing does (RFC 7303,
 * section 3; XML 1.0, section 4.3.3 and appendix F). UTF-8, UTF-16, US-ASCII and ISO-8859-1 are read. Any other
 * encoding, UTF-16 whose byte order nothing tells, two statements that contradict each other, and bytes that are not
 * in the encoding are refused.
 * @param charset of the Content-Type that the bytes came with
 */
export function decodeDocument(bytes: Uint8Array, charset?: string): Decoded {
  const mark = byteOrderMark(bytes);
  const outer = mark ?? (charset === undefined ? undefined : encodingNamed(charset));
  if (!isUtf16(outer) && (bytes[0] === 0 || bytes[1] === 0)) {
    return refusal('UTF-16 or UTF-32 without a byte order mark cannot be told apart safely; send UTF-8');
  }
  const statements = [
    { source: 'the byte order mark', name: mark },
    { source: 'the charset of the Content-Type', name: charset?.trim() },
    { source: 'the declaration', name: declaredEncoding(bytes, outer) },
  ].flatMap(({ source, name }) => (name === undefined ? [] : [{ source, name }]));
  const { encoding, problem } = agreedEncoding(statements);
  if (encoding === undefined) return refusal(problem);
  const text = decodeStrictly(bytes, encoding);
  if (text !== undefined) return { text };
  const [said] = statements;
  const why = said === undefined ? '' : `, as ${said.source} says`;
  return refusal(`the bytes are not ${encoding.toUpperCase()}${why}`, firstBadLine(bytes, encoding));
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'us-ascii' | 'iso-8859-1';

/** What says how a document is encoded, and what it says. */
interface Statement {
  readonly source: string;
  readonly name: string;
}

const NAMES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'us-ascii': 'us-ascii',
  ascii: 'us-ascii',
  'iso-8859-1': 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
};

function encodingNamed(name: string): Encoding | undefined {
  return lookUp(NAMES, name.trim().toLowerCase());
}

function isUtf16(encoding: Encoding | undefined): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** The declaration is ASCII in any encoding; it ends at the first `>`, however long it is. */
function declaredEncoding(bytes: Uint8Array, outer: Encoding | undefined): string | undefined {
  const end = bytes.indexOf(0x3e);
  const head = bytes.subarray(0, end === -1 ? bytes.length : end + 2);
  const text = new TextDecoder(outer ?? 'iso-8859-1').decode(head, { stream: true });
  const match = DECLARATION.exec(text);
  return match?.[1] ?? match?.[2];
}

/** The first statement counts, and the others must say the same. `utf-16` alone leaves the byte order open. */
function agreedEncoding(statements: readonly Statement[]): {
  encoding?: Encoding | undefined;
  problem: string;
} {
  const [first, ...others] = statements;
  if (first === undefined) return { encoding: 'utf-8', problem: '' };
  const encoding = encodingNamed(first.name);
  const isOnlyDeclared = first.source === 'the declaration';
  if (encoding === undefined || (isOnlyDeclared && isUtf16(encoding))) {
    const problem = `the encoding "${first.name}" is not accepted here without a byte order mark; send UTF-8`;
    return { problem };
  }
  for (const other of others) {
    const isSame = encodingNamed(other.name) === encoding;
    const isOpen = other.name.toLowerCase() === 'utf-16' && isUtf16(encoding);
    if (isSame || isOpen) continue;
    const [one, two] = [first, other].map(({ source, name }) => `${source} says "${name}"`);
    return { problem: `${one}, ${two}; send UTF-8 and say so in both, or in neither` };
  }
  return { encoding, problem: '' };
}

function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | undefined {
  if (encoding === 'iso-8859-1' || encoding === 'us-ascii') {
    const text = singleBytes(bytes);
    return FORBIDDEN[encoding].test(text) ? undefined : text;
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** TextDecoder reads ISO-8859-1 as windows-1252; real ISO-8859-1 has control characters at 80-9F, which no record means. */
const FORBIDDEN = { 'us-ascii': /[\u0080-\u00FF]/, 'iso-8859-1': /[\u0080-\u009F]/ };

function singleBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The line of the first byte that is not in the encoding. */
function firstBadLine(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding === 'iso-8859-1' || encoding === 'us-ascii') {
    const text = singleBytes(bytes);
    return lineAt(text, text.search(FORBIDDEN[encoding]));
  }
  const text = new TextDecoder(encoding).decode(bytes);
  return lineAt(text, text.indexOf('\uFFFD'));
}

function refusal(message: string, line = 1): Decoded {
  return { fault: { rule: 'xml-encoding', line, message } };
}
