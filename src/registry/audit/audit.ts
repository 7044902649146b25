import { newId } from '../../platform/ids.js';
import { sql, type Tx } from '../../platform/database/database.js';

/** A privileged change to be kept: who did what to which thing, and how it looked before and after. */
export interface AuditedChange {
  at: string;
  actor: { userId: string; requestId: string } | null;
  action: string;
  objectKind: string;
  objectId: string;
  before?: unknown;
  after?: unknown;
}

/** Writes the audit entry of a change, in the change's own transaction. Never pass secrets in `before` or `after`. */
export async function recordAudit(tx: Tx, change: AuditedChange): Promise<void> {
  await tx.execute(sql`
    INSERT INTO audit_entries (id, at, actor_id, action, object_kind, object_id, before, after, request_id)
    VALUES (${`${change.at}-${newId()}`}, ${change.at}, ${change.actor?.userId ?? null}, ${change.action},
      ${change.objectKind}, ${change.objectId}, ${json(change.before)}, ${json(change.after)},
      ${change.actor?.requestId ?? null})`);
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
