import { type Reader, type Sql, sql } from '../../platform/database/database.js';

/** A handle that was registered at least once, with its share as far as it still exists. */
export interface PublishedHandleRow {
  id: string;
  pid: string;
  public_handle: string;
  share_id: string;
  metadata_schema: string;
  summary: string;
  landing_url: string;
  desired_revision: number;
  registered_at: string;
  updated_at: string;
  deleted_at: string | null;
  tombstone: string | null;
  share_description: string | null;
  target_url: string | null;
  files: string | null;
  share_updated_at: string | null;
}

/**
 * The published handles of a share: the live one first, then the newest. Index: ix_handles_share.
 * Handles that no service confirmed yet do not exist for readers.
 */
export function publishedHandlesOfShare(reader: Reader, shareId: string): Promise<PublishedHandleRow[]> {
  return reader.rows<PublishedHandleRow>(published(sql`h.share_id = ${shareId}`));
}

/** One published handle by its id, live or deleted. */
export function publishedHandle(reader: Reader, handleId: string): Promise<PublishedHandleRow | undefined> {
  return reader.first<PublishedHandleRow>(published(sql`h.id = ${handleId}`));
}

/** One published handle by its PID, folded; live or deleted. Index: uq_handles_pid. */
export function publishedHandleOfPid(
  reader: Reader,
  pidFolded: string,
): Promise<PublishedHandleRow | undefined> {
  return reader.first<PublishedHandleRow>(published(sql`h.pid_folded = ${pidFolded}`));
}

/** The columns of a PublishedHandleRow, of handles `h` and their shares `s`. */
export const recordColumns = sql`h.id, h.pid, h.public_handle, h.share_id, h.metadata_schema, h.summary,
  h.landing_url, h.desired_revision, h.registered_at, h.updated_at, h.deleted_at, h.tombstone,
  s.description AS share_description, s.target_url, s.files, s.updated_at AS share_updated_at`;

const published = (condition: Sql) => sql`
  SELECT ${recordColumns}
  FROM handles h
  LEFT JOIN shares s ON s.id = h.share_id
  WHERE ${condition} AND h.registered_at IS NOT NULL
  ORDER BY CASE WHEN h.deleted_at IS NULL THEN 0 ELSE 1 END, h.deleted_at DESC`;
