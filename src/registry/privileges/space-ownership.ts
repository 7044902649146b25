import type { Tx } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { lockSpace } from '../spaces/spaces.queries.js';
import { holdsAll } from './administrators.js';
import { membersOf } from './effective.queries.js';
import { isSpaceOwner, removeSpaceOwner, spaceOwnerIds } from './space-owners.queries.js';

const one = { limit: 1, whole: false };

/**
 * Ends the ownership of a user who leaves a space or is taken out of it; call it when his membership has ended.
 * Source: oz-worker space_logic_plugin, entity_graph `ensure_can_remove_child`.
 * @param actorId who wants it: himself, another owner, or a holder of the admin privileges
 * @throws RegistryError forbidden; cannotRemoveLastOwner while others belong to the space
 */
export async function endOwnership(tx: Tx, spaceId: string, userId: string, actorId: string): Promise<void> {
  const actorOwns = actorId === userId || (await isSpaceOwner(tx, spaceId, actorId));
  if (!(await removeSpaceOwner(tx, spaceId, userId))) return;
  // Two owners who leave at the same moment wait for each other here.
  await lockSpace(tx, spaceId, 'change');
  const admin = ['oz_spaces_remove_relationships', 'oz_users_remove_relationships'] as const;
  if (!actorOwns && !(await holdsAll(tx, actorId, admin)))
    throw new RegistryError('forbidden', { hint: 'Only owners of a space remove its owners.' });
  const others = await membersOf(tx, { kind: 'space', id: spaceId }, 'user', 'effective', one);
  if (others.length > 0) await requireOwner(tx, spaceId);
}

/** @throws RegistryError cannotRemoveLastOwner when nobody owns the space any more */
export async function requireOwner(tx: Tx, spaceId: string): Promise<void> {
  if ((await spaceOwnerIds(tx, spaceId, one)).length === 0)
    throw new RegistryError('cannotRemoveLastOwner', { entityType: 'space', entityId: spaceId });
}
