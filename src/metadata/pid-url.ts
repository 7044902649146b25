import type { RecordIdentity } from './schema.js';

/** The address at which a PID resolves: doi.org for DOIs, the printed handle where it is an address, else hdl.handle.net. */
export function pidUrl({ pid, publicHandle }: Pick<RecordIdentity, 'pid' | 'publicHandle'>): string {
  if (pid.startsWith('10.')) return `https://doi.org/${pid}`;
  return /^https?:/.test(publicHandle) ? publicHandle : `https://hdl.handle.net/${pid}`;
}
