import { load, type LoadOptions, type LoadResult } from './load.js';

/** Figures of one route beside those of the baseline. */
export interface Comparison {
  route: LoadResult;
  baseline: LoadResult;
  ratio: number;
}

/**
 * Loads a route and the baseline by turns, so that a noisy machine hurts both, and takes the middle of the turns.
 * @param turns odd
 */
export async function compare(route: LoadOptions, baseline: LoadOptions, turns = 3): Promise<Comparison> {
  await load({ ...route, seconds: 2 });
  await load({ ...baseline, seconds: 1 });
  const routes: LoadResult[] = [];
  const baselines: LoadResult[] = [];
  for (let turn = 0; turn < turns; turn++) {
    routes.push(await load(route));
    baselines.push(await load(baseline));
  }
  const result = { route: middle(routes), baseline: middle(baselines) };
  return { ...result, ratio: result.route.requestsPerSecond / result.baseline.requestsPerSecond };
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

function middle(results: LoadResult[]): LoadResult {
  const sorted = results.sort((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error('no turns');
  return found;
}
