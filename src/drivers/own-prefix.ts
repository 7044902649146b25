import { PidDriverError } from '../pid/driver.js';
import { foldPid, hasDotSegment, parsePid } from '../pid/pid.js';

/**
 * Keeps a driver to its prefix: handle servers ban addresses that ask for names which do not live there.
 * @throws PidDriverError permanent when the PID has another prefix, or would have in a request
 */
export function assertOwnPrefix(pid: string, prefix: string): void {
  const found = parsePid(pid)?.prefix;
  if (hasDotSegment(pid)) {
    throw new PidDriverError({
      class: 'permanent',
      reason: `The PID ${pid} cannot be asked for: URLs have no segments of dots alone.`,
    });
  }
  if (found !== undefined && foldPid(found) === foldPid(prefix)) return;
  throw new PidDriverError({
    class: 'permanent',
    reason: `The PID ${pid} is not under the service's prefix ${prefix}.`,
  });
}
