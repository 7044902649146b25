import { randomBytes, randomUUID } from 'node:crypto';
import { HandleError } from '../outcome.js';

/** Makers of suffixes, by EPIC's names. */
const generators: Record<string, (before: string, after: string) => string> = {
  juuid: (before, after) => `${before}${randomUUID()}${after}`,
  uuid: (before, after) => `${before}${randomUUID()}${after}`,
  gwdgpid: (before, after) =>
    [before, gwdgNumber(), after]
      .filter((part) => part !== '')
      .join('-')
      .toUpperCase(),
};

/** Names of the generators. */
export const generatorNames = Object.keys(generators);

/** A generated suffix between two given texts. @throws HandleError protocolError for an unknown generator */
export function generatedSuffix(name: string, before: string, after: string): string {
  const generate = Object.hasOwn(generators, name) ? generators[name] : undefined;
  if (generate === undefined) throw new HandleError('protocolError', 'No such generator');
  return generate(before, after);
}

/** `XXXX-XXXX-XXXX-C`: twelve hexadecimal digits and a check digit. Drawn, where GWDG counts: many may draw at once. */
function gwdgNumber(): string {
  const digits = randomBytes(6).toString('hex');
  return `${(digits.match(/.{4}/g) ?? []).join('-')}-${checkDigit(digits)}`;
}

/** Luhn's check digit to the base of 16. */
function checkDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const weighed = Number.parseInt(digit, 16) * (place % 2 === 0 ? 2 : 1);
      return total + Math.floor(weighed / 16) + (weighed % 16);
    }, 0);
  return ((16 - (sum % 16)) % 16).toString(16);
}
