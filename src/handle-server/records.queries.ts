import { foldPid } from '../pid/pid.js';
import { empty, type Reader, sql } from '../platform/database/database.js';
import { findValues } from './records.js';
import { printValue } from './value-json.js';

/** How much of a list is wanted. */
export interface ListWindow {
  limit: number;
  offset: number;
}

/**
 * Names under a prefix as registered, in the order of their folded form, and how many there are.
 * Index: ix_handle_records_prefix. The offset is the protocol's own; our own lists go by `handlesAfter`.
 */
export async function handlesOf(
  reader: Reader,
  prefix: string,
  window?: ListWindow,
): Promise<{ names: string[]; total: number }> {
  const folded = foldPid(prefix);
  const part = window === undefined ? empty : sql`LIMIT ${window.limit} OFFSET ${window.offset}`;
  const count = await reader.first<{ total: number }>(
    sql`SELECT count(*) AS total FROM handle_records WHERE prefix_folded = ${folded}`,
  );
  const rows = await reader.rows<{ name: string }>(
    sql`SELECT name FROM handle_records WHERE prefix_folded = ${folded} ORDER BY name_folded ${part}`,
  );
  return { names: rows.map(({ name }) => name), total: count?.total ?? 0 };
}

/** A record as an export shows it. */
export interface ExportedRecord {
  handle: string;
  /** As the HTTP JSON API prints values. */
  values: ReturnType<typeof printValue>[];
}

/**
 * A page of a prefix's records with all their values but the secret keys. Index: ix_handle_records_prefix.
 * @param after folded name of the last record of the page before, or ''
 * @returns `next`: what to pass as `after`; undefined at the end
 */
export async function recordsAfter(
  reader: Reader,
  prefix: string,
  after: string,
  limit: number,
): Promise<{ records: ExportedRecord[]; next: string | undefined }> {
  const rows = await reader.rows<{ name: string }>(sql`
    SELECT name FROM handle_records WHERE prefix_folded = ${foldPid(prefix)} AND name_folded > ${after}
    ORDER BY name_folded LIMIT ${limit}`);
  const records: ExportedRecord[] = [];
  for (const { name } of rows) {
    const values = (await findValues(reader, name)) ?? [];
    const shown = values.filter(({ format }) => format !== 'sealed');
    records.push({ handle: name, values: shown.map(printValue) });
  }
  const last = rows.length < limit ? undefined : rows.at(-1)?.name;
  return { records, next: last === undefined ? undefined : foldPid(last) };
}

/** Names under a prefix that the registry made for its handles, after `afterName`. Index: ix_handle_records_prefix */
export async function namesOfRegistry(
  reader: Reader,
  prefix: string,
  afterName: string,
  limit: number,
): Promise<string[]> {
  const rows = await reader.rows<{ name_folded: string }>(
    sql`SELECT name_folded FROM handle_records
        WHERE prefix_folded = ${foldPid(prefix)} AND name_folded > ${foldPid(afterName)} AND owner_handle_id IS NOT NULL
        ORDER BY name_folded LIMIT ${limit}`,
  );
  return rows.map(({ name_folded: name }) => name);
}
