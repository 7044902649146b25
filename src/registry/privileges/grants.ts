import { sql, type Tx } from '../../platform/database/database.js';
import { writePrivileges } from './effective.queries.js';
import type { MemberKind, ResourceKind } from './grant.entity.js';

/** Who holds privileges on what. */
export interface GrantKey {
  resourceKind: ResourceKind;
  resourceId: string;
  memberKind: MemberKind;
  memberId: string;
}

/** Makes a user or group a member of a resource; false when it was one already. `at` is a stored instant. */
export async function addGrant(
  tx: Tx,
  key: GrantKey,
  privileges: Iterable<string>,
  at: string,
): Promise<boolean> {
  const added = await tx.execute(sql`
    INSERT INTO grants (resource_kind, resource_id, member_kind, member_id, privileges, created_at)
    VALUES (${key.resourceKind}, ${key.resourceId}, ${key.memberKind}, ${key.memberId}, ${writePrivileges(privileges)}, ${at})
    ON CONFLICT (resource_kind, resource_id, member_kind, member_id) DO NOTHING`);
  return added > 0;
}

/** Removes every membership of a resource, when it goes. */
export async function removeGrantsOn(tx: Tx, resourceKind: ResourceKind, resourceId: string): Promise<void> {
  await tx.execute(
    sql`DELETE FROM grants WHERE resource_kind = ${resourceKind} AND resource_id = ${resourceId}`,
  );
}
