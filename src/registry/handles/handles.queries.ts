import { sql, type Reader, type Sql, type Tx } from '../../platform/database/database.js';
import { listed } from '../../platform/database/listed.js';
import { rowLock } from '../../platform/database/locks.js';
import { withinPage, type Page } from '../../platform/paging.js';
import type { TemplateNames } from '../../pid/mint.js';
import type { HandleState } from './handle.entity.js';

/** A handle's row as the REST API needs it, with what its service is called. */
export interface HandleRow {
  id: string;
  service_id: string;
  service_name: string;
  pid: string;
  public_handle: string;
  share_id: string;
  metadata_schema: string;
  metadata: string;
  landing_url: string;
  state: HandleState;
  desired_revision: number;
  applied_revision: number;
  published_revision: number;
  registered_at: string | null;
  last_outcome: string | null;
  created_at: string;
  updated_at: string;
  creator_id: string | null;
}

const liveHandle = sql`
  SELECT h.id, h.service_id, s.name AS service_name, h.pid, h.public_handle, h.share_id, h.metadata_schema, h.metadata,
    h.landing_url, h.state, h.desired_revision, h.applied_revision, h.published_revision, h.registered_at, h.last_outcome,
    h.created_at, h.updated_at, h.creator_id
  FROM handles h JOIN handle_services s ON s.id = h.service_id`;

/** A live handle, or undefined. Index: pk_handles */
export function findLiveHandle(reader: Reader, id: string): Promise<HandleRow | undefined> {
  return reader.first<HandleRow>(sql`${liveHandle} WHERE h.id = ${id} AND h.deleted_at IS NULL`);
}

/** Keeps a handle as it is until the transaction ends. */
export async function lockHandle(tx: Tx, id: string): Promise<void> {
  await tx.rows(sql`SELECT id FROM handles WHERE id = ${id} ${rowLock(tx)}`);
}

/** The live handle of a share, or undefined. Index: uq_handles_live_share */
export async function liveHandleOfShare(reader: Reader, shareId: string): Promise<string | undefined> {
  const row = await reader.first<{ id: string }>(
    sql`SELECT id FROM handles WHERE share_id = ${shareId} AND deleted_at IS NULL`,
  );
  return row?.id;
}

/** Where a handle stands, whatever became of it; its service may have given it another name than the first. */
export interface HandleProgress {
  public_handle: string;
  state: HandleState;
  desired_revision: number;
  published_revision: number;
  registered_at: string | null;
  last_outcome: string | null;
  deleted_at: string | null;
}

/** Where a handle stands. Index: pk_handles */
export async function handleProgress(reader: Reader, id: string): Promise<HandleProgress | undefined> {
  const [row] = await progressOfHandles(reader, [id]);
  return row;
}

/** Where each of these handles stands. Index: pk_handles */
export function progressOfHandles(
  reader: Reader,
  ids: readonly string[],
): Promise<(HandleProgress & { id: string })[]> {
  return reader.rows(
    sql`SELECT id, public_handle, state, desired_revision, published_revision, registered_at, last_outcome, deleted_at
        FROM handles WHERE id IN (${listed(reader.dialect, ids)})`,
  );
}

/** Ids of all live handles, sorted; of one service when it is given. Index: pk_handles or ix_handles_service */
export async function liveHandleIds(reader: Reader, page: Page, serviceId?: string): Promise<string[]> {
  const ofService = serviceId === undefined ? sql`` : sql`AND service_id = ${serviceId}`;
  const rows = await reader.rows<{ id: string }>(
    sql`SELECT id FROM handles WHERE deleted_at IS NULL ${ofService} ${withinPage(sql`id`, page, 'AND')}`,
  );
  return rows.map(({ id }) => id);
}

/** A new row of the ledger: first revision, nothing sent yet. Instants as stored. */
export interface NewHandle {
  id: string;
  serviceId: string;
  pid: string;
  pidFolded: string;
  publicHandle: string;
  shareId: string;
  metadataSchema: string;
  metadata: string;
  summary: string;
  landingUrl: string;
  createdAt: string;
  creatorId: string;
}

/** Adds a handle to the ledger. The unique indexes on PID and live share decide races. */
export async function insertHandle(tx: Tx, handle: NewHandle): Promise<void> {
  await tx.execute(sql`
    INSERT INTO handles (id, service_id, pid, pid_folded, public_handle, share_id, metadata_schema, metadata, summary,
      landing_url, state, desired_revision, applied_revision, published_revision, registered_at, ever_sent, attempts,
      next_attempt_at, lease_owner, lease_until, fence, last_outcome, created_at, updated_at, creator_id, deleted_at, tombstone)
    VALUES (${handle.id}, ${handle.serviceId}, ${handle.pid}, ${handle.pidFolded}, ${handle.publicHandle}, ${handle.shareId},
      ${handle.metadataSchema}, ${handle.metadata}, ${handle.summary}, ${handle.landingUrl}, 'pending', 1, 0, 0, ${null},
      ${false}, 0, ${handle.createdAt}, ${null}, ${null}, 0, ${null}, ${handle.createdAt}, ${handle.createdAt},
      ${handle.creatorId}, ${null}, ${null})`);
}

/** The next revision's metadata; what was given up before is tried afresh. Answers the new revision, or undefined. */
export async function reviseHandle(
  tx: Tx,
  id: string,
  next: { metadata: string; summary: string; at: string },
): Promise<number | undefined> {
  const row = await tx.first<{ desired_revision: number }>(sql`
    UPDATE handles SET metadata = ${next.metadata}, summary = ${next.summary}, desired_revision = desired_revision + 1,
      state = CASE WHEN state = 'conflict' THEN state WHEN applied_revision > 0 THEN 'updating' ELSE 'pending' END,
      attempts = 0, next_attempt_at = ${next.at}, updated_at = ${next.at}
    WHERE id = ${id} AND deleted_at IS NULL
    RETURNING desired_revision`);
  return row?.desired_revision;
}

/**
 * The payloads of a revision; only the newest of each prefix is kept.
 * @returns how many were not there already
 */
export async function storeDisseminations(
  tx: Tx,
  handleId: string,
  revision: number,
  disseminations: readonly { prefix: string; payload: string }[],
): Promise<number> {
  let stored = 0;
  for (const { prefix, payload } of disseminations) {
    stored += await tx.execute(sql`
      INSERT INTO disseminations (handle_id, prefix, revision, payload)
      VALUES (${handleId}, ${prefix}, ${revision}, ${payload})
      ON CONFLICT (handle_id, prefix) DO UPDATE SET revision = excluded.revision, payload = excluded.payload
      WHERE disseminations.revision <> excluded.revision OR disseminations.payload <> excluded.payload`);
  }
  return stored;
}

/**
 * Deletes the handles that no byte has gone out about: names burnt, shares free, and nobody will ever hear of them.
 * @param which condition that picks the handles; answers how many there were
 */
export function burnUnsentHandles(tx: Tx, which: Sql, tombstone: string, at: string): Promise<number> {
  return tx.execute(sql`
    UPDATE handles SET state = 'burnt', deleted_at = ${at}, updated_at = ${at}, tombstone = ${tombstone},
      applied_revision = desired_revision, published_revision = desired_revision
    WHERE ${which} AND deleted_at IS NULL AND registered_at IS NULL AND ever_sent = ${false}`);
}

/** Deletes the handles that a service may know: tombstones stand here at once, the services follow. */
export function tombstoneHandles(tx: Tx, which: Sql, tombstone: string, at: string): Promise<number> {
  return tx.execute(sql`
    UPDATE handles SET state = 'deleting', deleted_at = ${at}, updated_at = ${at}, tombstone = ${tombstone},
      desired_revision = desired_revision + 1, attempts = 0, next_attempt_at = ${at}
    WHERE ${which} AND deleted_at IS NULL`);
}

/** What an identifier template may name: the share's space and the publishing user. Index: primary keys */
export async function templateNames(reader: Reader, shareId: string, userId: string): Promise<TemplateNames> {
  const row = await reader.first<{ space_id: string; space_name: string; user_name: string }>(sql`
    SELECT p.id AS space_id, p.name AS space_name, u.full_name AS user_name
    FROM shares s JOIN spaces p ON p.id = s.space_id JOIN users u ON u.id = ${userId} WHERE s.id = ${shareId}`);
  return {
    'space.guid': row?.space_id ?? '',
    'space.name': row?.space_name ?? '',
    'user.name': row?.user_name ?? '',
  };
}
