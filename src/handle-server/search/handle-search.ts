import { HandleError } from '../outcome.js';
import { type PieceEntries, piecesOf } from './search-pieces.js';
import type { FoundName } from './search.sql.js';
import type { HandleSearch, SearchRunner } from './search-terms.js';

export const searchLimitMs = 5000;

/**
 * Names as registered of the handles that fulfil the search, in an order that stays the same between pages: that of
 * the values, or of the names when the search goes by them. Looked for piece by piece, so that no statement is long
 * and nothing but the page stands in memory.
 * @param entries how much a piece looks at, when not as usual
 * @throws HandleError busy after five seconds
 */
export async function findNames(
  runner: SearchRunner,
  search: HandleSearch,
  entries?: PieceEntries,
): Promise<string[]> {
  const deadline = performance.now() + searchLimitMs;
  const names: string[] = [];
  let toSkip = search.offset;
  for await (const piece of piecesOf(runner, search, entries)) {
    const rows = await runner.rows<FoundName>(piece(toSkip + search.limit - names.length));
    for (const { name } of rows.slice(toSkip)) names.push(name);
    toSkip -= Math.min(toSkip, rows.length);
    if (names.length >= search.limit) return names;
    if (performance.now() > deadline)
      throw new HandleError('busy', 'The search took too long; search for the beginning of a value.');
  }
  return names;
}
