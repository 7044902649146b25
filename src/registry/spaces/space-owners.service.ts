import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import type { Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import { isMember } from '../privileges/effective.queries.js';
import { addGrant } from '../privileges/grants.js';
import { spacePrivileges } from '../privileges/privileges.js';
import { addSpaceOwner, removeSpaceOwner, spaceOwnerIds } from '../privileges/space-owners.queries.js';
import { requireOwner } from '../privileges/space-ownership.js';
import type { Actor } from '../users/principal.js';
import { lockSpace } from './spaces.queries.js';

/** Owners of spaces: users who may do everything there, whatever they were granted. */
@Injectable()
export class SpaceOwnersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Ids of the owners of a space. */
  list(spaceId: string, page: Page): Promise<string[]> {
    return this.database.read((reader) => spaceOwnerIds(reader, spaceId, page));
  }

  /**
   * Makes an effective member an owner; he becomes a direct member with all privileges if he was none.
   * @throws RegistryError relationDoesNotExist, alreadyExists
   */
  async add(spaceId: string, userId: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    const [space, user] = [{ kind: 'space', id: spaceId } as const, { kind: 'user', id: userId } as const];
    await this.database.write(async (tx) => {
      await lockSpace(tx, spaceId, 'change');
      if (!(await isMember(tx, user, space, 'effective')))
        throw new RegistryError('relationDoesNotExist', {
          childType: 'user',
          childId: userId,
          parentType: 'space',
          parentId: spaceId,
        });
      await addGrant(tx, space, user, spacePrivileges.admin, at);
      if (!(await addSpaceOwner(tx, spaceId, userId, at))) throw new RegistryError('alreadyExists');
      await recordAudit(tx, { ...onSpace(spaceId, 'add_owner'), at, actor, after: { userId } });
    });
  }

  /** Ends an ownership; the membership stays. @throws RegistryError notFound, cannotRemoveLastOwner */
  async remove(spaceId: string, userId: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockSpace(tx, spaceId, 'change');
      if (!(await removeSpaceOwner(tx, spaceId, userId))) throw new RegistryError('notFound');
      await requireOwner(tx, spaceId);
      await recordAudit(tx, { ...onSpace(spaceId, 'remove_owner'), at, actor, before: { userId } });
    });
  }
}

const onSpace = (objectId: string, verb: string) => ({
  action: `space.${verb}`,
  objectKind: 'space',
  objectId,
});
