import { createHash } from 'node:crypto';
import type { NewHandleValue, StoredHandleRecord } from '../records.js';

/** Conditions of a request. */
export interface Conditions {
  ifMatch: string | undefined;
  ifNoneMatch: string | undefined;
}

/** ETag of a record: MD5 over its values in base64 without padding, 22 characters, as EPIC's tags look. */
export function entityTag(values: readonly NewHandleValue[]): string {
  const hash = createHash('md5');
  for (const { index, type, format, data, ttlType, ttl, permissions, references } of sorted(values))
    hash.update(JSON.stringify([index, type, format, data, ttlType, ttl, permissions, references]));
  return `"${hash.digest('base64').slice(0, 22)}"`;
}

/** True when the request may go on. Source: RFC 9110 section 13. */
export function fulfils(
  { ifMatch, ifNoneMatch }: Conditions,
  record: StoredHandleRecord | undefined,
): boolean {
  const tag = record === undefined ? undefined : entityTag(record.values);
  if (ifMatch !== undefined && !lists(ifMatch, tag)) return false;
  return ifNoneMatch === undefined || !lists(ifNoneMatch, tag);
}

/** True when a list of tags, or `*`, has the tag. */
export function lists(header: string, tag: string | undefined): boolean {
  if (tag === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

const sorted = (values: readonly NewHandleValue[]) =>
  [...values].sort((one, other) => one.index - other.index);
