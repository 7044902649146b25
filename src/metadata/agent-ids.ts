/**
 * The ORCID iD in a text (bare or as a URL), as `https://orcid.org/0000-…`; undefined when there is none or its check
 * digit is wrong (ISO 7064 MOD 11-2; support.orcid.org, "Structure of the ORCID Identifier").
 */
export function orcidUrl(text: string): string | undefined {
  const match =
    /^(?:(?:https?:\/\/)?(?:www\.)?orcid\.org\/|orcid:\s*)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])\/?$/i.exec(
      text.trim(),
    );
  const digits = match?.[1]?.replaceAll('-', '').toUpperCase();
  if (digits === undefined || !hasOrcidCheckDigit(digits)) return undefined;
  return `https://orcid.org/${(digits.match(/.{4}/g) ?? []).join('-')}`;
}

/**
 * The ROR id in a text, as `https://ror.org/0…`; undefined when there is none or its check digits are wrong (ROR ids:
 * `0`, six characters of Crockford's base 32, two check digits by ISO 7064 MOD 97-10).
 */
export function rorUrl(text: string): string | undefined {
  const id = /^(?:(?:https?:\/\/)?(?:www\.)?ror\.org\/)?(0[0-9a-hjkmnp-tv-z]{6}\d{2})\/?$/i
    .exec(text.trim())?.[1]
    ?.toLowerCase();
  return id !== undefined && hasRorCheckDigits(id) ? `https://ror.org/${id}` : undefined;
}

/** Characters of the name of a scheme that we know, at most; looking at longer ones costs time. */
const LONGEST_SCHEME = 100;

/** The registries of persons and organisations whose identifiers have check digits. */
export type AgentScheme = 'ORCID' | 'ROR' | 'ISNI';

/** The registry that the name of a scheme means, however it is spelt: `orcid`, `ORCID iD`, `https://ror.org/` …  */
export function agentScheme(scheme: string): AgentScheme | undefined {
  if (scheme.length > LONGEST_SCHEME) return undefined;
  const name = scheme
    .trim()
    .toUpperCase()
    .replace(/^HTTPS?:\/\/(?:WWW\.)?/, '')
    .replace(/\.ORG\/?$|[\s_-]+(?:IDS?|IDENTIFIERS?)$/, '');
  return name === 'ORCID' || name === 'ROR' || name === 'ISNI' ? name : undefined;
}

/** The registry at whose address an identifier stands, where its scheme is not named. */
export function agentSchemeOfAddress(identifier: string): AgentScheme | undefined {
  const host = /^\s*(?:https?:\/\/)?(?:www\.)?(orcid|ror|isni)\.org\//i.exec(identifier)?.[1];
  return host === undefined ? undefined : agentScheme(host);
}

/** True for an ISNI, 16 characters with the same check digit as an ORCID iD, blanks and hyphens aside. */
export function isIsni(text: string): boolean {
  const digits = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:www\.)?isni\.org\/(?:isni\/)?/i, '')
    .replace(/[\s-]/g, '')
    .toUpperCase();
  return /^\d{15}[\dX]$/.test(digits) && hasOrcidCheckDigit(digits);
}

function hasOrcidCheckDigit(digits: string): boolean {
  const total = Array.from(digits.slice(0, 15)).reduce((sum, digit) => (sum + Number(digit)) * 2, 0);
  const check = (12 - (total % 11)) % 11;
  return digits.at(-1) === (check === 10 ? 'X' : String(check));
}

function hasRorCheckDigits(id: string): boolean {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const number = Array.from(id.slice(1, 7)).reduce(
    (sum, character) => sum * 32 + alphabet.indexOf(character),
    0,
  );
  return 98 - ((number * 100) % 97) === Number(id.slice(7));
}
