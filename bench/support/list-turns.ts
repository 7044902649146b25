import type { Sent } from './figures.js';
import { harvest, type HarvestOptions, type HarvestResult } from './harvest.js';
import { load } from './load.js';

/** Pages of each harvester between two turns of the baselines, and how long those last. */
const turnPages = 200;
const turnSeconds = 0.4;

/** A route that a harvest is compared with; each of its answers counts as so many records. */
interface Baseline {
  port: number;
  path: string;
  recordsOfAPage: number;
}

/** What a harvest sent, and each of the baselines in the turns between its parts. */
interface Turns {
  sent: Sent & Pick<HarvestResult, 'pageMs'>;
  beside: Sent[];
}

/**
 * Harvests lists to their ends, so many times, by turns with the baselines: what else the machine does hurts all of them.
 */
export async function harvestByTurns(
  { runs, ...options }: HarvestOptions & { runs: number },
  baselines: readonly Baseline[],
): Promise<Turns> {
  const parts: HarvestResult[] = [];
  const beside: Sent[][] = baselines.map(() => []);
  const connections = options.lists.length;
  for (const baseline of baselines) await turnOf(baseline, connections, 1);
  for (let run = 0; run < runs; run++) {
    for (let lists = options.lists; lists.length > 0;) {
      for (const [place, baseline] of baselines.entries())
        beside[place]?.push(await turnOf(baseline, connections, turnSeconds));
      const part = await harvest({ ...options, lists, maxPages: turnPages });
      parts.push(part);
      lists = part.rest;
    }
  }
  return {
    sent: { ...total(parts), pageMs: parts.flatMap(({ pageMs }) => pageMs) },
    beside: beside.map(total),
  };
}

async function turnOf(
  { port, path, recordsOfAPage }: Baseline,
  connections: number,
  seconds: number,
): Promise<Sent> {
  const options = { host: '127.0.0.1', port, connections, path: () => path };
  const { requestsPerSecond, meanBytes } = await load({ ...options, seconds });
  const pages = requestsPerSecond * seconds;
  return { records: pages * recordsOfAPage, bytes: pages * meanBytes, seconds };
}

function total(parts: readonly Sent[]): Sent {
  const sum = (pick: (part: Sent) => number) => parts.reduce((all, part) => all + pick(part), 0);
  return {
    records: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
    seconds: sum(({ seconds }) => seconds),
  };
}
