import type { Sql } from '../../platform/database/database.js';
import { beginning, isExact } from './pattern.js';
import { NameWalk, ValueWalk } from './search.sql.js';
import type { HandleSearch, SearchRunner, SearchTerm } from './search-terms.js';

/** How costly a search is: by an exact value, along the beginning of a value, or over everything. */
export type SearchCost = 'exact' | 'range' | 'scan';

/** A part of a search: its statement for at most so many names. */
export type Piece = (limit: number) => Sql;

/** Entries of an index that one statement looks at. An exact search runs beside the requests, so it must be brief. */
const pieceEntries = { exact: 1000, walk: 20_000 };
export type PieceEntries = typeof pieceEntries;
/** A prefix with fewer names is searched by its names. */
const fewNames = 20_000;

/** The cost of a search by its best term. */
export function costOf(search: HandleSearch): SearchCost {
  const driver = driverOf(search);
  if (driver === undefined || beginning(driver.pattern) === '') return 'scan';
  return isExact(driver.pattern) ? 'exact' : 'range';
}

/**
 * Cuts a search into pieces, each so short that it can be stopped between them; together they have one order.
 * @param entries of an index that a piece looks at
 */
export async function* piecesOf(
  runner: SearchRunner,
  search: HandleSearch,
  entries: PieceEntries = pieceEntries,
): AsyncGenerator<Piece> {
  const driver = driverOf(search);
  const cost = costOf(search);
  const walk = driver && new ValueWalk(runner.dialect, search, driver);
  if (walk === undefined || (cost === 'scan' && (await isSmall(runner, search))))
    yield* alongNames(runner, new NameWalk(runner.dialect, search), entries.walk);
  else if (cost === 'exact') yield* ofValue(runner, walk, walk.beginning, entries.exact);
  else yield* alongValues(runner, walk, entries.walk);
}

/** Stretches of values; a value that many handles share is gone through by their names. */
async function* alongValues(runner: SearchRunner, walk: ValueWalk, entries: number): AsyncGenerator<Piece> {
  for (let after: string | undefined; ;) {
    const [end] = await runner.rows<{ key: string }>(walk.entryAfter(walk.stretch(after), entries));
    const stretch = walk.stretch(after, end?.key);
    yield (limit) => walk.hits(stretch, limit);
    if (end === undefined) return;
    yield* ofValue(runner, walk, end.key, entries);
    after = end.key;
  }
}

async function* ofValue(
  runner: SearchRunner,
  walk: ValueWalk,
  key: string,
  entries: number,
): AsyncGenerator<Piece> {
  for (let after = ''; ;) {
    const [end] = await runner.rows<{ name: string }>(walk.entryAfter(walk.alike(key, after), entries));
    const stretch = walk.alike(key, after, end?.name);
    yield (limit) => walk.hits(stretch, limit);
    if (end === undefined) return;
    after = end.name;
  }
}

async function* alongNames(runner: SearchRunner, walk: NameWalk, entries: number): AsyncGenerator<Piece> {
  for (let after = ''; ;) {
    const from = after;
    const [end] = await runner.rows<{ name: string }>(walk.entryAfter(from, entries));
    yield (limit) => walk.hits(from, end?.name, limit);
    if (end === undefined) return;
    after = end.name;
  }
}

/** True when the search keeps to a prefix that has few names. */
async function isSmall(runner: SearchRunner, search: HandleSearch): Promise<boolean> {
  if (search.prefixFolded === undefined) return false;
  const rows = await runner.rows(new NameWalk(runner.dialect, search).entryAfter('', fewNames));
  return rows.length === 0;
}

/** An exact term, else the one with the longest beginning, else any. */
function driverOf({ terms }: HandleSearch): SearchTerm | undefined {
  const weight = ({ pattern }: SearchTerm) => (isExact(pattern) ? 10_000 : beginning(pattern).length);
  return [...terms].sort((one, other) => weight(other) - weight(one))[0];
}
