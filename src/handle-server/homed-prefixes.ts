import { foldPid } from '../pid/pid.js';
import { type Reader, sql, type Tx } from '../platform/database/database.js';
import { type Page, withinPage } from '../platform/paging.js';
import { allRights, readReferences, type ValueReference } from './admin-rights.js';
import {
  createRecord,
  defaultTtlSeconds,
  findRecord,
  type NewHandleValue,
  nul,
  placed,
  publicPermissions,
  replaceValues,
} from './records.js';

/** Indexes of the prefix handle's values: who administers it, and the list of its administrators. */
const adminIndex = 100;
export const groupIndex = 200;

/** Name of the handle that governs a prefix. */
export const prefixHandle = (prefix: string): string => `0.NA/${prefix}`;

/** The prefix that a name belongs to: that of `0.NA/21.T1` is `21.T1`. */
export function governingPrefix(name: string): string {
  const slash = name.indexOf('/');
  const prefix = name.slice(0, slash);
  return foldPid(prefix) === '0.na' ? name.slice(slash + 1) : prefix;
}

/** True when names under the prefix live here. Index: pk_homed_prefixes */
export async function isHomed(reader: Reader, prefix: string): Promise<boolean> {
  if (prefix.includes(nul)) return false;
  const row = await reader.first(
    sql`SELECT 1 AS one FROM homed_prefixes WHERE prefix_folded = ${foldPid(prefix)}`,
  );
  return row !== undefined;
}

/** Homed prefixes as given, sorted by their folded form: all, or a page of them. Index: pk_homed_prefixes */
export async function homedPrefixes(reader: Reader, page?: Page): Promise<string[]> {
  const part = page === undefined ? sql`ORDER BY prefix_folded` : withinPage(sql`prefix_folded`, page);
  const rows = await reader.rows<{ prefix: string }>(sql`SELECT prefix FROM homed_prefixes ${part}`);
  return rows.map(({ prefix }) => prefix);
}

/**
 * Takes a prefix in: from now on its names live here. Its handle `0.NA/{prefix}` is administered, and new names are
 * made, by whoever stands in its list of administrators (index 200), as handle.net sets prefixes up.
 * @returns false when it was homed before
 */
export async function homePrefix(tx: Tx, prefix: string, now: string): Promise<boolean> {
  const added = await tx.execute(
    sql`INSERT INTO homed_prefixes (prefix_folded, prefix, created_at)
        VALUES (${foldPid(prefix)}, ${prefix}, ${now}) ON CONFLICT (prefix_folded) DO NOTHING`,
  );
  const handle = prefixHandle(prefix);
  const admin = { handle, index: groupIndex, permissions: allRights };
  const values = [
    structured(adminIndex, 'HS_ADMIN', 'admin', admin),
    structured(groupIndex, 'HS_VLIST', 'vlist', []),
  ];
  await createRecord(tx, handle, null, values, now);
  return added > 0;
}

/** Puts an identity on the prefix's list of administrators. */
export async function addAdministrator(
  tx: Tx,
  prefix: string,
  identity: ValueReference,
  now: string,
): Promise<void> {
  const handle = prefixHandle(prefix);
  const record = await findRecord(tx, handle);
  const values = record?.values ?? [];
  const group = values.find(({ index }) => index === groupIndex);
  const members = group?.format === 'vlist' ? readReferences(group.data) : [];
  const list = structured(groupIndex, 'HS_VLIST', 'vlist', [...members, identity]);
  const kept = values
    .filter(({ index }) => index !== groupIndex)
    .map((value, position) => ({ ...value, position }));
  await replaceValues(tx, handle, [...kept, ...placed([list], { owned: false, now }, kept.length)], now);
}

/** A public value of structured data with the default lifetime. */
export function structured(
  index: number,
  type: string,
  format: 'admin' | 'vlist' | 'key',
  data: unknown,
): NewHandleValue {
  return {
    index,
    type,
    format,
    data: JSON.stringify(data),
    ttlType: 0,
    ttl: defaultTtlSeconds,
    permissions: publicPermissions,
    references: [],
  };
}
