import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { newId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import { Wakeups } from '../../platform/wakeups.js';
import { recordAudit } from '../audit/audit.js';
import { deleteHandlesOfSpace } from '../handles/handle-deletion.js';
import { isMember, type Member, type Resource } from '../privileges/effective.queries.js';
import { addGrant, removeGrantsOn } from '../privileges/grants.js';
import { spacePrivileges } from '../privileges/privileges.js';
import { addSpaceOwner } from '../privileges/space-owners.queries.js';
import { lockSharesOf } from '../shares/shares.queries.js';
import type { Actor } from '../users/principal.js';
import { lockSpace, requireSpace, spaceIds, spaceView } from './spaces.queries.js';
import type { CreateSpace, UpdateSpace } from './spaces.schemas.js';

/** Spaces: where shares belong. */
@Injectable()
export class SpacesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
  ) {}

  /**
   * Makes a space; answers its id.
   * @param member becomes a member with all privileges, and the caller, if it is he or a group of his, the owner; undefined:
   *   nobody does
   */
  async create(body: CreateSpace, actor: Actor, member?: Member): Promise<string> {
    const id = newId();
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await tx.execute(
        sql`INSERT INTO spaces (id, name, created_at, creator_id) VALUES (${id}, ${body.name}, ${at}, ${actor.userId})`,
      );
      if (member !== undefined) await settle(tx, { kind: 'space', id }, member, actor, at);
      await recordAudit(tx, {
        at,
        actor,
        action: 'space.create',
        objectKind: 'space',
        objectId: id,
        after: { name: body.name, member },
      });
    });
    return id;
  }

  /** The space as Onezone shows it. @throws RegistryError notFound */
  get(id: string) {
    return this.database.read((reader) => spaceView(reader, id));
  }

  /** Ids of all spaces. */
  list(page: Page): Promise<string[]> {
    return this.database.read((reader) => spaceIds(reader, page));
  }

  /** Changes the name. @throws RegistryError notFound */
  async update(id: string, body: UpdateSpace, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await requireSpace(tx, id);
      await tx.execute(sql`UPDATE spaces SET name = ${body.name ?? before.name} WHERE id = ${id}`);
      await recordAudit(tx, {
        at,
        actor,
        action: 'space.update',
        objectKind: 'space',
        objectId: id,
        before: { name: before.name },
        after: body,
      });
    });
  }

  /**
   * Removes a space with its shares. Their handles get tombstones and are withdrawn from their services, so that
   * harvesters and resolvers learn of it (weakness W9 of the original).
   */
  async delete(id: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockSpace(tx, id, 'change');
      const before = await requireSpace(tx, id);
      await lockSharesOf(tx, id);
      const handles = await deleteHandlesOfSpace(
        tx,
        id,
        { reason: 'The space of this record was deleted.' },
        at,
      );
      const shares = await tx.execute(sql`DELETE FROM shares WHERE space_id = ${id}`);
      await tx.execute(sql`DELETE FROM spaces WHERE id = ${id}`);
      const members = await removeGrantsOn(tx, { kind: 'space', id });
      await recordAudit(tx, {
        at,
        actor,
        action: 'space.delete',
        objectKind: 'space',
        objectId: id,
        before: { name: before.name, shares, handles, members },
      });
    });
    this.wakeups.wake('registration-due');
    this.wakeups.wake('publication-due');
  }
}

/** The first members of a space: who it was made for, and its maker as owner if he belongs there. */
async function settle(tx: Tx, space: Resource, member: Member, actor: Actor, at: string): Promise<void> {
  await addGrant(tx, space, member, spacePrivileges.admin, at);
  const maker = { kind: 'user', id: actor.userId } as const;
  if (!(await isMember(tx, maker, space, 'effective'))) return;
  await addGrant(tx, space, maker, spacePrivileges.admin, at);
  await addSpaceOwner(tx, space.id, maker.id, at);
}
