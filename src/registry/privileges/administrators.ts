import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { oneAtATime } from '../../platform/database/locks.js';
import { RegistryError } from '../../platform/errors.js';
import { effectivePrivileges, membersOf, writePrivileges, zoneId, type Member } from './effective.queries.js';
import { zonePrivileges, type AdminPrivilege } from './privileges.js';

const zone = { kind: 'zone', id: zoneId } as const;
const everyone = { limit: 100_000, whole: true };

/** The admin privileges that someone effectively holds. */
export async function adminPrivilegesOf(reader: Reader, member: Member): Promise<Set<string>> {
  return (await effectivePrivileges(reader, member, zone)) ?? new Set();
}

/** Whether a user holds all of these admin privileges. */
export async function holdsAll(
  reader: Reader,
  userId: string,
  needed: readonly AdminPrivilege[],
): Promise<boolean> {
  const held = await adminPrivilegesOf(reader, { kind: 'user', id: userId });
  return needed.every((name) => held.has(name));
}

/**
 * Nobody hands out what he lacks.
 * @param held what the giver holds where he gives
 * @throws RegistryError forbidden with a hint
 */
export function requireHeld(held: ReadonlySet<string>, given: Iterable<string>): void {
  const lacking = [...given].filter((name) => !held.has(name));
  if (lacking.length > 0)
    throw new RegistryError('forbidden', {
      hint: `You cannot grant privileges that you do not hold: ${lacking.join(', ')}.`,
    });
}

/**
 * Nobody gains admin privileges that he lacks by joining a group, or by acting in the name of somebody else.
 * @param source whose admin privileges would be gained
 * @throws RegistryError forbidden with a hint
 */
export async function requireAdminRightsOf(reader: Reader, userId: string, source: Member): Promise<void> {
  const gained = await adminPrivilegesOf(reader, source);
  if (gained.size > 0) requireHeld(await adminPrivilegesOf(reader, { kind: 'user', id: userId }), gained);
}

/**
 * Some unblocked user must hold every admin privilege; call at the end of a write that may have taken them away.
 * @throws RegistryError cannotRemoveLastAdministrator
 */
export async function requireAdministrator(tx: Tx): Promise<void> {
  await oneAtATime(tx, 'lastAdministrator');
  const direct = await tx.first(sql`
    SELECT g.member_id FROM grants g JOIN users u ON u.id = g.member_id
    WHERE g.resource_kind = 'zone' AND g.resource_id = ${zoneId} AND g.member_kind = 'user'
      AND g.privileges = ${writePrivileges(zonePrivileges.admin)} AND u.blocked = ${false} LIMIT 1`);
  if (direct !== undefined) return;
  for (const id of await membersOf(tx, zone, 'user', 'effective', everyone)) {
    const active = await tx.first(sql`SELECT id FROM users WHERE id = ${id} AND blocked = ${false}`);
    if (active !== undefined && (await holdsAll(tx, id, zonePrivileges.admin))) return;
  }
  throw new RegistryError('cannotRemoveLastAdministrator');
}
