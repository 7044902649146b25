import { join, type Reader, sql, type Tx } from '../platform/database/database.js';
import { fixedStatement } from '../platform/database/fixed-statement.js';
import { foldPid, parsePid } from '../pid/pid.js';
import type { HandleDataFormat } from './handle-value.entity.js';

/** A reference of a handle value to another. */
export interface HandleReference {
  handle: string;
  index: number;
}

/** One value to be stored; its timestamp is given by the store. */
export interface NewHandleValue {
  index: number;
  type: string;
  format: HandleDataFormat;
  /** Text, base64, or JSON, as `format` says. */
  data: string;
  ttlType: 0 | 1;
  /** Seconds, or Unix seconds when `ttlType` is 1. */
  ttl: number;
  /** Four bits as text. */
  permissions: string;
  references: readonly HandleReference[];
}

/** One stored value. */
export interface StoredHandleValue extends NewHandleValue {
  /** Whole second of its last change, as an instant. */
  timestamp: string;
  owned: boolean;
}

/** A stored record with its values in storage order. */
export interface StoredHandleRecord {
  name: string;
  /** Handle of the registry that owns it; null = made through a handle face. */
  ownerHandleId: string | null;
  version: number;
  values: StoredHandleValue[];
}

/** Default lifetime of a value: one day. Default permissions: readable by all, written by administrators. */
export const defaultTtlSeconds = 86_400;
export const publicPermissions = '1110';

/** No name has it, and PostgreSQL does not even look for text with it. */
export const nul = '\0';

interface RecordRow extends ValueRow {
  name: string;
  owner_handle_id: string | null;
  version: number;
}

interface ValueRow {
  idx: number;
  type: string;
  format: HandleDataFormat;
  data: string;
  ttl_type: 0 | 1;
  ttl: number;
  permissions: string;
  timestamp: string;
  refs: string;
  owned: boolean | number;
}

const valueColumns = sql`v.idx, v.type, v.format, v.data, v.ttl_type, v.ttl, v.permissions, v.timestamp, v.refs, v.owned`;

/** Reads a record with all its values, secret ones included; undefined when the name is unknown. Letter case is ignored. */
export async function findRecord(reader: Reader, name: string): Promise<StoredHandleRecord | undefined> {
  if (name.includes(nul)) return undefined;
  const rows = await reader.rows<RecordRow>(
    sql`SELECT r.name, r.owner_handle_id, r.version, ${valueColumns}
        FROM handle_records r LEFT JOIN handle_values v ON v.name_folded = r.name_folded
        WHERE r.name_folded = ${foldPid(name)} ORDER BY v.position, v.idx`,
  );
  const [record] = rows;
  if (record === undefined) return undefined;
  return {
    name: record.name,
    ownerHandleId: record.owner_handle_id,
    version: record.version,
    values: rows.filter(hasValue).map(toStoredValue),
  };
}

const valuesStatement = fixedStatement(
  (folded: string) =>
    sql`SELECT ${valueColumns}, v.position FROM handle_values v WHERE v.name_folded = ${folded}`,
);

/**
 * The values of a record, secret ones included, in storage order; undefined when the name is unknown. Most records have
 * values, and those lie in one place of one table: a fraction of what `findRecord` costs.
 */
export async function findValues(reader: Reader, name: string): Promise<StoredHandleValue[] | undefined> {
  if (name.includes(nul)) return undefined;
  const rows = await reader.rows<ValueRow & { position: number }>(valuesStatement(foldPid(name)));
  if (rows.length === 0) return (await findRecord(reader, name))?.values;
  return rows
    .sort((one, other) => one.position - other.position || one.idx - other.idx)
    .map((row) => toStoredValue(row));
}

/**
 * Creates a record; never touches an existing one.
 * @param owned the values belong to the registry's handle `ownerHandleId`
 * @returns false when the name (in any letter case) is taken
 */
export async function createRecord(
  tx: Tx,
  name: string,
  ownerHandleId: string | null,
  values: readonly NewHandleValue[],
  now: string,
): Promise<boolean> {
  const folded = foldPid(name);
  const prefix = parsePid(folded)?.prefix ?? '';
  const created = await tx.execute(
    sql`INSERT INTO handle_records (name_folded, name, prefix_folded, owner_handle_id, version, created_at, updated_at)
        VALUES (${folded}, ${name}, ${prefix}, ${ownerHandleId}, 1, ${now}, ${now})
        ON CONFLICT (name_folded) DO NOTHING`,
  );
  if (created === 0) return false;
  await insertValues(tx, folded, placed(values, { owned: ownerHandleId !== null, now }));
  return true;
}

/**
 * Replaces what the registry wrote into the record of its own handle; values of others stay. An index of ours that
 * another value took meanwhile is taken back.
 * @returns missing when there is no record, foreign when another owner holds it (then nothing is changed)
 */
export async function replaceOwnedValues(
  tx: Tx,
  name: string,
  ownerHandleId: string,
  values: readonly NewHandleValue[],
  now: string,
): Promise<'replaced' | 'missing' | 'foreign'> {
  const folded = foldPid(name);
  const record = await tx.first<{ owner_handle_id: string | null }>(
    sql`SELECT owner_handle_id FROM handle_records WHERE name_folded = ${folded}`,
  );
  if (record === undefined) return 'missing';
  if (record.owner_handle_id !== ownerHandleId) return 'foreign';
  const indexes = join(values.map(({ index }) => index));
  await tx.execute(
    sql`DELETE FROM handle_values WHERE name_folded = ${folded} AND (owned = ${true} OR idx IN (${indexes}))`,
  );
  // Ours come first, so that a URL added by somebody else never wins the redirect.
  await insertValues(tx, folded, placed(values, { owned: true, now }, -values.length));
  await touchRecord(tx, folded, now);
  return 'replaced';
}

/** Removes a record with its values. @returns false when there was none */
export async function deleteRecord(tx: Tx, name: string): Promise<boolean> {
  return (await tx.execute(sql`DELETE FROM handle_records WHERE name_folded = ${foldPid(name)}`)) > 0;
}

/** A value with its place in the record's storage order. */
export interface PlacedHandleValue extends StoredHandleValue {
  position: number;
}

/** Gives new values their timestamp and, from `first` on, their places. */
export function placed(
  values: readonly NewHandleValue[],
  { owned, now }: { owned: boolean; now: string },
  first = 0,
): PlacedHandleValue[] {
  const timestamp = wholeSecond(now);
  return values.map((value, place) => ({ ...value, timestamp, owned, position: first + place }));
}

/** Timestamps of values are whole seconds. */
export const wholeSecond = (now: string): string => `${now.slice(0, 19)}.000Z`;

/** Adds values whose indexes are free. */
export async function insertValues(
  tx: Tx,
  nameFolded: string,
  values: readonly PlacedHandleValue[],
): Promise<void> {
  if (values.length === 0) return;
  const rows = values.map(
    (value) =>
      sql`(${nameFolded}, ${value.index}, ${value.type}, ${foldPid(value.type)}, ${value.format}, ${value.data},
          ${value.ttlType}, ${value.ttl}, ${value.permissions}, ${value.timestamp},
          ${JSON.stringify(value.references)}, ${value.position}, ${value.owned})`,
  );
  await tx.execute(
    sql`INSERT INTO handle_values (name_folded, idx, type, type_folded, format, data, ttl_type, ttl, permissions,
          timestamp, refs, position, owned)
        VALUES ${join(rows)}`,
  );
}

/** Replaces all values of a record. */
export async function replaceValues(
  tx: Tx,
  name: string,
  values: readonly PlacedHandleValue[],
  now: string,
): Promise<void> {
  const folded = foldPid(name);
  await tx.execute(sql`DELETE FROM handle_values WHERE name_folded = ${folded}`);
  await insertValues(tx, folded, values);
  await touchRecord(tx, folded, now);
}

/** Counts a change of the record. */
async function touchRecord(tx: Tx, nameFolded: string, now: string): Promise<void> {
  await tx.execute(
    sql`UPDATE handle_records SET version = version + 1, updated_at = ${now} WHERE name_folded = ${nameFolded}`,
  );
}

/** A record without values has one row all the same. */
const hasValue = (row: { idx: number | null }): boolean => row.idx !== null;

function toStoredValue(row: ValueRow): StoredHandleValue {
  return {
    index: row.idx,
    type: row.type,
    format: row.format,
    data: row.data,
    ttlType: row.ttl_type,
    ttl: row.ttl,
    permissions: row.permissions,
    timestamp: row.timestamp,
    references: JSON.parse(row.refs) as HandleReference[],
    owned: Boolean(row.owned),
  };
}
