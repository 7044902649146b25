import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import { RegistryError } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';

/** A share's row, with its live handle if it has one. */
export interface ShareRow {
  id: string;
  space_id: string;
  name: string;
  description: string;
  target_url: string;
  files: string;
  root_file_id: string;
  file_type: string;
  created_at: string;
  updated_at: string;
  creator_id: string | null;
  handle_id: string | null;
  /** First registration of that handle; null before it. */
  handle_registered_at: string | null;
}

const shareWithHandle = sql`
  SELECT s.id, s.space_id, s.name, s.description, s.target_url, s.files, s.root_file_id, s.file_type, s.created_at,
    s.updated_at, s.creator_id, h.id AS handle_id, h.registered_at AS handle_registered_at
  FROM shares s LEFT JOIN handles h ON h.share_id = s.id AND h.deleted_at IS NULL`;

/** A share and the id of its live handle. Index: pk_shares, uq_handles_live_share. @throws RegistryError notFound */
export async function requireShare(reader: Reader, id: string): Promise<ShareRow> {
  const row = await reader.first<ShareRow>(sql`${shareWithHandle} WHERE s.id = ${id}`);
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** The share whose root file has an id of Onezone's. Index: ix_shares_root_file. @throws RegistryError notFound */
export async function requireShareOfFile(reader: Reader, rootFileId: string): Promise<ShareRow> {
  const row = await reader.first<ShareRow>(
    sql`${shareWithHandle} WHERE s.root_file_id = ${rootFileId} ORDER BY s.id LIMIT 1`,
  );
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** Keeps a share as it is until the transaction ends: its deletion and its registration exclude each other. */
export async function lockShare(tx: Tx, id: string): Promise<boolean> {
  return (await tx.first(sql`SELECT id FROM shares WHERE id = ${id} ${rowLock(tx)}`)) !== undefined;
}

/** The same for every share of a space. Index: ix_shares_space */
export async function lockSharesOf(tx: Tx, spaceId: string): Promise<void> {
  await tx.rows(sql`SELECT id FROM shares WHERE space_id = ${spaceId} ORDER BY id ${rowLock(tx)}`);
}

/** Ids of a space's shares, or of all, sorted. Index: ix_shares_space, pk_shares */
export async function shareIds(reader: Reader, page: Page, spaceId?: string): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(
    spaceId === undefined
      ? sql`SELECT id FROM shares ${withinPage(sql`id`, page)}`
      : sql`SELECT id FROM shares WHERE space_id = ${spaceId} ${withinPage(sql`id`, page, 'AND')}`,
  );
  return rows.map(({ id }) => id);
}
