import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

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
  return { etag: tagOf(parts.join('\n')), lastModified: new Date(changedAt).toUTCString() };
}

/**
 * True when the client already has this state, so that 304 suffices. If-None-Match, when there, decides alone.
 * Source: RFC 9110, 13.1.2, 13.1.3 and 13.2.2.
 */
export function isNotModified(
  headers: IncomingHttpHeaders,
  { etag, lastModified }: Pick<Validators, 'etag'> & Partial<Validators>,
): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  const since = headers['if-modified-since'];
  return since !== undefined && lastModified !== undefined && Date.parse(lastModified) <= Date.parse(since);
}

/**
 * Sends an answer that no instant of change is known of, such as a list: its strong tag is made of its bytes, and a
 * client that has them already gets 304. The other headers stand on the reply before.
 */
export function sendTagged(reply: FastifyReply, body: string | Buffer): void {
  const etag = tagOf(body);
  void reply.header('etag', etag);
  if (isNotModified(reply.request.headers, { etag })) void reply.code(304).send();
  else void reply.send(typeof body === 'string' ? Buffer.from(body) : body);
}

function tagOf(content: string | Buffer): string {
  return `"${createHash('sha1').update(content).digest('base64url')}"`;
}
