import { join, type Reader, sql, type Tx } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import { foldPid } from '../pid/pid.js';
import { type ClaimedHandle, handleColumns, type HandleRow, toClaimedHandle } from './claim.js';
import type { FindingKind } from './finding.entity.js';

/** What the reconciler has to say about a name. */
export interface NewFinding {
  serviceId: string;
  handleId: string | null;
  pid: string;
  kind: FindingKind;
  detail: string;
}

/**
 * The confirmed handle of a service that was unseen longest, before the given instant; it counts as seen from now on,
 * so that several instances look at different ones. Index: ix_handles_verified
 */
export async function takeLongestUnseen(
  tx: Tx,
  serviceId: string,
  before: string,
  now: string,
): Promise<ClaimedHandle | undefined> {
  const row = await tx.first<HandleRow>(
    sql`UPDATE handles SET verified_at = ${now} WHERE id = (
          SELECT id FROM handles WHERE service_id = ${serviceId} AND state IN ('registered', 'tombstoned')
            AND verified_at < ${before} AND desired_revision = applied_revision
          ORDER BY verified_at LIMIT 1)
        RETURNING ${handleColumns}`,
  );
  return row === undefined ? undefined : toClaimedHandle(row);
}

/**
 * Those names, A–Z folded, that no handle has: a burnt name is used up here, and should not stand outside either (a create
 * call may arrive after its handle was given up). Index: uq_handles_pid
 */
export async function findUnknownNames(reader: Reader, pids: readonly string[]): Promise<string[]> {
  if (pids.length === 0) return [];
  const folded = pids.map(foldPid);
  const rows = await reader.rows<{ pid_folded: string }>(
    sql`SELECT pid_folded FROM handles WHERE pid_folded IN (${join(folded)}) AND state <> 'burnt'`,
  );
  const known = new Set(rows.map((row) => row.pid_folded));
  return folded.filter((pid) => !known.has(pid));
}

/** Notes a finding once, until it is settled. Index: uq_registration_findings_open */
export function recordFinding(tx: Tx, finding: NewFinding, now: string): Promise<number> {
  return tx.execute(
    sql`INSERT INTO registration_findings (id, service_id, handle_id, pid, kind, detail, found_at)
        VALUES (${newId()}, ${finding.serviceId}, ${finding.handleId}, ${finding.pid}, ${finding.kind},
          ${finding.detail}, ${now})
        ON CONFLICT (service_id, pid, kind) WHERE settled_at IS NULL DO NOTHING`,
  );
}

/** Names of orphans that nobody has settled. Index: ix_registration_findings_open */
export async function findOpenOrphans(reader: Reader, serviceId: string): Promise<string[]> {
  const rows = await reader.rows<{ pid: string }>(
    sql`SELECT pid FROM registration_findings
        WHERE service_id = ${serviceId} AND kind = 'orphan' AND settled_at IS NULL ORDER BY found_at, id`,
  );
  return rows.map(({ pid }) => pid);
}

/** A name is no orphan any more, or never was. Index: uq_registration_findings_open */
export function settleOrphan(tx: Tx, serviceId: string, pid: string, now: string): Promise<number> {
  return tx.execute(
    sql`UPDATE registration_findings SET settled_at = ${now}
        WHERE service_id = ${serviceId} AND pid = ${foldPid(pid)} AND kind = 'orphan' AND settled_at IS NULL`,
  );
}

/** A handle was seen in order: what was found of it is over. */
export function settleFindings(tx: Tx, handleId: string, now: string): Promise<number> {
  return tx.execute(
    sql`UPDATE registration_findings SET settled_at = ${now} WHERE handle_id = ${handleId} AND settled_at IS NULL`,
  );
}

/** Makes the present revision due again, unless something newer is under way already. */
export function requeue(tx: Tx, handle: ClaimedHandle, now: string): Promise<number> {
  return tx.execute(
    sql`UPDATE handles SET applied_revision = applied_revision - 1, next_attempt_at = ${now},
          state = CASE WHEN deleted_at IS NULL THEN 'updating' ELSE 'deleting' END
        WHERE id = ${handle.id} AND desired_revision = ${handle.desiredRevision} AND applied_revision = desired_revision`,
  );
}
