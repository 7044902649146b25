import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ListVerb } from './request.js';

/** All that the next page needs: the whole state of a list is in its token. */
export interface ListPosition {
  verb: ListVerb;
  metadataPrefix: string;
  set: string | undefined;
  /** `from` and `until` of the first request, whole seconds; undefined where the harvester gave none. */
  from: string | undefined;
  until: string | undefined;
  /** Last position delivered, and position at which the list ends. */
  after: number;
  upTo: number;
  /** Records delivered so far. */
  cursor: number;
  completeListSize: number;
  /** Whole second until which the token is taken. */
  expires: string;
}

const macBytes = 12;
const version = 1;
const count = z.number().int().nonnegative();
const payloadSchema = z.tuple([
  z.literal(version),
  z.enum(['ListIdentifiers', 'ListRecords']),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  count,
  count,
  count,
  count,
  z.string(),
]);

/**
 * Writes a token: `base64url(mac ‖ payload)`, so of letters, digits, `-` and `_` only.
 * @param key secret of all instances
 */
export function writeToken(position: ListPosition, key: Buffer): string {
  const { verb, metadataPrefix, set, from, until, after, upTo, cursor, completeListSize, expires } = position;
  const payload = Buffer.from(
    JSON.stringify([
      version,
      verb,
      metadataPrefix,
      set,
      from,
      until,
      after,
      upTo,
      cursor,
      completeListSize,
      expires,
    ]),
  );
  return Buffer.concat([mac(payload, key), payload]).toString('base64url');
}

/**
 * Reads a token of ours.
 * @param now whole second
 * @returns undefined when it is damaged, forged, spelt differently, made with another key or expired
 */
export function readToken(token: string, key: Buffer, now: string): ListPosition | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= macBytes || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(macBytes);
  if (!timingSafeEqual(bytes.subarray(0, macBytes), mac(payload, key))) return undefined;
  const parsed = payloadSchema.safeParse(JSON.parse(payload.toString()));
  if (!parsed.success) return undefined;
  const [, verb, metadataPrefix, set, from, until, after, upTo, cursor, completeListSize, expires] =
    parsed.data;
  if (expires < now) return undefined;
  return {
    verb,
    metadataPrefix,
    set: set ?? undefined,
    from: from ?? undefined,
    until: until ?? undefined,
    after,
    upTo,
    cursor,
    completeListSize,
    expires,
  };
}

function mac(payload: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(payload).digest().subarray(0, macBytes);
}
