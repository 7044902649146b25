import { z } from 'zod';
import { join, sql, type Reader, type Sql } from '../../platform/database/database.js';
import type { ResourceKind } from './grant.entity.js';

/** The one zone; the `oz_*` privileges are granted on it. */
export const zoneId = 'zone';

const storedPrivileges = z.array(z.string());

/**
 * What a user may do on a resource: the union of what he was granted himself and of what every group was granted that he
 * is a member of, directly or through nested groups.
 * @returns undefined when he is no effective member at all. Index: pk_grants, ix_grants_member
 */
export async function effectivePrivileges(
  reader: Reader,
  userId: string,
  kind: ResourceKind,
  resourceId: string,
): Promise<Set<string> | undefined> {
  const rows = await reader.rows<{ privileges: string }>(sql`
    ${effectiveGroups(userId)}
    SELECT privileges FROM grants
    WHERE resource_kind = ${kind} AND resource_id = ${resourceId} AND ${heldBy(userId)}`);
  return rows.length === 0
    ? undefined
    : new Set(rows.flatMap(({ privileges }) => readPrivileges(privileges)));
}

/** Ids of the resources of a kind of which a user is an effective (or only direct) member, sorted. Index: ix_grants_member */
export async function resourcesOfUser(
  reader: Reader,
  userId: string,
  kind: ResourceKind,
  reach: 'direct' | 'effective',
): Promise<string[]> {
  const holder = reach === 'direct' ? sql`member_kind = 'user' AND member_id = ${userId}` : heldBy(userId);
  const rows = await reader.rows<{ id: string }>(sql`
    ${reach === 'direct' ? sql`` : effectiveGroups(userId)}
    SELECT DISTINCT resource_id AS id FROM grants WHERE resource_kind = ${kind} AND ${holder} ORDER BY resource_id`);
  return rows.map(({ id }) => id);
}

/** Privileges as stored: a JSON array of names. */
export const readPrivileges = (json: string): string[] => storedPrivileges.parse(JSON.parse(json));

/** Privileges as they are stored: sorted, each once. */
export const writePrivileges = (names: Iterable<string>): string =>
  JSON.stringify([...new Set(names)].sort());

function effectiveGroups(userId: string): Sql {
  return sql`WITH RECURSIVE membership(group_id) AS (
      SELECT resource_id FROM grants
      WHERE member_kind = 'user' AND member_id = ${userId} AND resource_kind = 'group'
      UNION
      SELECT outer_grant.resource_id FROM grants outer_grant
      JOIN membership ON outer_grant.member_kind = 'group' AND outer_grant.member_id = membership.group_id
      WHERE outer_grant.resource_kind = 'group'
    )`;
}

function heldBy(userId: string): Sql {
  return join(
    [
      sql`(member_kind = 'user' AND member_id = ${userId})`,
      sql`(member_kind = 'group' AND member_id IN (SELECT group_id FROM membership))`,
    ],
    ' OR ',
    '(',
    ')',
  );
}
