import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, type Reader, type Tx } from '../../platform/database/database.js';
import { oneAtATime } from '../../platform/database/locks.js';
import { RegistryError } from '../../platform/errors.js';
import type { Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import { memberGroupView } from '../groups/groups.queries.js';
import {
  holdsAll,
  requireAdministrator,
  requireAdminRightsOf,
  requireHeld,
} from '../privileges/administrators.js';
import {
  directPrivileges,
  effectivePrivileges,
  intermediaries,
  isMember,
  membersOf,
  privilegesOf,
  type Member,
  type Reach,
  type Resource,
} from '../privileges/effective.queries.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import { addGrant, lockGrant, removeGrant, setGrant } from '../privileges/grants.js';
import { endOwnership } from '../privileges/space-ownership.js';
import type { AdminPrivilege } from '../privileges/privileges.js';
import { findSubject } from '../privileges/subject.queries.js';
import type { Actor } from '../users/principal.js';
import { memberUserView } from '../users/users.queries.js';
import { memberSorts, type MembershipKind } from './kinds.js';
import { changed, type ChangePrivileges } from './members.schemas.js';

/** One membership: of whom, in what. */
export interface Membership {
  of: MembershipKind;
  resourceId: string;
  member: Member;
}

const resourceOf = ({ of, resourceId }: Membership): Resource => ({ kind: of.kind, id: resourceId });

/** Members of handle services, handles, spaces and groups: one implementation for all kinds. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Ids of the users or groups that belong to a thing. */
  list(resource: Resource, memberKind: MemberKind, reach: Reach, page: Page): Promise<string[]> {
    return this.database.read((reader) => membersOf(reader, resource, memberKind, reach, page));
  }

  /** A member as other members see it. @throws RegistryError notFound */
  get(member: Member): Promise<object> {
    return this.database.read((reader): Promise<object> =>
      member.kind === 'user' ? memberUserView(reader, member.id) : memberGroupView(reader, member.id),
    );
  }

  /** A member's privileges, sorted. @throws RegistryError notFound */
  async privileges(membership: Membership, reach: Reach): Promise<{ privileges: string[] }> {
    const held = await this.database.read((reader) =>
      privilegesOf(reader, membership.member, resourceOf(membership), reach),
    );
    if (held === undefined) throw new RegistryError('notFound');
    return { privileges: held };
  }

  /** Through whom a member belongs to a thing; `self` is the thing itself, for direct membership. */
  async intermediaries(membership: Membership) {
    const found = await this.database.read((reader) =>
      intermediaries(reader, membership.member, resourceOf(membership)),
    );
    return {
      intermediaries: found.map(({ kind, id }) =>
        kind === membership.member.kind && id === membership.member.id
          ? { type: membership.of.kind, id: 'self' }
          : { type: kind, id },
      ),
    };
  }

  /**
   * Makes someone a member.
   * @param privileges the member set unless given; what the caller lacks himself is refused
   * @throws RegistryError badValueIdNotFound, relationAlreadyExists, forbidden; conflict when groups would nest in a circle
   */
  async add(membership: Membership, privileges: readonly string[] | undefined, actor: Actor): Promise<void> {
    const { of, resourceId, member } = membership;
    await this.database.write(async (tx) => {
      if ((await findSubject(tx, member.kind, member.id)) === undefined)
        throw new RegistryError('badValueIdNotFound', { key: memberSorts[member.kind].idKey });
      if (privileges !== undefined) await requireGrantable(tx, membership, privileges, actor, true);
      // Before the addition: the caller may be adding himself.
      if (of.kind === 'group')
        await requireAdminRightsOf(tx, actor.userId, { kind: 'group', id: resourceId });
      await addMember(tx, membership, privileges ?? of.privileges.member, actor, toInstant(this.clock.now()));
    });
  }

  /** Changes a direct member's privileges. @throws RegistryError notFound, forbidden */
  async change(membership: Membership, change: ChangePrivileges, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      await lockGrant(tx, resourceOf(membership), membership.member);
      const before = await directPrivileges(tx, membership.member, resourceOf(membership));
      if (before === undefined) throw new RegistryError('notFound');
      const after = changed(before, change);
      const gained = [...after].filter((name) => !before.includes(name));
      await requireGrantable(tx, membership, gained, actor, false);
      await setGrant(tx, resourceOf(membership), membership.member, after);
      await this.audit(tx, membership, actor, {
        action: 'set_privileges',
        before: { privileges: before },
        after: { privileges: [...after].sort() },
      });
    });
  }

  /** Ends a direct membership. @throws RegistryError notFound, cannotRemoveLastAdministrator, cannotRemoveLastOwner */
  async remove(membership: Membership, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      const before = await directPrivileges(tx, membership.member, resourceOf(membership));
      if (before === undefined) throw new RegistryError('notFound');
      await removeGrant(tx, resourceOf(membership), membership.member);
      if (membership.of.kind === 'group') await requireAdministrator(tx);
      if (membership.of.kind === 'space' && membership.member.kind === 'user')
        await endOwnership(tx, membership.resourceId, membership.member.id, actor.userId);
      await this.audit(tx, membership, actor, { action: 'remove_member', before: { privileges: before } });
    });
  }

  private audit(
    tx: Tx,
    { of, resourceId, member }: Membership,
    actor: Actor,
    what: { action: string; before?: object; after?: object },
  ): Promise<void> {
    return recordAudit(tx, {
      at: toInstant(this.clock.now()),
      actor,
      action: `${of.kind}.${what.action}`,
      objectKind: of.kind,
      objectId: resourceId,
      ...(what.before && { before: { member, ...what.before } }),
      after: what.after && { member, ...what.after },
    });
  }
}

/**
 * Adds a member; for callers that have settled who may.
 * @throws RegistryError relationAlreadyExists; conflict when groups would nest in a circle
 */
export async function addMember(
  tx: Tx,
  { of, resourceId, member }: Membership,
  privileges: readonly string[],
  actor: Actor,
  at: string,
): Promise<void> {
  if (of.kind === 'group' && member.kind === 'group') await refuseCircle(tx, resourceId, member.id);
  if (!(await addGrant(tx, { kind: of.kind, id: resourceId }, member, privileges, at)))
    throw new RegistryError('relationAlreadyExists', {
      childType: member.kind,
      childId: member.id,
      parentType: of.kind,
      parentId: resourceId,
    });
  await recordAudit(tx, {
    at,
    actor,
    action: `${of.kind}.add_member`,
    objectKind: of.kind,
    objectId: resourceId,
    after: { member, privileges: [...privileges].sort() },
  });
}

/** Nobody grants what he lacks; holders of the admin privileges for it may grant anything. */
async function requireGrantable(
  tx: Reader,
  membership: Membership,
  privileges: readonly string[],
  actor: Actor,
  adding: boolean,
): Promise<void> {
  const { of, member } = membership;
  const caller = { kind: 'user', id: actor.userId } as const;
  const held = (await effectivePrivileges(tx, caller, resourceOf(membership))) ?? new Set<string>();
  if (privileges.every((name) => held.has(name))) return;
  const sort = memberSorts[member.kind].plural;
  const adds: AdminPrivilege[] = [`oz_${of.plural}_add_relationships`, `oz_${sort}_add_relationships`];
  if (await holdsAll(tx, actor.userId, [`oz_${of.plural}_set_privileges`])) return;
  if (adding && (await holdsAll(tx, actor.userId, adds))) return;
  requireHeld(held, privileges);
}

/** Groups nest at any depth, never in a circle; two requests that would close one together wait for each other. */
async function refuseCircle(tx: Tx, parentId: string, childId: string): Promise<void> {
  await oneAtATime(tx, 'groupNesting');
  const parent = { kind: 'group', id: parentId } as const;
  const child = { kind: 'group', id: childId } as const;
  if (parentId === childId || (await isMember(tx, parent, child, 'effective')))
    throw new RegistryError('conflict', { reason: 'Groups cannot nest in a circle.' });
}
