import { PidDriverError } from '../pid/driver.js';

/** The record of a PID that we registered is gone outside. */
export function gone(pid: string): PidDriverError {
  return new PidDriverError({ class: 'drifted', status: 404, reason: `${pid} is gone from the service.` });
}

/** What stands under the PID does not carry our mark. */
export function foreign(pid: string): PidDriverError {
  return new PidDriverError({ class: 'exists', reason: `${pid} belongs to somebody else.` });
}
