import type { XmlFault } from './limits.js';

/** The text of a document, or the reason why its bytes cannot be read. */
export type Decoded = { text: string; fault?: never } | { fault: XmlFault; text?: never };

const DECLARATION = /^<\?xml\s[^>]*?encoding\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/**
 * Turns the bytes of a document into text: UTF-8 (the default), UTF-16 with a byte order mark, US-ASCII and ISO-8859-1
 * as declared. Bytes that contradict the declaration, UTF-16 without a mark and any other encoding are refused
 * (XML 1.0, section 4.3.3 and appendix F).
 */
export function decodeDocument(bytes: Uint8Array): Decoded {
  const mark = byteOrderMark(bytes);
  if (mark === undefined && (bytes[0] === 0 || bytes[1] === 0)) {
    return refusal('UTF-16 or UTF-32 without a byte order mark cannot be told apart safely; send UTF-8');
  }
  const head = decodeStrictly(bytes.subarray(0, 256), mark ?? 'iso-8859-1', true) ?? '';
  const match = DECLARATION.exec(head.replace(/^\uFEFF/, ''));
  const declared = (match?.[1] ?? match?.[2])?.toLowerCase();
  const encoding = agreedEncoding(mark, declared);
  if (encoding === undefined) return refusal(disagreement(mark, declared));
  const text = decodeStrictly(bytes, encoding, false);
  if (text === undefined) {
    return refusal(
      `the bytes are not ${encoding.toUpperCase()}${declared === undefined ? '' : ', as the document declares'}`,
    );
  }
  return { text };
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'us-ascii' | 'iso-8859-1';

function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function agreedEncoding(mark: Encoding | undefined, declared: string | undefined): Encoding | undefined {
  if (declared === undefined) return mark ?? 'utf-8';
  if (mark === 'utf-8' || mark === undefined) {
    if (declared === 'utf-8' || declared === 'utf8') return 'utf-8';
    if (mark === 'utf-8') return undefined;
    if (declared === 'us-ascii' || declared === 'ascii') return 'us-ascii';
    return ['iso-8859-1', 'latin1', 'iso_8859-1'].includes(declared) ? 'iso-8859-1' : undefined;
  }
  return declared === 'utf-16' || declared === mark ? mark : undefined;
}

function disagreement(mark: Encoding | undefined, declared: string | undefined): string {
  if (mark !== undefined) {
    return `the byte order mark says ${mark.toUpperCase()}, the declaration says "${declared ?? ''}"`;
  }
  return `the encoding "${declared ?? ''}" is not accepted here without a byte order mark; send UTF-8`;
}

function decodeStrictly(bytes: Uint8Array, encoding: Encoding, partial: boolean): string | undefined {
  if (encoding === 'iso-8859-1' || encoding === 'us-ascii')
    return decodeSingleBytes(bytes, encoding, partial);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: partial });
  } catch {
    return undefined;
  }
}

/** TextDecoder reads ISO-8859-1 as windows-1252; real ISO-8859-1 has control characters at 80-9F, which no record means. */
function decodeSingleBytes(bytes: Uint8Array, encoding: Encoding, partial: boolean): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (partial) return text;
  const forbidden = encoding === 'us-ascii' ? /[\u0080-\u00FF]/ : /[\u0080-\u009F]/;
  return forbidden.test(text) ? undefined : text;
}

function refusal(message: string): Decoded {
  return { fault: { rule: 'xml-encoding', line: null, message } };
}
