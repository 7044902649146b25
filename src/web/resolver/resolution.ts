import { isDoi, pidAsPath } from '../../pid/pid.js';
import { webLink } from '../page/links.js';
import type { NameRow } from './resolver.queries.js';

/** A public value of a handle record. */
export interface PublicValue {
  index: number;
  type: string;
  format: string;
  data: string;
  ttlSeconds: number;
  timestamp: string;
}

/** Where a name leads. */
export type Resolution =
  | { kind: 'redirect'; location: string; maxAgeSeconds: number }
  | { kind: 'landing'; handleId: string; location: string; maxAgeSeconds: number }
  | { kind: 'tombstone'; handleId: string }
  | { kind: 'values'; name: string; values: PublicValue[] }
  | { kind: 'unknown' };

/** How long a redirect to a landing page may be kept: short, since a withdrawal shows at once. */
const landingSeconds = 60;
/** Resolvers honour a TTL up to two days. Source: Handle.Net web proxy, `Expires`. */
const longestSeconds = 172_800;

/**
 * Decides where a name leads by what is known of it: ledger first, then handle record.
 * @returns undefined when nothing is known: then it depends on whose the prefix is
 */
export function resolutionOf(rows: readonly NameRow[]): Resolution | undefined {
  const [row] = rows;
  if (row?.handle_id != null) return ofLedger(row, row.handle_id);
  return row?.record_name == null ? undefined : ofRecord(row.record_name, rows);
}

/** To the resolver of the whole world, for a name whose prefix is not ours. */
export function worldResolution(name: string): Resolution {
  const resolver = isDoi(name) ? 'https://doi.org/' : 'https://hdl.handle.net/';
  return { kind: 'redirect', location: resolver + pidAsPath(name), maxAgeSeconds: landingSeconds };
}

function ofLedger(row: NameRow, handleId: string): Resolution {
  // Before its first registration a handle does not exist for readers.
  if (row.registered_at === null) return { kind: 'unknown' };
  if (row.deleted_at !== null) return { kind: 'tombstone', handleId };
  const location = webLink(row.landing_url);
  return location === undefined
    ? { kind: 'unknown' }
    : { kind: 'landing', handleId, location, maxAgeSeconds: landingSeconds };
}

function ofRecord(name: string, rows: readonly NameRow[]): Resolution {
  const values = rows.flatMap(ofValue).sort((a, b) => a.index - b.index);
  const url = values.find(({ type }) => type === 'URL') ?? values.find(({ type }) => type.startsWith('URL.'));
  const location = url?.format === 'string' ? webLink(url.data) : undefined;
  if (url === undefined || location === undefined) return { kind: 'values', name, values };
  return { kind: 'redirect', location, maxAgeSeconds: Math.min(url.ttlSeconds, longestSeconds) };
}

function ofValue({
  idx: index,
  type,
  format,
  data,
  timestamp,
  ttl_type: ttlType,
  ttl,
}: NameRow): PublicValue[] {
  if (index === null || type === null || format === null || data === null || timestamp === null) return [];
  // An absolute TTL says until when, not for how long: such a value is asked for anew each time.
  return [{ index, type, format, data, timestamp, ttlSeconds: ttlType === 0 ? Math.max(0, ttl ?? 0) : 0 }];
}
