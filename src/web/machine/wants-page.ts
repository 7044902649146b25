import { chooseOffer } from './accept.js';
import { allOffers } from './formats.js';

/** Answers by Accept header: browsers send a handful of them, so most are read once. */
const known = new Map<string, boolean>();
const mostKnown = 1000;
/** No browser's is longer; what is would only fill the memory. */
const longestKnown = 500;

/**
 * True when a client is best served by a page, so that a PID redirects to it.
 * @param accept the Accept header
 * @param query the raw query: `?format=` asks for a machine-readable form
 */
export function wantsPage(accept: string | undefined, query: string | undefined): boolean {
  if (query !== undefined && /(?:^|&)format=/.test(query)) return false;
  if (accept === undefined) return true;
  const before = known.get(accept);
  if (before !== undefined) return before;
  const answer = chooseOffer(accept, allOffers)?.value === 'page';
  if (accept.length > longestKnown) return answer;
  if (known.size >= mostKnown) known.clear();
  known.set(accept, answer);
  return answer;
}
