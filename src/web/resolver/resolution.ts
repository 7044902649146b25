import { foldPid, isDoi, parsePid, pidAsPath } from '../../pid/pid.js';
import { webLink } from '../page/links.js';
import { type ChosenLocation, chosenLocation } from './locations.js';
import type { NameRow } from './resolver.queries.js';
import { resolverQuery, type ResolverWishes, wishesOf } from './resolver-wishes.js';

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
  | { kind: 'redirect'; location: string; maxAgeSeconds: number; status: number }
  | { kind: 'elsewhere'; location: string; maxAgeSeconds: number }
  | { kind: 'landing'; handleId: string; location: string; maxAgeSeconds: number }
  | { kind: 'tombstone'; handleId: string }
  | { kind: 'values'; values: PublicValue[] }
  | { kind: 'unknown' };

/** How long a redirect to a landing page may be kept: short, since a withdrawal shows at once. */
const landingSeconds = 60;
/** Resolvers honour a TTL up to two days. Source: Handle.Net web proxy, `Expires`. */
const longestSeconds = 172_800;

/**
 * Decides where a name leads by what is known of it: ledger first, then handle record.
 * @param query of the request, as it came
 * @param random from 0 to below 1, for locations with weights
 * @returns undefined when nothing is known: then it depends on whose the prefix is
 */
export function resolutionOf(
  rows: readonly NameRow[],
  query?: string,
  random: () => number = Math.random,
): Resolution | undefined {
  const [row] = rows;
  if (row?.handle_id != null) return ofLedger(row, row.handle_id);
  return row?.record_name == null ? undefined : ofRecord(row.record_name, rows, { query, random });
}

/** To the resolver of the whole world, for a name whose prefix is not ours; it gets the wishes that it knows too. */
export function worldResolution(name: string, query?: string): Resolution {
  const resolver = isDoi(name) ? 'https://doi.org/' : 'https://hdl.handle.net/';
  const location = resolver + pidAsPath(name) + resolverQuery(query);
  return { kind: 'elsewhere', location, maxAgeSeconds: landingSeconds };
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

interface Asking {
  query: string | undefined;
  random: () => number;
}

function ofRecord(name: string, rows: readonly NameRow[], { query, random }: Asking): Resolution {
  const wishes = wishesOf(query);
  const all = rows.flatMap(ofValue).sort((a, b) => a.index - b.index);
  const values = all.filter((value) => isWished(value, wishes));
  const target = wishes.values ? undefined : targetOf(name, values, wishes, { query, random });
  if (target === undefined) return { kind: 'values', values };
  const { value, location, status, byLot } = target;
  // Whoever is led by lot, or asks for an answer of no cache, is to ask again.
  const maxAgeSeconds = byLot || wishes.authoritative ? 0 : Math.min(value.ttlSeconds, longestSeconds);
  return { kind: 'redirect', location, maxAgeSeconds, status };
}

/** Of the wished types or indexes; both empty = all. */
function isWished({ index, type }: PublicValue, { types, indexes }: ResolverWishes): boolean {
  if (types.length === 0 && indexes.length === 0) return true;
  const folded = foldPid(type);
  const isBelow = (wished: string) =>
    wished.endsWith('.') && (folded === wished.slice(0, -1) || folded.startsWith(wished));
  return indexes.includes(index) || types.some((wished) => wished === folded || isBelow(wished));
}

type Target = ChosenLocation & { value: PublicValue };

/** An alias first, then a location by its weight, then the URL of the lowest index, then one of a type below URL. */
function targetOf(
  name: string,
  values: readonly PublicValue[],
  wishes: ResolverWishes,
  { query, random }: Asking,
): Target | undefined {
  const texts = values.filter(({ format }) => format === 'string');
  const first = (fits: (type: string) => boolean) => texts.find(({ type }) => fits(foldPid(type)));
  const alias = wishes.ignoreAliases ? undefined : first((type) => type === 'hs_alias');
  if (alias !== undefined && parsePid(alias.data) !== undefined && foldPid(alias.data) !== foldPid(name)) {
    const location = `/${pidAsPath(alias.data)}${resolverQuery(query)}`;
    return { value: alias, location, status: 302, byLot: false };
  }
  const choice = first((type) => type === '10320/loc');
  const chosen = choice && chosenLocation(choice.data, wishes, random);
  const url = first((type) => type === 'url') ?? first((type) => type.startsWith('url.'));
  const plain = webLink(url?.data);
  const target =
    choice !== undefined && chosen !== undefined
      ? { ...chosen, value: choice }
      : url !== undefined && plain !== undefined
        ? { location: plain, status: 302, byLot: false, value: url }
        : undefined;
  return target && { ...target, location: withAppendix(target.location, wishes.urlAppend) };
}

/** The appendix stands behind path and query, before the fragment; it cannot leave the target's host. */
function withAppendix(location: string, appendix: string): string {
  if (appendix === '') return location;
  const hash = location.indexOf('#');
  const [whole, fragment] = hash < 0 ? [location, ''] : [location.slice(0, hash), location.slice(hash)];
  return webLink(whole + appendix + fragment) ?? location;
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
