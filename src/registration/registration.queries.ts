import { type Reader, sql, type Tx } from '../platform/database/database.js';

/** What a service's row says of its health. */
export interface ServiceHealth {
  id: string;
  name: string;
  paused: boolean | number;
  breaker_open_until: string | null;
  trouble_reason: string | null;
  consecutive_failures: number;
  last_success_at: string | null;
  sealed_credentials: string | null;
  next_credentials: string | null;
  next_credentials_problem: string | null;
}

/** Work that waits for a service. */
export interface ServiceQueue {
  depth: number;
  /** Oldest change that the service has not confirmed. */
  oldest: string | null;
}

/** A live handle service. Index: pk_handle_services */
export function findServiceHealth(reader: Reader, id: string): Promise<ServiceHealth | undefined> {
  return reader.first<ServiceHealth>(
    sql`SELECT id, name, paused, breaker_open_until, trouble_reason, consecutive_failures, last_success_at,
          sealed_credentials, next_credentials, next_credentials_problem
        FROM handle_services WHERE id = ${id} AND deleted_at IS NULL`,
  );
}

/** What is under way for a service. Index: ix_handles_due */
export async function findServiceQueue(reader: Reader, id: string): Promise<ServiceQueue> {
  const row = await reader.first<ServiceQueue>(
    sql`SELECT COUNT(*) AS depth, MIN(updated_at) AS oldest FROM handles
        WHERE service_id = ${id} AND desired_revision > applied_revision AND state IN ('pending', 'updating', 'deleting')`,
  );
  return row ?? { depth: 0, oldest: null };
}

/** How many handles of a service wait for a person, by state. Index: ix_handles_service */
export async function countStopped(
  reader: Reader,
  id: string,
): Promise<Record<'parked' | 'conflict', number>> {
  const rows = await reader.rows<{ state: 'parked' | 'conflict'; count: number }>(
    sql`SELECT state, COUNT(*) AS count FROM handles
        WHERE service_id = ${id} AND state IN ('parked', 'conflict') GROUP BY state`,
  );
  const found = new Map(rows.map(({ state, count }) => [state, count]));
  return { parked: found.get('parked') ?? 0, conflict: found.get('conflict') ?? 0 };
}

/** An open finding of the reconciler. */
export interface FindingRow {
  id: string;
  handle_id: string | null;
  pid: string;
  kind: string;
  detail: string;
  found_at: string;
}

/** Open findings, oldest first, after `after` (an id with its instant). Index: ix_registration_findings_open */
export function openFindings(reader: Reader, serviceId: string, limit: number): Promise<FindingRow[]> {
  return reader.rows<FindingRow>(
    sql`SELECT id, handle_id, pid, kind, detail, found_at FROM registration_findings
        WHERE service_id = ${serviceId} AND settled_at IS NULL ORDER BY found_at, id LIMIT ${limit}`,
  );
}

/** Lets a service send, or stops it. */
export function setPaused(tx: Tx, id: string, paused: boolean, reason: string | null): Promise<number> {
  return tx.execute(
    sql`UPDATE handle_services SET paused = ${paused}, trouble_reason = ${reason}
        WHERE id = ${id} AND deleted_at IS NULL`,
  );
}

/** Makes an open breaker due, so that one probe goes out. */
export function halfOpen(tx: Tx, id: string, now: string): Promise<number> {
  return tx.execute(
    sql`UPDATE handle_services SET breaker_open_until = ${now} WHERE id = ${id} AND breaker_open_until IS NOT NULL`,
  );
}

/**
 * Lets a live handle that is gone outside be registered anew under its name: what drivers of DOIs do only when a person
 * says so. @returns 0 when it is not known to be lost
 */
export function registerLostAnew(tx: Tx, handleId: string, now: string): Promise<number> {
  return tx.execute(
    sql`UPDATE handles SET state = 'updating', applied_revision = 0, attempts = 0, last_outcome = NULL, next_attempt_at = ${now}
        WHERE id = ${handleId} AND deleted_at IS NULL AND applied_revision > 0 AND (
          (state = 'parked' AND last_outcome LIKE ${'%"class":"drifted"%'})
          OR (state = 'registered' AND EXISTS (SELECT 1 FROM registration_findings f
            WHERE f.handle_id = ${handleId} AND f.kind = 'lost' AND f.settled_at IS NULL)))`,
  );
}

const desiredState = sql`CASE WHEN deleted_at IS NOT NULL THEN 'deleting'
  WHEN applied_revision > 0 THEN 'updating' ELSE 'pending' END`;

/** Makes what was given up, or waits for its next try, due at once and counts afresh. @returns how many handles */
export function retryHandles(
  tx: Tx,
  which: { handleId: string } | { serviceId: string },
  now: string,
): Promise<number> {
  const scope = 'handleId' in which ? sql`id = ${which.handleId}` : sql`service_id = ${which.serviceId}`;
  return tx.execute(
    sql`UPDATE handles SET state = ${desiredState}, attempts = 0, last_outcome = NULL, next_attempt_at = ${now}
        WHERE ${scope} AND desired_revision > applied_revision
          AND state IN ('pending', 'updating', 'deleting', 'parked', 'conflict')`,
  );
}
