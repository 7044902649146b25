import { foldPid } from '../../pid/pid.js';
import type { HandleSearch } from '../search/search-terms.js';
import { parsePattern } from '../search/pattern.js';

/** A reverse look-up that cannot be answered, with the servlet's status and text. */
export class LookupFault extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a reverse look-up asks for. */
export interface LookupRequest {
  search: HandleSearch;
  /** Whole records instead of names. */
  withRecords: boolean;
}

const defaultLimit = 1000;
const mostNames = 100_000;
const mostTerms = 20;
const mostWildcards = 10;
const controls = new Set(['limit', 'page', 'enforcesql', 'retrieverecords']);

/**
 * Reads the query of `/hrls/handles`. Source: B2HANDLE-HRLS HandleReverseLookupResource; better where it fails by
 * accident: `_` and `%` are literal, the prefix ends at its slash, pages have an order.
 * @param rawQuery as it came
 * @param plusIsPlus a `+` stands for itself, not for a blank: clients send values unencoded
 * @throws LookupFault with the servlet's texts
 */
export function readLookup(rawQuery: string, prefix: string | undefined, plusIsPlus: boolean): LookupRequest {
  const query = new URLSearchParams(plusIsPlus ? rawQuery.replaceAll('+', '%2B') : rawQuery);
  if (query.has('enforcesql'))
    throw new LookupFault(
      400,
      'enforcesql has no meaning here: every search uses the one database. Leave it out.',
    );
  const limit = Math.min(number(query, 'limit', defaultLimit), mostNames);
  const terms = [...query]
    .filter(([type]) => !controls.has(type))
    .map(([type, value]) => ({ typeFolded: foldPid(type), pattern: parsePattern(value) }));
  if (terms.some(({ typeFolded }) => typeFolded === 'hs_seckey'))
    throw new LookupFault(500, 'Searching via HS_SECKEY entries is not allowed!');
  if (terms.length > mostTerms || terms.some(({ pattern }) => pattern.length > mostWildcards + 1))
    throw new LookupFault(400, `At most ${mostTerms} keys with ${mostWildcards} wildcards each.`);
  if ([...query].some(([type, value]) => `${type}${value}`.includes('\0')))
    throw new LookupFault(400, 'No value holds the NUL character.');
  return {
    search: {
      prefixFolded: prefix === undefined ? undefined : foldPid(prefix),
      terms,
      names: [],
      limit,
      offset: number(query, 'page', 0) * limit,
    },
    withRecords: query.get('retrieverecords')?.toLowerCase() === 'true',
  };
}

function number(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  if (!/^\d{1,9}$/.test(text)) throw new LookupFault(500, `"Invalid number: ${text.slice(0, 40)}"`);
  return Number(text);
}
