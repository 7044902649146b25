import { z } from 'zod';
import { sql, type Reader, type Sql } from '../../platform/database/database.js';
import { withinPage, type Page } from '../../platform/paging.js';
import type { MemberKind, ResourceKind } from './grant.entity.js';
import { spacePrivileges } from './privileges.js';
import { isSpaceOwner } from './space-owners.queries.js';

/** The one zone; the `oz_*` privileges are granted on it. */
export const zoneId = 'zone';

/** Something that privileges are granted on. */
export interface Resource {
  kind: ResourceKind;
  id: string;
}

/** Someone that privileges are granted to. */
export interface Member {
  kind: MemberKind;
  id: string;
}

/** `direct`: by a grant of his own; `effective`: also through groups, at any depth. */
export type Reach = 'direct' | 'effective';

const storedPrivileges = z.array(z.string());

/**
 * What a member may do on a resource: the union of what he was granted himself and of what every group was granted that
 * he is a member of, directly or through nested groups; everything for owners of a space.
 * @returns undefined when he is no effective member at all. Index: pk_grants, ix_grants_member
 */
export async function effectivePrivileges(
  reader: Reader,
  member: Member,
  resource: Resource,
): Promise<Set<string> | undefined> {
  const rows = await reader.rows<{ privileges: string }>(sql`
    ${circleOf(member)} SELECT g.privileges FROM circle c CROSS JOIN ${grantsOn(resource)}
      AND g.member_kind = c.kind AND g.member_id = c.id`);
  if (rows.length === 0) return undefined;
  const held = rows.flatMap(({ privileges }) => readPrivileges(privileges));
  const owned = (await ownsAsSpace(reader, member, resource)) ? spacePrivileges.admin : [];
  return new Set([...held, ...owned]);
}

const ownsAsSpace = async (reader: Reader, member: Member, resource: Resource): Promise<boolean> =>
  resource.kind === 'space' && member.kind === 'user' && isSpaceOwner(reader, resource.id, member.id);

/** What a member was granted himself on a resource; undefined when he is no direct member. Index: pk_grants */
export async function directPrivileges(
  reader: Reader,
  member: Member,
  resource: Resource,
): Promise<string[] | undefined> {
  const row = await reader.first<{ privileges: string }>(sql`
    SELECT privileges FROM grants WHERE resource_kind = ${resource.kind} AND resource_id = ${resource.id}
      AND member_kind = ${member.kind} AND member_id = ${member.id}`);
  return row && readPrivileges(row.privileges);
}

/** Direct or effective privileges, sorted; undefined when someone is no such member. */
export async function privilegesOf(
  reader: Reader,
  member: Member,
  resource: Resource,
  reach: Reach,
): Promise<string[] | undefined> {
  if (reach === 'direct') return directPrivileges(reader, member, resource);
  const held = await effectivePrivileges(reader, member, resource);
  return held && [...held].sort();
}

/** Whether someone is a member of a resource. */
export async function isMember(
  reader: Reader,
  member: Member,
  resource: Resource,
  reach: Reach,
): Promise<boolean> {
  return (await privilegesOf(reader, member, resource, reach)) !== undefined;
}

/** The direct members of a resource through whom someone belongs to it, himself included. Index: ix_grants_member */
export function intermediaries(reader: Reader, member: Member, resource: Resource): Promise<Member[]> {
  return reader.rows<Member>(sql`
    ${circleOf(member)} SELECT c.kind, c.id FROM circle c CROSS JOIN ${grantsOn(resource)}
      AND g.member_kind = c.kind AND g.member_id = c.id ORDER BY c.kind, c.id`);
}

/** Ids of the resources of a kind that someone belongs to, sorted. Index: ix_grants_member */
export async function resourcesOf(
  reader: Reader,
  member: Member,
  kind: ResourceKind,
  reach: Reach,
  page: Page,
): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(sql`
    ${reach === 'direct' ? onlyHimself(member) : circleOf(member)}
    SELECT DISTINCT g.resource_id AS id FROM circle c CROSS JOIN grants g
    WHERE g.member_kind = c.kind AND g.member_id = c.id AND g.resource_kind = ${kind}
    ${withinPage(sql`g.resource_id`, page, 'AND')}`);
  return rows.map(({ id }) => id);
}

/** Ids of the users, or groups, that belong to a resource, sorted. Index: pk_grants */
export async function membersOf(
  reader: Reader,
  resource: Resource,
  memberKind: MemberKind,
  reach: Reach,
  page: Page,
): Promise<string[]> {
  const scope = sql`((g.resource_kind = ${resource.kind} AND g.resource_id = ${resource.id})
    ${reach === 'direct' ? sql`` : sql`OR (g.resource_kind = 'group' AND g.resource_id IN (SELECT id FROM inner_groups))`})`;
  const rows = await reader.rows<{ id: string }>(sql`
    ${reach === 'direct' ? sql`` : innerGroupsOf(resource)}
    SELECT DISTINCT g.member_id AS id FROM grants g
    WHERE ${scope} AND g.member_kind = ${memberKind} ${withinPage(sql`g.member_id`, page, 'AND')}`);
  return rows.map(({ id }) => id);
}

/** Privileges as stored: a JSON array of names. */
export const readPrivileges = (json: string): string[] => storedPrivileges.parse(JSON.parse(json));

/** Privileges as they are stored: sorted, each once. */
export const writePrivileges = (names: Iterable<string>): string =>
  JSON.stringify([...new Set(names)].sort());

const grantsOn = ({ kind, id }: Resource): Sql =>
  sql`grants g WHERE g.resource_kind = ${kind} AND g.resource_id = ${id}`;

// CROSS JOIN makes SQLite walk from the member outwards; left to itself it reads every membership of every group.

/** Everyone whose grants count for a member: himself and, at any depth, the groups that he is in. */
function circleOf({ kind, id }: Member): Sql {
  return sql`WITH RECURSIVE circle(kind, id) AS (
      SELECT CAST(${kind} AS text), CAST(${id} AS text)
      UNION
      SELECT CAST('group' AS text), outward.resource_id FROM circle
      CROSS JOIN grants outward
      WHERE outward.member_kind = circle.kind AND outward.member_id = circle.id AND outward.resource_kind = 'group'
    )`;
}

const onlyHimself = ({ kind, id }: Member): Sql =>
  sql`WITH circle(kind, id) AS (SELECT CAST(${kind} AS text), CAST(${id} AS text))`;

/** The groups that belong to a resource, at any depth. */
function innerGroupsOf({ kind, id }: Resource): Sql {
  return sql`WITH RECURSIVE inner_groups(id) AS (
      SELECT member_id FROM grants
      WHERE resource_kind = ${kind} AND resource_id = ${id} AND member_kind = 'group'
      UNION
      SELECT inward.member_id FROM inner_groups
      CROSS JOIN grants inward
      WHERE inward.resource_kind = 'group' AND inward.resource_id = inner_groups.id AND inward.member_kind = 'group'
    )`;
}
