import { HandleError } from '../outcome.js';
import { beginning, isExact } from './pattern.js';
import type { HandleSearch, SearchRunner, SearchTerm } from './search-terms.js';
import { byBeginning, byName, type Chunk, type ChunkSource, type FoundName } from './search.sql.js';

/** How costly a search is: by an exact value, along the beginning of a value, or over everything. */
export type SearchCost = 'exact' | 'range' | 'scan';

export const searchLimitMs = 5000;

/** The cost of a search by its best term. */
export function costOf(search: HandleSearch): SearchCost {
  const driver = driverOf(search);
  if (driver === undefined) return 'scan';
  return isExact(driver.pattern) ? 'exact' : 'range';
}

/**
 * Names as registered of the handles that fulfil the search, in an order that stays the same between pages: that of
 * the names, or of the values when the search goes along their beginning. Looked for piece by piece, so that no
 * statement is long.
 * @throws HandleError busy after five seconds
 */
export async function findNames(runner: SearchRunner, search: HandleSearch): Promise<string[]> {
  const source = sourceOf(runner, search);
  const deadline = performance.now() + searchLimitMs;
  const found = new Map<string, string>();
  const wanted = search.offset + search.limit;
  let chunk: Chunk | undefined = await source.first(runner);
  while (chunk !== undefined && found.size < wanted) {
    await collect(runner, chunk, found, wanted);
    if (performance.now() > deadline)
      throw new HandleError('busy', 'The search took too long; search for the beginning of a value.');
    chunk = await source.next(runner, chunk);
  }
  return [...found.values()].slice(search.offset, wanted);
}

/** Adds the hits of a piece until enough are found. A handle may be hit by several of its values. */
async function collect(
  runner: SearchRunner,
  chunk: Chunk,
  found: Map<string, string>,
  wanted: number,
): Promise<void> {
  let limit = wanted - found.size;
  for (;;) {
    const rows = await runner.rows<FoundName>(chunk.statement(limit));
    for (const { name_folded, name } of rows) found.set(name_folded, name);
    if (rows.length < limit || found.size >= wanted) return;
    limit *= 2;
  }
}

function sourceOf({ dialect }: SearchRunner, search: HandleSearch): ChunkSource {
  const driver = driverOf(search);
  return driver === undefined ? byName(dialect, search) : byBeginning(dialect, search, driver);
}

/** An exact term, else the one with the longest beginning. */
function driverOf({ terms }: HandleSearch): SearchTerm | undefined {
  const weight = ({ pattern }: SearchTerm) => (isExact(pattern) ? 10_000 : beginning(pattern).length);
  const [best] = [...terms].sort((one, other) => weight(other) - weight(one));
  return best !== undefined && weight(best) > 0 ? best : undefined;
}
