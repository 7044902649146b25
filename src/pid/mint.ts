import { randomBytes } from 'node:crypto';
import { hasDotSegment, printPid } from './pid.js';

/** How a handle service wants its suffixes made. */
export interface MintingRules {
  /** Text before and after the suffix; may name what the template may. */
  suffixPrefix?: string | undefined;
  suffixSuffix?: string | undefined;
  /** May name `{{space.name}}`, `{{space.guid}}` and `{{user.name}}`; a random part always follows. */
  identifierTemplate?: string | undefined;
}

/** What an identifier template may name. */
export interface TemplateNames {
  'space.name': string;
  'space.guid': string;
  'user.name': string;
}

/** Crockford's base 32: no i, l, o, u, so that a printed PID can be typed. 16 of them are 80 bits. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const randomLetters = 16;
const longestTemplatePart = 64;
const longestTemplate = 256;
const chosenForm = /^[A-Za-z0-9][A-Za-z0-9._\-/]{0,199}$/;

/**
 * Chooses a PID that nobody holds: 80 random bits in four groups, behind whatever the service's rules put in front.
 * Expanded names are cut down to letters that DataCite, handle servers and URLs all take.
 * @param random source of random bytes; tests pass their own
 */
export function mintPid(
  prefix: string,
  rules: MintingRules,
  names: TemplateNames,
  random: (count: number) => Uint8Array = randomBytes,
): string {
  const { suffixPrefix = '', identifierTemplate = '', suffixSuffix = '' } = rules;
  const expanded = filled(identifierTemplate, names)
    .slice(0, longestTemplate)
    .replace(/^-+|-+$/g, '');
  const middle = [expanded, randomPart(random)].filter((part) => part !== '').join('-');
  const suffix = `${filled(suffixPrefix, names)}${middle}${filled(suffixSuffix, names)}`;
  // A segment of dots alone would lead out of the service's own path.
  return printPid({ prefix, suffix: suffix.replace(/(^|\/)\.{1,2}(?=\/|$)/g, '$1-') });
}

/**
 * A PID whose suffix a publisher chose.
 * @returns undefined when the suffix holds anything but the letters that DataCite, handle servers and URLs all take,
 *   more than 200 of them, or a segment that URLs do away with
 */
export function chosenPid(prefix: string, suffix: string): string | undefined {
  return chosenForm.test(suffix) && !hasDotSegment(suffix) ? printPid({ prefix, suffix }) : undefined;
}

/** 80 random bits as `xxxx-xxxx-xxxx-xxxx`. */
function randomPart(random: (count: number) => Uint8Array): string {
  // 32 letters divide 256 evenly, so the lowest five bits of a byte are unbiased.
  const letters = Array.from(random(randomLetters), (byte) => alphabet.charAt(byte & 31)).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** A template with names in the place of what it names, all in letters that a PID may have. */
function filled(template: string, names: TemplateNames): string {
  const named = template.replace(/\{\{\s*([a-z.]+)\s*\}\}/g, (whole, name: string) =>
    name in names ? plain(names[name as keyof TemplateNames]) : whole,
  );
  return named.replace(/[^A-Za-z0-9._\-/]+/g, '-');
}

/** Letters without their accents, everything else that is unsafe in a PID as `-`. */
function plain(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._]+/g, '-');
  return ascii.replace(/^-+|-+$/g, '').slice(0, longestTemplatePart);
}
