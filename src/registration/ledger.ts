import { sql, type Tx } from '../platform/database/database.js';
import { toInstant } from '../platform/clock.js';
import { renameHandle } from '../registry/handles/identity-change.js';
import type { PublicationOptions } from '../registry/metadata/publication-options.js';
import type { ClaimedHandle } from './claim.js';
import type { LedgerChange } from './outcome.js';

/**
 * Writes an attempt's outcome into its row and frees the lease. What the row became meanwhile counts: a newer desired
 * revision stays due, a deletion stays wanted.
 * @param options of this installation, for metadata that takes a new name in
 * @returns false when the lease was lost: the outcome is thrown away, the new owner reconciles
 */
export async function recordOutcome(
  tx: Tx,
  handle: ClaimedHandle,
  settled: LedgerChange,
  now: Date,
  options: PublicationOptions,
): Promise<boolean> {
  const change = settled.kind === 'confirm' ? await afterRenaming(tx, handle, settled, options) : settled;
  const changed = await tx.execute(
    sql`UPDATE handles SET ${consequences(handle, change, now)},
          last_outcome = ${JSON.stringify(change.outcome)}, lease_owner = NULL, lease_until = NULL
        WHERE id = ${handle.id} AND fence = ${handle.fence}`,
  );
  return changed > 0;
}

/** Before a handle is public, the name that its service gave becomes its own; a name that cannot be is a conflict. */
async function afterRenaming(
  tx: Tx,
  handle: ClaimedHandle,
  change: LedgerChange & { kind: 'confirm' },
  options: PublicationOptions,
): Promise<LedgerChange> {
  if (change.renamed === undefined) return change;
  const held = await tx.first(
    sql`SELECT id FROM handles WHERE id = ${handle.id} AND fence = ${handle.fence}`,
  );
  if (held === undefined) return change;
  const problem = misnomers[await renameHandle(tx, handle.id, { ...change.renamed, options })];
  if (problem === undefined) return change;
  const reason = `The service gave the name ${change.renamed.pid}, ${problem}.`;
  return { kind: 'stop', state: 'conflict', outcome: { ...change.outcome, class: 'conflict', reason } };
}

/** Why a name that a service gave cannot be. */
const misnomers: Partial<Record<Awaited<ReturnType<typeof renameHandle>>, string>> = {
  taken: 'which another handle holds',
  unfit: 'with which the metadata is not valid',
  'too-late': 'but the handle is public under its own',
};

function consequences(handle: ClaimedHandle, change: LedgerChange, now: Date) {
  const revision = handle.desiredRevision;
  const at = toInstant(now);
  switch (change.kind) {
    case 'confirm':
      return sql`applied_revision = ${revision}, attempts = 0, next_attempt_at = ${at}, verified_at = ${at},
        registered_at = CASE WHEN deleted_at IS NULL THEN COALESCE(registered_at, ${at}) ELSE registered_at END,
        state = CASE WHEN desired_revision = ${revision} THEN 'registered'
                     WHEN deleted_at IS NOT NULL THEN 'deleting' ELSE 'updating' END`;
    case 'withdraw':
      // Confirmed outside only after its deletion: it was never public, and leaves no tombstone.
      return sql`applied_revision = ${revision}, attempts = 0, next_attempt_at = ${at}, verified_at = ${at},
        state = CASE WHEN registered_at IS NULL THEN 'burnt' ELSE 'tombstoned' END,
        published_revision = CASE WHEN registered_at IS NULL THEN desired_revision ELSE published_revision END`;
    case 'burn':
      return sql`applied_revision = desired_revision, published_revision = desired_revision, attempts = 0,
        next_attempt_at = ${at}, state = 'burnt'`;
    case 'retry': {
      const next = toInstant(new Date(now.getTime() + change.delayMs));
      return sql`attempts = ${handle.attempts - (change.burnsAttempt ? 0 : 1)},
        next_attempt_at = CASE WHEN desired_revision > ${revision} THEN ${at} ELSE ${next} END`;
    }
    case 'stop':
      return sql`next_attempt_at = ${at},
        state = CASE WHEN desired_revision > ${revision} THEN state ELSE ${change.state} END`;
  }
}
