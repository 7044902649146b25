import { setTimeout as delay } from 'node:timers/promises';
import { type ApiClient, CommandError } from '../client.js';
import type { BatchResult, BatchSummary } from './batch-log.js';

const resultsAtOnce = 5000;
const pollMs = 200;
const progressMs = 1000;

/** What somebody who follows a batch is told. */
export interface Follower {
  onResult: (result: BatchResult) => void;
  /** Each second, and at the end. */
  onProgress: (summary: BatchSummary) => void;
}

/**
 * Follows a batch to the end of its run, results in their order as they come.
 * @returns how it stands at the end
 * @throws CommandError when the server does not answer as expected
 */
export async function follow(client: ApiClient, id: string, follower: Follower): Promise<BatchSummary> {
  let toldAt = performance.now();
  for (let after = 0; ;) {
    // Before the results: once this says that the run is over, all of them are there.
    const summary = await fetched<BatchSummary>(client, `/api/batch/${id}`);
    after = await tellResults(client, id, after, follower);
    const isOver = summary.state !== 'running';
    if (isOver || performance.now() - toldAt >= progressMs) {
      follower.onProgress(summary);
      toldAt = performance.now();
    }
    if (isOver) return summary;
    await delay(pollMs);
  }
}

/** True while a server runs the batch. @throws CommandError */
export async function isUnderWay(client: ApiClient, id: string): Promise<boolean> {
  return (await fetched<BatchSummary>(client, `/api/batch/${id}`)).state === 'running';
}

/** @returns the ordinal of the last result that was told */
async function tellResults(client: ApiClient, id: string, from: number, { onResult }: Follower) {
  let last = from;
  for (let next: number | null = from; next !== null;) {
    const path = `/api/batch/${id}/results?limit=${resultsAtOnce}&after=${next}`;
    const page: { results: BatchResult[]; next: number | null } = await fetched(client, path);
    for (const result of page.results) onResult(result);
    last = page.results.at(-1)?.ordinal ?? last;
    next = page.next;
  }
  return last;
}

async function fetched<T>(client: ApiClient, path: string): Promise<T> {
  const { status, text } = await client.send('GET', path);
  if (status !== 200) throw new CommandError(`the server answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}
