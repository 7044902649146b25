import { sql, type Tx } from '../../platform/database/database.js';
import { rowLock } from '../../platform/database/locks.js';
import { writePrivileges, type Member, type Resource } from './effective.queries.js';

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

/** Removes every membership of a resource, when it goes. Index: pk_grants */
export async function removeGrantsOn(tx: Tx, resource: Resource): Promise<void> {
  await tx.execute(
    sql`DELETE FROM grants WHERE resource_kind = ${resource.kind} AND resource_id = ${resource.id}`,
  );
}

/** Removes every membership that someone has, when he goes. Index: ix_grants_member */
export async function removeGrantsOf(tx: Tx, member: Member): Promise<void> {
  await tx.execute(sql`DELETE FROM grants WHERE member_kind = ${member.kind} AND member_id = ${member.id}`);
}
