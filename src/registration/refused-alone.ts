import type { ClaimedHandle } from './claim.js';
import { type AttemptResult, readOutcome } from './outcome.js';

/**
 * Tells a handle that is refused for its own sake (its record got another administrator, its DOI another repository) from an
 * account that is shut out: refused again, though the service let in another handle meanwhile. It waits for a person, and
 * the service goes on.
 * @param letInAt when the last attempt that came through, for any handle of the service, began in this process
 */
export function refusedAlone(
  handle: ClaimedHandle,
  result: AttemptResult,
  letInAt: Date | undefined,
): AttemptResult {
  if (result.kind !== 'failed' || result.failure.class !== 'credentials') return result;
  const before = readOutcome(handle.lastOutcome);
  const isAlone =
    before?.class === 'credentials' && letInAt !== undefined && Date.parse(before.at) < letInAt.getTime();
  if (!isAlone) return result;
  const reason = `${result.failure.reason} Others are let in, this handle is not.`;
  return { ...result, failure: { ...result.failure, class: 'permanent', reason } };
}
