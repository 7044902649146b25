import { PidDriverError } from '../pid/driver.js';
import { foldPid, parsePid } from '../pid/pid.js';

/**
 * Keeps a driver to its prefix: handle servers ban addresses that ask for names which do not live there.
 * @throws PidDriverError permanent when the PID has another prefix
 */
export function assertOwnPrefix(pid: string, prefix: string): void {
  const found = parsePid(pid)?.prefix;
  if (found !== undefined && foldPid(found) === foldPid(prefix)) return;
  throw new PidDriverError({
    class: 'permanent',
    reason: `The PID ${pid} is not under the service's prefix ${prefix}.`,
  });
}
