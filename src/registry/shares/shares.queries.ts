import { sql, type Reader } from '../../platform/database/database.js';

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
}

/** A share and the id of its live handle. Index: pk_shares, uq_handles_live_share */
export function findShare(reader: Reader, id: string): Promise<ShareRow | undefined> {
  return reader.first<ShareRow>(sql`
    SELECT s.id, s.space_id, s.name, s.description, s.target_url, s.files, s.root_file_id, s.file_type, s.created_at,
      s.updated_at, s.creator_id, h.id AS handle_id
    FROM shares s LEFT JOIN handles h ON h.share_id = s.id AND h.deleted_at IS NULL
    WHERE s.id = ${id}`);
}

/** Ids of a space's shares, sorted. Index: ix_shares_space */
export async function sharesOfSpace(reader: Reader, spaceId: string): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(
    sql`SELECT id FROM shares WHERE space_id = ${spaceId} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}
