import type { PidFailure } from './driver.js';
import type { RemoteAnswer } from './remote-call.js';

const longestReason = 300;

/**
 * What an answer that is no success means, where the protocol says nothing special.
 * Source: the outcome classes of the failure model (docs/architecture.md, registration).
 * @param now for a Retry-After given as a date
 */
export function failureOfAnswer(answer: RemoteAnswer, now: Date, reason?: string): PidFailure {
  const { status } = answer;
  const failure = (kind: PidFailure['class'], fallback: string): PidFailure => ({
    class: kind,
    status,
    reason: shortened(reason ?? fallback),
  });
  if (status < 300) return failure('unknown', 'the answer cannot be understood');
  if (status < 400) return failure('config', 'the service redirects; its address must be given as it is');
  if (status === 401 || status === 403) return failure('credentials', 'the service refuses our credentials');
  if (status === 409 || status === 412) return failure('exists', 'the name is taken');
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const busy = failure(
      'transient',
      status === 429 ? 'the service asks for fewer requests' : 'the service is in trouble',
    );
    return { ...busy, throttled: status === 429, retryAfterMs: retryAfterMs(answer, now) };
  }
  if (status === 400) return failure('doubtful', 'the service refused without a reason');
  return failure('permanent', 'the service refused');
}

/** Retry-After in milliseconds from now, given in seconds or as a date; undefined when absent or no such thing. */
function retryAfterMs({ headers }: RemoteAnswer, now: Date): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** One line without control characters, fit for a row, a log line and a page. */
export function shortened(reason: string): string {
  return reason
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, longestReason);
}
