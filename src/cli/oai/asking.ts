import { setTimeout as delay } from 'node:timers/promises';
import { COLLECTION_LIMITS } from '../../xml/limits.js';
import { CommandError } from '../client.js';

const attempts = 6;
const longestWaitSeconds = 600;
/** A whole answer: undici by itself only limits the silence between two pieces. */
const longestAnswerMs = 600_000;

/** Why an answer did not come, where it may come later. */
interface Hindrance {
  reason: string;
  /** As the repository asks; undefined: it does not say. */
  waitSeconds: number | undefined;
}

/**
 * What a repository answers. 503 and 429 are waited out as Retry-After asks; other faults are tried again a few times.
 * @throws CommandError when no answer comes, or one that is too large
 */
export async function askRepository(url: string): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetched(url);
    if (Buffer.isBuffer(answer)) return answer;
    if (attempt === attempts) throw new CommandError(`${url} was answered ${answer.reason}`);
    await delay(Math.min(answer.waitSeconds ?? 2 ** attempt, longestWaitSeconds) * 1000);
  }
}

async function fetched(url: string): Promise<Buffer | Hindrance> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/xml', 'user-agent': 'waymark-import' },
      signal: AbortSignal.timeout(longestAnswerMs),
    });
    if (response.ok) return await bodyOf(response, url);
    await response.body?.cancel();
    const { status, headers } = response;
    if (status < 500 && status !== 429) throw new CommandError(`${url} was answered ${status}`);
    return { reason: String(status), waitSeconds: retryAfterSeconds(headers.get('retry-after')) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return { reason: error instanceof Error ? error.message : String(error), waitSeconds: undefined };
  }
}

/** The body, as long as it is no larger than what is read of a page. */
async function bodyOf(response: Response, url: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.byteLength;
    if (length > COLLECTION_LIMITS.bytes)
      throw new CommandError(`${url} was answered with more than ${COLLECTION_LIMITS.bytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Seconds, or the time until a date. Source: RFC 9110, section 10.2.3 */
function retryAfterSeconds(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - new Date().getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
