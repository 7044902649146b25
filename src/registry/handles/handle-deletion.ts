import { sql, type Tx } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { requireMatch } from '../../platform/etag.js';
import { recordAudit } from '../audit/audit.js';
import { removeGrantsOn } from '../privileges/grants.js';
import type { Actor } from '../users/principal.js';
import { handleEtag } from './handle-view.js';
import type { DeleteHandle } from './handles.schemas.js';
import { burnUnsentHandles, findLiveHandle, lockHandle, tombstoneHandles } from './handles.queries.js';

/** A deletion as it was asked for. */
export interface Deletion {
  actor: Actor;
  /** Stored instant. */
  at: string;
  ifMatch?: string | undefined;
}

/**
 * Deletes a handle: tombstone here at once, the service follows; its share is free again. Wake worker and publisher
 * after the commit.
 * @throws RegistryError notFound, preconditionFailed
 */
export async function deleteHandle(
  tx: Tx,
  id: string,
  body: DeleteHandle,
  { actor, at, ifMatch }: Deletion,
): Promise<void> {
  await lockHandle(tx, id);
  const before = await findLiveHandle(tx, id);
  if (before === undefined) throw new RegistryError('notFound');
  requireMatch(ifMatch, handleEtag(before));
  const tombstone = JSON.stringify(body);
  const burnt = await burnUnsentHandles(tx, sql`id = ${id}`, tombstone, at);
  if (burnt === 0 && (await tombstoneHandles(tx, sql`id = ${id}`, tombstone, at)) === 0)
    throw new RegistryError('notFound');
  const members = await removeGrantsOn(tx, { kind: 'handle', id });
  await recordAudit(tx, {
    at,
    actor,
    action: 'handle.delete',
    objectKind: 'handle',
    objectId: id,
    before: { pid: before.pid, state: before.state, members },
    after: body,
  });
}

/**
 * Deletes every live handle of a space's shares. Wake worker and publisher after the commit.
 * @returns the PIDs
 */
export async function deleteHandlesOfSpace(
  tx: Tx,
  spaceId: string,
  body: DeleteHandle,
  at: string,
): Promise<string[]> {
  const ofSpace = sql`share_id IN (SELECT id FROM shares WHERE space_id = ${spaceId})`;
  const live = await tx.rows<{ pid: string }>(
    sql`SELECT pid FROM handles WHERE deleted_at IS NULL AND ${ofSpace} ORDER BY pid`,
  );
  await tx.execute(sql`
    DELETE FROM grants WHERE resource_kind = 'handle'
      AND resource_id IN (SELECT id FROM handles WHERE deleted_at IS NULL AND ${ofSpace})`);
  const tombstone = JSON.stringify(body);
  await burnUnsentHandles(tx, ofSpace, tombstone, at);
  await tombstoneHandles(tx, ofSpace, tombstone, at);
  return live.map(({ pid }) => pid);
}
