import { parsePid, pidFromPath } from '../../pid/pid.js';

/** What a resolver path asks for. */
export interface RequestedName {
  /** The PID as asked. */
  name: string;
  prefix: string;
}

/** `/hdl/…` or a scheme that `pidFromPath` drops; its colon may be percent-encoded. */
const marker = /^(?:hdl\/|(?:urn(?::|%3a))?(?:hdl|doi)(?::|%3a)|info(?::|%3a)(?:hdl|doi)\/)/i;

/**
 * Reads the PID out of a resolver path: `/{prefix}/{suffix}` whose prefix starts with a digit, `/hdl/…`, `/hdl:…`,
 * `/doi:…`, `/info:hdl/…`, `/info:doi/…`, `/urn:hdl:…`. The path is split and decoded once.
 * @param rawPath path of the request without its query, as it came
 * @returns undefined when it names no PID
 */
export function requestedName(rawPath: string): RequestedName | undefined {
  if (!isResolverPath(rawPath)) return undefined;
  const name = pidFromPath(rawPath.slice(/^\/hdl\//i.test(rawPath) ? 5 : 1));
  const pid = name === undefined ? undefined : parsePid(name);
  return name === undefined || pid === undefined ? undefined : { name, prefix: pid.prefix };
}

/** True when a path is meant for the resolver, whether or not it names a PID. */
export function isResolverPath(rawPath: string): boolean {
  const first = rawPath.charCodeAt(1);
  return (first >= 48 && first <= 57) || marker.test(rawPath.slice(1));
}
