/** A persistent identifier taken apart at its first slash. */
export interface Pid {
  prefix: string;
  suffix: string;
}

/**
 * Longest PID accepted, in bytes of UTF-8. DOIs are far shorter. An index entry of PostgreSQL holds at most 2,704 bytes,
 * and beside the name it has a value's type and the beginning of its data.
 */
const longestPid = 1900;
/** Control characters and lone surrogates. */
const unfitCharacter = /[\p{Cc}\p{Cs}]/u;
const prefixForm = /^[^\s/]+$/;
const schemes = /^(?:hdl:|doi:|info:hdl\/|info:doi\/|urn:hdl:)/i;

/**
 * Takes `prefix/suffix` apart at the first slash; further slashes belong to the suffix.
 * @returns undefined when it is no PID: no slash, an empty half, blanks in the prefix, control characters, lone
 *   surrogates, or more than 1900 bytes
 */
export function parsePid(text: string): Pid | undefined {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1 || isTooLong(text)) return undefined;
  if (unfitCharacter.test(text)) return undefined;
  const prefix = text.slice(0, slash);
  return prefixForm.test(prefix) ? { prefix, suffix: text.slice(slash + 1) } : undefined;
}

/** No letter takes more than three bytes for each of its units, so that most names need not be measured. */
const isTooLong = (text: string): boolean =>
  text.length > longestPid || (text.length * 3 > longestPid && Buffer.byteLength(text) > longestPid);

/** `prefix/suffix`; the inverse of `parsePid`. */
export function printPid({ prefix, suffix }: Pid): string {
  return `${prefix}/${suffix}`;
}

/**
 * What PIDs are compared by: A–Z as a–z, nothing else changed. Unicode folding would merge different names
 * (handle.net compares the bytes of ASCII letters only).
 */
export function foldPid(pid: string): string {
  return pid.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** True when the PID's prefix starts with `10.`. */
export function isDoi(pid: string): boolean {
  return pid.startsWith('10.');
}

/** The PID as Onezone prints it: `doi:{pid}` for a DOI, else `{resolver}{pid}`. */
export function publicHandleOf(pid: string, resolver: string): string {
  return isDoi(pid) ? `doi:${pid}` : `${resolver}${pid}`;
}

/**
 * The PID named by a raw request path (without leading slash and query): percent-decoded exactly once, strictly UTF-8,
 * encoded slashes being part of the name. A leading `hdl:`, `doi:`, `info:hdl/`, `info:doi/` or `urn:hdl:` is dropped.
 * @returns undefined when the path names no PID
 */
export function pidFromPath(rawPath: string): string | undefined {
  const decoded = percentDecoded(rawPath)?.replace(schemes, '');
  return decoded === undefined || parsePid(decoded) === undefined ? undefined : decoded;
}

/**
 * True when a segment of the PID is `.` or `..`. Clients of HTTP take such segments out of a path, so a request about the
 * PID would reach another name.
 */
export function hasDotSegment(pid: string): boolean {
  return pid.split('/').some((segment) => segment === '.' || segment === '..');
}

/** The PID as a path of a URL: each segment percent-encoded, slashes kept. The inverse of `pidFromPath`. */
export function pidAsPath(pid: string): string {
  return pid.split('/').map(encodeURIComponent).join('/');
}

/** decodeURIComponent refuses broken escapes, overlong forms and encoded surrogates alike. */
function percentDecoded(rawPath: string): string | undefined {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
}
