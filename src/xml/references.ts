import { lookUp } from './look-up.js';

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const REFERENCE = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));|&/g;

/**
 * Character data with its references replaced. Without a DOCTYPE only character references and the five predefined
 * entities exist (XML 1.0, 4.1 and 4.6); anything else makes it undefined.
 */
export function readText(raw: string): string | undefined {
  if (!raw.includes('&')) return raw;
  const unreadable: string[] = [];
  const text = raw.replace(REFERENCE, (reference, ...groups: unknown[]) => {
    const character = resolve(groups);
    if (character === undefined) unreadable.push(reference);
    return character ?? '';
  });
  return unreadable.length === 0 ? text : undefined;
}

/** An attribute value with white space normalised (XML 1.0, 3.3.3) and its references replaced. */
export function readValue(raw: string): string | undefined {
  return readText(/[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw);
}

function resolve([hex, decimal, name]: unknown[]): string | undefined {
  if (typeof name === 'string') return lookUp(PREDEFINED, name);
  const digits = typeof hex === 'string' ? hex : decimal;
  if (typeof digits !== 'string') return undefined;
  const code = Number.parseInt(digits, typeof hex === 'string' ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
