import type { Reader } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import type { Principal } from '../users/principal.js';
import { effectivePrivileges, zoneId } from './effective.queries.js';
import type { OwnRight, Policy, RegisterPolicy, ResourcePolicy } from './policy.js';
import type { AdminPrivilege } from './privileges.js';
import { findServiceId, findShareSpace, findSubject, type SubjectPlace } from './subject.queries.js';

/** What a request says that policies look at. */
export interface Asked {
  params: Record<string, string>;
  body: unknown;
}

/**
 * The one policy function; deny by default.
 * @throws RegistryError notFound before anything else, then unauthorized (nobody) or forbidden; for registrations
 *   badValueIdNotFound first (contract 0.3)
 */
export async function authorize(
  reader: Reader,
  principal: Principal,
  policy: Policy,
  asked: Asked,
): Promise<void> {
  if (!(await allowed(reader, principal, policy, asked))) {
    throw new RegistryError(principal.kind === 'nobody' ? 'unauthorized' : 'forbidden');
  }
}

async function allowed(reader: Reader, principal: Principal, policy: Policy, asked: Asked): Promise<boolean> {
  switch (policy.kind) {
    case 'public':
    case 'face':
      return true;
    case 'signed-in':
      return principal.kind === 'user';
    case 'admin':
      return holdsAdmin(reader, principal, policy.admin);
    case 'resource':
      return mayActOn(reader, principal, policy, asked.params[policy.param] ?? '');
    case 'register-handle':
      return mayRegister(reader, principal, policy, asked.body);
  }
}

async function mayActOn(
  reader: Reader,
  principal: Principal,
  policy: ResourcePolicy,
  id: string,
): Promise<boolean> {
  const place = await findSubject(reader, policy.subject, id);
  if (place === undefined) throw new RegistryError('notFound');
  if (principal.kind === 'nobody') return false;
  for (const right of policy.own) if (await holds(reader, principal.userId, right, place)) return true;
  return holdsAdmin(reader, principal, policy.admin);
}

async function holds(reader: Reader, userId: string, right: OwnRight, place: SubjectPlace): Promise<boolean> {
  const on = 'parentPrivilege' in right ? place.parent : place.own;
  if (on === undefined) return false;
  const privileges = await effectivePrivileges(reader, userId, on.kind, on.id);
  if (privileges === undefined) return false;
  if ('member' in right) return true;
  return privileges.has('privilege' in right ? right.privilege : right.parentPrivilege);
}

async function holdsAdmin(
  reader: Reader,
  principal: Principal,
  needed: readonly AdminPrivilege[],
): Promise<boolean> {
  if (principal.kind === 'nobody' || needed.length === 0) return false;
  const held = await effectivePrivileges(reader, principal.userId, 'zone', zoneId);
  return held !== undefined && needed.every((name) => held.has(name));
}

/** Both ids are looked up before the caller is judged, as Onezone does. */
async function mayRegister(
  reader: Reader,
  principal: Principal,
  policy: RegisterPolicy,
  body: unknown,
): Promise<boolean> {
  const { resourceId, handleServiceId } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const spaceId = await lookedUp('resourceId', resourceId, (id) => findShareSpace(reader, id));
  const serviceId = await lookedUp('handleServiceId', handleServiceId, (id) => findServiceId(reader, id));
  if (await holdsAdmin(reader, principal, policy.admin)) return true;
  if (principal.kind === 'nobody' || spaceId === undefined || serviceId === undefined) return false;
  const inSpace = await effectivePrivileges(reader, principal.userId, 'space', spaceId);
  const inService = await effectivePrivileges(reader, principal.userId, 'handle_service', serviceId);
  return (
    inSpace?.has('space_manage_shares') === true && inService?.has('handle_service_register_handle') === true
  );
}

/** Absent ids are left to the validation of the body; present ones must exist. */
async function lookedUp(
  key: string,
  id: unknown,
  find: (id: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const found = typeof id === 'string' ? await find(id) : undefined;
  if (found === undefined) throw new RegistryError('badValueIdNotFound', { key });
  return found;
}
