import { empty, sql, type Reader, type Tx } from '../platform/database/database.js';
import { listed } from '../platform/database/listed.js';
import type { RenderedRecord } from '../metadata/schema.js';
import { storeDisseminations } from '../registry/handles/handles.queries.js';

/** An item as the ledger has it. */
export interface StoredItem {
  id: string;
  pid: string;
  public_handle: string;
  landing_url: string;
  metadata_schema: string;
  metadata: string;
  summary: string;
  desired_revision: number;
}

/** The same rendered anew. */
export interface RenderedItem {
  item: StoredItem;
  summary: string;
  records: RenderedRecord[];
}

/** The next live items behind one, by their ids. Index: pk_handles */
export function nextItems(reader: Reader, after: string, count: number): Promise<StoredItem[]> {
  return reader.rows<StoredItem>(sql`
    SELECT id, pid, public_handle, landing_url, metadata_schema, metadata, summary, desired_revision
    FROM handles WHERE id > ${after} AND deleted_at IS NULL ORDER BY id LIMIT ${count}`);
}

/**
 * Stores what came out different, of those items that were not changed meanwhile; those that were published are stamped again.
 * @returns how many came out different
 */
export async function storeRendered(tx: Tx, rendered: readonly RenderedItem[]): Promise<number> {
  const present = await presentRevisions(
    tx,
    rendered.map(({ item }) => item.id),
  );
  const changed: string[] = [];
  for (const one of rendered) {
    const { id, desired_revision } = one.item;
    if (present.get(id) === desired_revision && (await replace(tx, one))) changed.push(id);
  }
  if (changed.length > 0) await restamp(tx, changed);
  return changed.length;
}

/** Desired revisions of live items; on PostgreSQL the items stay as they are until the transaction ends. Index: pk_handles */
async function presentRevisions(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const lock = tx.dialect === 'postgres' ? sql`FOR NO KEY UPDATE` : empty;
  const rows = await tx.rows<{ id: string; desired_revision: number }>(sql`
    SELECT id, desired_revision FROM handles
    WHERE id IN (${listed(tx.dialect, ids)}) AND deleted_at IS NULL ORDER BY id ${lock}`);
  return new Map(rows.map(({ id, desired_revision }) => [id, desired_revision]));
}

/** @returns true when records came out different */
async function replace(tx: Tx, { item, summary, records }: RenderedItem): Promise<boolean> {
  const { id, desired_revision } = item;
  if (summary !== item.summary)
    await tx.execute(sql`UPDATE handles SET summary = ${summary} WHERE id = ${id}`);
  const stored = await storeDisseminations(tx, id, desired_revision, records);
  const prefixes = listed(
    tx.dialect,
    records.map(({ prefix }) => prefix),
  );
  const dropped = await tx.execute(sql`
    DELETE FROM disseminations
    WHERE handle_id = ${id} AND revision = ${desired_revision} AND prefix NOT IN (${prefixes})`);
  return stored + dropped > 0;
}

/** In order, as a sweep of sets does it: else either could wait for the other's rows. Index: pk_handles */
async function restamp(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    INSERT INTO feed_restamps (handle_id)
    SELECT id FROM handles WHERE id IN (${listed(tx.dialect, ids)}) AND published_revision > 0 ORDER BY id
    ON CONFLICT (handle_id) DO NOTHING`);
}
