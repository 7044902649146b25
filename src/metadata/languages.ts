import type { Finding } from './finding.js';

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/**
 * A language tag in an attribute (`xml:lang`): the syntax of XML Schema's language type is a must; a tag that BCP 47
 * does not know is a warning.
 */
export function checkLanguageTag(value: string): Finding | undefined {
  if (!isLanguageTag(value)) {
    return {
      severity: 'error',
      rule: 'language-tag',
      message: `"${value.slice(0, 80)}" is no language tag${advice(value)}`,
    };
  }
  return checkLanguageName(value);
}

/** True for what XML Schema's language type takes, in the length that tags have. */
export function isLanguageTag(value: string): boolean {
  return value.length <= LONGEST_TAG && /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(value);
}

/** A language in text: an ISO 639 code or BCP 47 tag is expected; anything else is a warning, with the code if known. */
export function checkLanguageName(value: string): Finding | undefined {
  if (isKnownTag(value)) return undefined;
  const message = `"${value.slice(0, 80)}" is no ISO 639 or BCP 47 language code${advice(value)}`;
  return { severity: 'warning', rule: 'language-code', message };
}

/** The ISO 639-1 code of an English language name (`German`, `English`), or undefined. */
export function codeOfLanguageName(name: string): string | undefined {
  return codesByName().get(name.trim().toLowerCase());
}

/** A BCP 47 tag for a code, tag or English language name, or undefined when it cannot be told. */
export function languageTagOf(value: string): string | undefined {
  const candidate = value.trim().replaceAll('_', '-');
  if (isKnownTag(candidate)) return Intl.getCanonicalLocales(candidate)[0];
  return codeOfLanguageName(value);
}

/** Characters of a tag at most: BCP 47 (section 4.4.1) asks for room for 35. */
const LONGEST_TAG = 100;

const verdicts = new Map<string, boolean>();
const MAX_VERDICTS = 2000;

/** Asking Intl costs microseconds and records repeat the same few tags. */
function isKnownTag(value: string): boolean {
  if (value.length > LONGEST_TAG) return false;
  const known = verdicts.get(value);
  if (known !== undefined) return known;
  const verdict = looksKnown(value);
  if (verdicts.size < MAX_VERDICTS) verdicts.set(value, verdict);
  return verdict;
}

function looksKnown(value: string): boolean {
  if (/^(x|i)-[a-z0-9-]+$/i.test(value)) return true;
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(value)) return false;
  try {
    const [tag = ''] = Intl.getCanonicalLocales(value);
    const primary = tag.split('-')[0] ?? '';
    return primary.length === 3 || names.of(primary) !== undefined;
  } catch {
    return false;
  }
}

function advice(value: string): string {
  const tag = languageTagOf(value);
  return tag === undefined ? '; use a tag such as en or pt-BR' : `; did you mean "${tag}"?`;
}

let cachedCodes: Map<string, string> | undefined;

function codesByName(): Map<string, string> {
  if (cachedCodes !== undefined) return cachedCodes;
  cachedCodes = new Map();
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      const name = names.of(code)?.toLowerCase();
      if (name !== undefined && !cachedCodes.has(name)) cachedCodes.set(name, code);
    }
  }
  return cachedCodes;
}
