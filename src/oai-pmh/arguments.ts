/** One argument as sent; undefined parts are not UTF-8, or hold characters that XML forbids. */
export interface Argument {
  name: string | undefined;
  value: string | undefined;
}

/**
 * Splits a query or form body by hand: frameworks hide repeated arguments, nest `a[b]` and replace broken bytes.
 * @param raw `verb=Identify&…`: percent-encoded UTF-8, `+` for a blank; one character a byte, as Node gives a URL
 */
export function readArguments(raw: string): Argument[] {
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const name = equals < 0 ? part : part.slice(0, equals);
      return { name: decode(name), value: decode(equals < 0 ? '' : part.slice(equals + 1)) };
    });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const plain = /^[!-$&-*,-~]*$/;
/** Characters that no XML document can hold. Source: XML 1.0, section 2.2. */
const illegalInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function decode(text: string): string | undefined {
  if (plain.test(text)) return text;
  try {
    const decoded = utf8.decode(percentDecoded(text));
    return illegalInXml.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/** The bytes meant. A `%` that begins no escape stands for itself, as browsers have it. */
function percentDecoded(text: string): Buffer {
  const bytes = Buffer.alloc(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const hex = character === '%' ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes[length++] = parseInt(hex, 16);
      at += 2;
    } else {
      bytes[length++] = character === '+' ? 0x20 : text.charCodeAt(at);
    }
  }
  return bytes.subarray(0, length);
}
