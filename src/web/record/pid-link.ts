import { isDoi, pidAsPath } from '../../pid/pid.js';
import { webLink } from '../page/links.js';

/** The parts of a handle row that its PID is shown by. */
interface NamedHandle {
  pid: string;
  public_handle: string;
}

/** The PID as a full link: DOIs through doi.org, others through the resolver that they were published under. */
export function pidUrl({ pid, public_handle: publicHandle }: NamedHandle): string {
  if (isDoi(pid)) return `https://doi.org/${pidAsPath(pid)}`;
  const resolver = publicHandle.endsWith(pid)
    ? publicHandle.slice(0, -pid.length)
    : 'https://hdl.handle.net/';
  // Onezone prints http; the resolver behind it speaks https.
  return (
    webLink(resolver.replace(/^http:\/\/hdl\.handle\.net\//, 'https://hdl.handle.net/') + pidAsPath(pid)) ??
    pidAsPath(pid)
  );
}

/** Prefixes for trials: DataCite's 10.5072, those of ePIC's members (21.T14999, 21.T15999 …) and our default, 21.T99999. */
const testPrefix = /^(?:10\.5072|21\.T\d*999)(?:\.|\/)/i;

/** True for identifiers that are not meant to last. */
export const isTestPid = (pid: string): boolean => testPrefix.test(pid);
