import { load, type LoadOptions, type LoadResult } from './load.js';

/** Figures of one route beside those of the baseline. */
export interface Comparison {
  route: LoadResult;
  baseline: LoadResult;
  ratio: number;
}

/**
 * Loads a route and the baseline by short turns, so that a noisy machine hurts both. The ratio is the median of the
 * turns' ratios.
 * @param warmUpSeconds until the route's code is compiled
 */
export async function compare(
  route: LoadOptions,
  baseline: LoadOptions,
  turns = 9,
  warmUpSeconds = 2,
): Promise<Comparison> {
  await load({ ...route, seconds: warmUpSeconds });
  await load({ ...baseline, seconds: 2 });
  const results = await loadByTurns([route, baseline], turns);
  return {
    route: middleResult(results, 0),
    baseline: middleResult(results, 1),
    ratio: middleRatio(results, 0, 1),
  };
}

/**
 * Loads several routes, one after the other and as often as there are turns.
 * @returns for each turn the results in the order of the routes
 */
export async function loadByTurns(routes: readonly LoadOptions[], turns: number): Promise<LoadResult[][]> {
  const results: LoadResult[][] = [];
  for (let turn = 0; turn < turns; turn++) {
    const found: LoadResult[] = [];
    for (const route of routes) found.push(await load(route));
    results.push(found);
  }
  return results;
}

/** The median of the turns' ratios of two routes, named by their places. */
export function middleRatio(results: readonly LoadResult[][], route: number, other: number): number {
  const rate = (result: LoadResult | undefined) => result?.requestsPerSecond ?? Number.NaN;
  return median(
    results.map((turn) => rate(turn[route]) / rate(turn[other])),
    (ratio) => ratio,
  );
}

/** The turn of a route whose rate is the median. */
export function middleResult(results: readonly LoadResult[][], route: number): LoadResult {
  return median(
    results.flatMap((turn) => turn[route] ?? []),
    ({ requestsPerSecond }) => requestsPerSecond,
  );
}

/** A line of a table of figures. */
export function describe(
  name: string,
  { requestsPerSecond, p50, p95, p99, statuses, meanBytes }: LoadResult,
) {
  const ms = (value: number) => Math.round(value * 100) / 100;
  return {
    name,
    'requests/s': Math.round(requestsPerSecond),
    'p50 ms': ms(p50),
    'p95 ms': ms(p95),
    'p99 ms': ms(p99),
    'bytes each': Math.round(meanBytes),
    statuses: JSON.stringify(statuses),
  };
}

function median<T>(items: T[], by: (item: T) => number): T {
  const found = items.sort((a, b) => by(a) - by(b))[Math.floor(items.length / 2)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}
