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
  const pairs: Comparison[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const one = { route: await load(route), baseline: await load(baseline) };
    pairs.push({ ...one, ratio: one.route.requestsPerSecond / one.baseline.requestsPerSecond });
  }
  const rate = (result: LoadResult) => result.requestsPerSecond;
  return {
    route: median(
      pairs.map((pair) => pair.route),
      rate,
    ),
    baseline: median(
      pairs.map((pair) => pair.baseline),
      rate,
    ),
    ratio: median(pairs, ({ ratio }) => ratio).ratio,
  };
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
