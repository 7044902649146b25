import { toInstant } from '../platform/clock.js';
import { join, type Reader, sql, type Sql, type Tx } from '../platform/database/database.js';
import type { HandleState } from '../registry/handles/handle.entity.js';

/** A handle taken for one attempt: its desired state as it stood at the claim. */
export interface ClaimedHandle {
  id: string;
  serviceId: string;
  pid: string;
  publicHandle: string;
  landingUrl: string;
  metadataSchema: string;
  metadata: string;
  summary: string;
  state: HandleState;
  createdAt: string;
  desiredRevision: number;
  appliedRevision: number;
  /** A deletion is wanted. */
  deleted: boolean;
  /** Bytes about this PID may have gone out before: reconcile first. */
  sentBefore: boolean;
  /** Claims since the last success, this one included. */
  attempts: number;
  fence: number;
  /** JSON of the last outcome, or null. */
  lastOutcome: string | null;
}

/** A handle service that has work due now. */
export interface DueService {
  id: string;
  /** Changes whenever the service's settings do. */
  version: string;
  /** Null = the breaker is closed; else it was open until then, and one probe may go out. */
  breakerOpenUntil: string | null;
}

/** A handle's row as `handleColumns` reads it. */
export interface HandleRow {
  id: string;
  service_id: string;
  pid: string;
  public_handle: string;
  landing_url: string;
  metadata_schema: string;
  metadata: string;
  summary: string;
  state: HandleState;
  created_at: string;
  desired_revision: number;
  applied_revision: number;
  deleted_at: string | null;
  attempts: number;
  fence: number;
  last_outcome: string | null;
}

/** The columns of a handle that an attempt needs. */
export const handleColumns = sql`id, service_id, pid, public_handle, landing_url, metadata_schema, metadata, summary, state, created_at, desired_revision, applied_revision, deleted_at, attempts, fence, last_outcome`;

/** What the partial index ix_handles_due holds; the words must match for the index to be used. */
const workable = sql`h.desired_revision > h.applied_revision AND h.state IN ('pending', 'updating', 'deleting')`;
const free = (now: string) => sql`(h.lease_until IS NULL OR h.lease_until <= ${now})`;

/**
 * Services with due work that may be sent to: not paused, and no breaker in the way. One index probe a service
 * (ix_handles_due), in the order in which rows are locked.
 */
export async function findDueServices(reader: Reader, now: string): Promise<DueService[]> {
  const rows = await reader.rows<{ id: string; updated_at: string; breaker_open_until: string | null }>(
    sql`SELECT s.id, s.updated_at, s.breaker_open_until FROM handle_services s
        WHERE s.paused = ${false} AND (s.breaker_open_until IS NULL OR s.breaker_open_until <= ${now})
          AND EXISTS (SELECT 1 FROM handles h
            WHERE h.service_id = s.id AND h.next_attempt_at <= ${now} AND ${workable} AND ${free(now)})
        ORDER BY s.id`,
  );
  return rows.map((row) => ({
    id: row.id,
    version: row.updated_at,
    breakerOpenUntil: row.breaker_open_until,
  }));
}

/** How long a claim is held, and by whom. */
export interface Lease {
  owner: string;
  now: Date;
  until: string;
}

/** Should the process die, a claimed row is not tried again before this: rows that kill processes must not delay others. */
const crashPauseMs = 250;
const longCrashPauseMs = 5000;
const manyAttempts = 8;

/** How many due handles a probe is chosen from. */
const probeChoice = 16;

/**
 * Takes the due handle that a service's breaker is probed with: the longest due of those that were not refused themselves,
 * so that one that is refused for its own sake does not stop the others for ever.
 */
export async function claimProbe(tx: Tx, serviceId: string, lease: Lease): Promise<ClaimedHandle[]> {
  const due = await dueHandles(tx, serviceId, probeChoice, lease);
  const refused = ({ last_outcome: outcome }: DueHandle) =>
    outcome !== null && (JSON.parse(outcome) as { class?: unknown }).class === 'credentials';
  const chosen = due.find((each) => !refused(each)) ?? due[0];
  return chosen === undefined ? [] : takeLease(tx, [chosen.id], lease);
}

/**
 * Takes up to `limit` due handles of a service, longest due first: lease, fence and `ever_sent` are committed with the
 * caller's transaction, before any byte goes out. Several instances never take the same row (FOR UPDATE SKIP LOCKED;
 * SQLite has one writer).
 */
export async function claimDue(
  tx: Tx,
  serviceId: string,
  limit: number,
  lease: Lease,
): Promise<ClaimedHandle[]> {
  const due = await dueHandles(tx, serviceId, limit, lease);
  if (due.length === 0) return [];
  return takeLease(
    tx,
    due.map(({ id }) => id),
    lease,
  );
}

interface DueHandle {
  id: string;
  last_outcome: string | null;
}

/** Longest due first; locked on PostgreSQL, where others pass over them. Index: ix_handles_due */
function dueHandles(tx: Tx, serviceId: string, limit: number, lease: Lease): Promise<DueHandle[]> {
  const now = toInstant(lease.now);
  const lock: Sql = tx.dialect === 'postgres' ? sql`FOR UPDATE SKIP LOCKED` : sql``;
  return tx.rows<DueHandle>(
    sql`SELECT h.id, h.last_outcome FROM handles h
        WHERE h.service_id = ${serviceId} AND h.next_attempt_at <= ${now} AND ${workable} AND ${free(now)}
        ORDER BY h.next_attempt_at LIMIT ${limit} ${lock}`,
  );
}

async function takeLease(tx: Tx, ids: readonly string[], lease: Lease): Promise<ClaimedHandle[]> {
  const after = (ms: number) => toInstant(new Date(lease.now.getTime() + ms));
  const rows = await tx.rows<HandleRow>(
    sql`UPDATE handles SET lease_owner = ${lease.owner}, lease_until = ${lease.until}, fence = fence + 1,
          ever_sent = ${true}, attempts = attempts + 1,
          next_attempt_at = CASE WHEN attempts < ${manyAttempts} THEN ${after(crashPauseMs)}
                                 ELSE ${after(longCrashPauseMs)} END
        WHERE id IN (${join(ids)})
        RETURNING ${handleColumns}`,
  );
  return rows.map(toClaimedHandle);
}

/** Frees leases that a dead process of this single-process database left behind. @returns how many */
export function clearLeases(tx: Tx): Promise<number> {
  return tx.execute(
    sql`UPDATE handles SET lease_owner = NULL, lease_until = NULL WHERE lease_until IS NOT NULL`,
  );
}

/** The row as the rest of the room knows it. */
export function toClaimedHandle(row: HandleRow): ClaimedHandle {
  return {
    id: row.id,
    serviceId: row.service_id,
    pid: row.pid,
    publicHandle: row.public_handle,
    landingUrl: row.landing_url,
    metadataSchema: row.metadata_schema,
    metadata: row.metadata,
    summary: row.summary,
    state: row.state,
    createdAt: row.created_at,
    desiredRevision: row.desired_revision,
    appliedRevision: row.applied_revision,
    deleted: row.deleted_at !== null,
    sentBefore: row.fence > 1,
    attempts: row.attempts,
    fence: row.fence,
    lastOutcome: row.last_outcome,
  };
}
