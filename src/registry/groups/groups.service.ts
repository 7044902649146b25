import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { newId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import { requireAdministrator, requireAdminRightsOf } from '../privileges/administrators.js';
import type { Member } from '../privileges/effective.queries.js';
import { addGrant, removeGrantsOf, removeGrantsOn } from '../privileges/grants.js';
import { groupPrivileges, spacePrivileges } from '../privileges/privileges.js';
import { requireSpace } from '../spaces/spaces.queries.js';
import type { Actor } from '../users/principal.js';
import { groupIds, groupView, requireGroup } from './groups.queries.js';
import type { CreateGroup, UpdateGroup } from './groups.schemas.js';

/** What a new group can be made inside of. */
interface Place {
  kind: 'group' | 'space';
  id: string;
}

/** Groups of users and groups. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a group; answers its id.
   * @param member becomes a member with all privileges; undefined: nobody does
   */
  async create(body: CreateGroup, actor: Actor, member?: Member): Promise<string> {
    const id = newId();
    const at = toInstant(this.clock.now());
    await this.database.write((tx) => insertGroup(tx, { id, body, actor, at }, member));
    return id;
  }

  /** Makes a group of the caller's inside a group or space, with a member's privileges there; answers its id. */
  async createInside(place: Place, body: CreateGroup, actor: Actor): Promise<string> {
    const id = newId();
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await (place.kind === 'group' ? requireGroup(tx, place.id) : requireSpace(tx, place.id));
      if (place.kind === 'group') await requireAdminRightsOf(tx, actor.userId, { ...place, kind: 'group' });
      await insertGroup(tx, { id, body, actor, at }, { kind: 'user', id: actor.userId });
      const { member: privileges } = place.kind === 'group' ? groupPrivileges : spacePrivileges;
      await addGrant(tx, place, { kind: 'group', id }, privileges, at);
      await recordAudit(tx, {
        at,
        actor,
        action: `${place.kind}.add_member`,
        objectKind: place.kind,
        objectId: place.id,
        after: { member: { kind: 'group', id }, privileges },
      });
    });
    return id;
  }

  /** The group as Onezone shows it. @throws RegistryError notFound */
  get(id: string) {
    return this.database.read((reader) => groupView(reader, id));
  }

  /** Ids of all groups. */
  list(page: Page): Promise<string[]> {
    return this.database.read((reader) => groupIds(reader, page));
  }

  /** Changes what is given. @throws RegistryError notFound */
  async update(id: string, body: UpdateGroup, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await requireGroup(tx, id);
      await tx.execute(
        sql`UPDATE user_groups SET name = ${body.name ?? before.name}, type = ${body.type ?? before.type} WHERE id = ${id}`,
      );
      await recordAudit(tx, {
        at,
        actor,
        action: 'group.update',
        objectKind: 'group',
        objectId: id,
        before: { name: before.name, type: before.type },
        after: body,
      });
    });
  }

  /** Removes a group; its members lose what they had through it. @throws RegistryError cannotRemoveLastAdministrator */
  async delete(id: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await requireGroup(tx, id);
      await tx.execute(sql`DELETE FROM user_groups WHERE id = ${id}`);
      const members = await removeGrantsOn(tx, { kind: 'group', id });
      const memberships = await removeGrantsOf(tx, { kind: 'group', id });
      await requireAdministrator(tx);
      await recordAudit(tx, {
        at,
        actor,
        action: 'group.delete',
        objectKind: 'group',
        objectId: id,
        before: { name: before.name, type: before.type, members, memberships },
      });
    });
  }
}

async function insertGroup(
  tx: Tx,
  group: { id: string; body: CreateGroup; actor: Actor; at: string },
  member?: Member,
): Promise<void> {
  const { id, body, actor, at } = group;
  const type = body.type ?? 'team';
  await tx.execute(sql`
    INSERT INTO user_groups (id, name, type, created_at, creator_id)
    VALUES (${id}, ${body.name}, ${type}, ${at}, ${actor.userId})`);
  if (member !== undefined) await addGrant(tx, { kind: 'group', id }, member, groupPrivileges.admin, at);
  await recordAudit(tx, {
    at,
    actor,
    action: 'group.create',
    objectKind: 'group',
    objectId: id,
    after: { name: body.name, type, member },
  });
}
