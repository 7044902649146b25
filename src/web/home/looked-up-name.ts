import { parsePid, pidAsPath } from '../../pid/pid.js';

/**
 * The path on this server for what a reader typed into the look-up box: a PID, bare, with a scheme, or in a link.
 * @returns undefined when no PID is in it
 */
export function lookedUpPath(typed: string): string | undefined {
  const text = typed.trim();
  const fromLink =
    URL.canParse(text) && /^https?:/i.test(text) ? decoded(new URL(text).pathname.slice(1)) : text;
  const name = fromLink?.replace(/^(?:hdl\/|(?:info:|urn:)?(?:hdl|doi)[:/]\s*)/i, '');
  return name === undefined || !/^\d/.test(name) || parsePid(name) === undefined
    ? undefined
    : `/${pidAsPath(name)}`;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
