import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { recordAudit } from '../audit/audit.js';
import { changed, type ChangePrivileges } from '../members/members.schemas.js';
import { adminPrivilegesOf, requireAdministrator, requireHeld } from '../privileges/administrators.js';
import {
  directPrivileges,
  privilegesOf,
  zoneId,
  type Member,
  type Reach,
} from '../privileges/effective.queries.js';
import { addGrant, lockGrant, removeGrant, setGrant } from '../privileges/grants.js';
import type { Actor } from '../users/principal.js';

const zone = { kind: 'zone', id: zoneId } as const;

/** Admin privileges of users and groups: grants on the zone. */
@Injectable()
export class AdminPrivilegesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The admin privileges that someone was granted, or effectively holds; sorted. */
  async list(member: Member, reach: Reach): Promise<{ privileges: string[] }> {
    const held = await this.database.read((reader) => privilegesOf(reader, member, zone, reach));
    return { privileges: held ?? [] };
  }

  /** Revokes, then grants. @throws RegistryError forbidden for what the caller lacks, cannotRemoveLastAdministrator */
  async change(member: Member, change: ChangePrivileges, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      await lockGrant(tx, zone, member);
      const before = (await directPrivileges(tx, member, zone)) ?? [];
      const after = changed(before, change);
      const gained = [...after].filter((name) => !before.includes(name));
      requireHeld(await adminPrivilegesOf(tx, { kind: 'user', id: actor.userId }), gained);
      await this.store(tx, member, before, after, actor);
    });
  }

  /** Revokes everything. @throws RegistryError cannotRemoveLastAdministrator */
  async remove(member: Member, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      await lockGrant(tx, zone, member);
      const before = (await directPrivileges(tx, member, zone)) ?? [];
      await this.store(tx, member, before, new Set(), actor);
    });
  }

  private async store(tx: Tx, member: Member, before: string[], after: Set<string>, actor: Actor) {
    const at = toInstant(this.clock.now());
    if (after.size === 0) await removeGrant(tx, zone, member);
    else if (!(await addGrant(tx, zone, member, after, at))) await setGrant(tx, zone, member, after);
    await requireAdministrator(tx);
    await recordAudit(tx, {
      at,
      actor,
      action: 'zone.set_privileges',
      objectKind: member.kind,
      objectId: member.id,
      before: { privileges: before },
      after: { privileges: [...after].sort() },
    });
  }
}
