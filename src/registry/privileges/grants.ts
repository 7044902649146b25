import { sql, type Sql, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import { readPrivileges, writePrivileges, type Member, type Resource } from './effective.queries.js';

/** Makes someone a member of a resource; false when he was one already. `at` is a stored instant. */
export async function addGrant(
  tx: Tx,
  resource: Resource,
  member: Member,
  privileges: Iterable<string>,
  at: string,
): Promise<boolean> {
  const added = await tx.execute(sql`
    INSERT INTO grants (resource_kind, resource_id, member_kind, member_id, privileges, created_at)
    VALUES (${resource.kind}, ${resource.id}, ${member.kind}, ${member.id}, ${writePrivileges(privileges)}, ${at})
    ON CONFLICT (resource_kind, resource_id, member_kind, member_id) DO NOTHING`);
  return added > 0;
}

/** Keeps a direct membership as it is until the transaction ends. */
export async function lockGrant(tx: Tx, resource: Resource, member: Member): Promise<void> {
  await tx.rows(sql`
    SELECT member_id FROM grants WHERE resource_kind = ${resource.kind} AND resource_id = ${resource.id}
      AND member_kind = ${member.kind} AND member_id = ${member.id} ${rowLock(tx)}`);
}

/** Replaces the privileges of a direct member. */
export async function setGrant(
  tx: Tx,
  resource: Resource,
  member: Member,
  privileges: Iterable<string>,
): Promise<void> {
  await tx.execute(sql`
    UPDATE grants SET privileges = ${writePrivileges(privileges)}
    WHERE resource_kind = ${resource.kind} AND resource_id = ${resource.id}
      AND member_kind = ${member.kind} AND member_id = ${member.id}`);
}

/** Ends a direct membership; false when there was none. */
export async function removeGrant(tx: Tx, resource: Resource, member: Member): Promise<boolean> {
  const removed = await tx.execute(sql`
    DELETE FROM grants WHERE resource_kind = ${resource.kind} AND resource_id = ${resource.id}
      AND member_kind = ${member.kind} AND member_id = ${member.id}`);
  return removed > 0;
}

/** Memberships that ended together, as the audit trail keeps them. */
export interface EndedMemberships {
  count: number;
  /** The first thousand. */
  listed: { resource: Resource; member: Member; privileges: string[] }[];
}

/** Removes every membership of a resource, when it goes. Index: pk_grants */
export function removeGrantsOn(tx: Tx, resource: Resource): Promise<EndedMemberships> {
  return removeGrants(tx, sql`resource_kind = ${resource.kind} AND resource_id = ${resource.id}`);
}

/** Removes every membership that someone has, when he goes. Index: ix_grants_member */
export function removeGrantsOf(tx: Tx, member: Member): Promise<EndedMemberships> {
  return removeGrants(tx, sql`member_kind = ${member.kind} AND member_id = ${member.id}`);
}

const mostListed = 1000;

async function removeGrants(tx: Tx, which: Sql): Promise<EndedMemberships> {
  const rows = await tx.rows<{
    resource_kind: Resource['kind'];
    resource_id: string;
    member_kind: Member['kind'];
    member_id: string;
    privileges: string;
  }>(sql`
    DELETE FROM grants WHERE ${which}
    RETURNING resource_kind, resource_id, member_kind, member_id, privileges`);
  const listed = rows.slice(0, mostListed).map((row) => ({
    resource: { kind: row.resource_kind, id: row.resource_id },
    member: { kind: row.member_kind, id: row.member_id },
    privileges: readPrivileges(row.privileges),
  }));
  return { count: rows.length, listed };
}
