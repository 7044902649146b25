import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What tells one state of a representation from another. */
export interface Validators {
  /** Strong entity tag, quotes included. */
  etag: string;
  /** HTTP date, whole second. */
  lastModified: string;
}

/**
 * Validators of a representation.
 * @param parts everything that its bytes depend on
 * @param changedAt instant of the last change
 */
export function validatorsOf(parts: readonly (string | number)[], changedAt: string): Validators {
  const digest = createHash('sha1').update(parts.join('\n')).digest('base64url');
  return { etag: `"${digest}"`, lastModified: new Date(changedAt).toUTCString() };
}

/**
 * True when the client already has this state, so that 304 suffices. If-None-Match, when there, decides alone.
 * Source: RFC 9110, 13.1.2, 13.1.3 and 13.2.2.
 */
export function isNotModified(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(lastModified) <= Date.parse(since);
}
