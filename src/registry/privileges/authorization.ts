import type { Reader } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import type { Principal } from '../users/principal.js';
import { effectivePrivileges, isMember, zoneId } from './effective.queries.js';
import type { OwnRight, Policy, RegisterPolicy, Relation, ResourcePolicy } from './policy.js';
import type { AdminPrivilege } from './privileges.js';
import { isSpaceOwner } from './space-owners.queries.js';
import { findServiceId, findShareSpace, findSubject, type SubjectPlace } from './subject.queries.js';

/** What a request says that policies look at. */
export interface Asked {
  params: Readonly<Record<string, string>>;
  body: unknown;
}

interface Case extends Asked {
  reader: Reader;
  principal: Principal;
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
  if (!(await allowed({ ...asked, reader, principal }, policy))) {
    throw new RegistryError(principal.kind === 'nobody' ? 'unauthorized' : 'forbidden');
  }
}

async function allowed(asked: Case, policy: Policy): Promise<boolean> {
  switch (policy.kind) {
    case 'public':
    case 'face':
      return true;
    case 'signed-in':
      if (asked.principal.kind === 'nobody') return false;
      if (policy.related !== undefined) await requireRelation(asked, policy.related, undefined);
      return true;
    case 'admin':
      return holdsAdmin(asked, policy.admin);
    case 'resource':
      return mayActOn(asked, policy);
    case 'register-handle':
      return mayRegister(asked, policy);
  }
}

async function mayActOn(asked: Case, policy: ResourcePolicy): Promise<boolean> {
  const place = await findSubject(asked.reader, policy.subject, parameter(asked, policy.param));
  if (place === undefined) throw new RegistryError('notFound');
  if (policy.inside !== undefined && place.parent?.id !== parameter(asked, policy.inside))
    throw new RegistryError('notFound');
  if (policy.related !== undefined) await requireRelation(asked, policy.related, place);
  for (const right of policy.own) if (await holds(asked, right, place)) return true;
  return holdsAdmin(asked, policy.admin);
}

async function requireRelation(
  asked: Case,
  relation: Relation,
  place: SubjectPlace | undefined,
): Promise<void> {
  const member = relation.member === undefined ? callerOf(asked) : parameter(asked, relation.member);
  if (relation.orCreator === true && place?.creatorId === member) return;
  const resource = { kind: relation.kind, id: parameter(asked, relation.resource) };
  const related =
    relation.asOwner === true
      ? await isSpaceOwner(asked.reader, resource.id, member)
      : await isMember(asked.reader, { kind: relation.memberKind, id: member }, resource, relation.reach);
  if (!related) throw new RegistryError('notFound');
}

async function holds(asked: Case, right: OwnRight, place: SubjectPlace): Promise<boolean> {
  const caller = callerOf(asked);
  if (caller === '') return false;
  if ('all' in right) {
    for (const one of right.all) if (!(await holds(asked, one, place))) return false;
    return true;
  }
  if ('self' in right) return caller === (place.ownerId ?? parameter(asked, right.self));
  if ('spaceOwner' in right)
    return place.own?.kind === 'space' && isSpaceOwner(asked.reader, place.own.id, caller);
  if ('zone' in right) return holdsAdmin(asked, [right.zone]);
  const on = 'parentPrivilege' in right ? place.parent : place.own;
  const privileges = on && (await effectivePrivileges(asked.reader, { kind: 'user', id: caller }, on));
  if (privileges === undefined) return false;
  if ('member' in right) return true;
  if ('creator' in right) return place.creatorId === parameter(asked, right.creator);
  return privileges.has('privilege' in right ? right.privilege : right.parentPrivilege);
}

async function holdsAdmin(asked: Case, needed: readonly AdminPrivilege[]): Promise<boolean> {
  if (asked.principal.kind === 'nobody' || needed.length === 0) return false;
  const zone = { kind: 'zone', id: zoneId } as const;
  const held = await effectivePrivileges(asked.reader, { kind: 'user', id: asked.principal.userId }, zone);
  return held !== undefined && needed.every((name) => held.has(name));
}

/** Both ids of the body are looked up before the caller is judged, as Onezone does. */
async function mayRegister(asked: Case, policy: RegisterPolicy): Promise<boolean> {
  const groupId = policy.group === undefined ? undefined : parameter(asked, policy.group);
  if (groupId !== undefined && (await findSubject(asked.reader, 'group', groupId)) === undefined)
    throw new RegistryError('notFound');
  const { resourceId, handleServiceId } = fieldsOf(asked.body);
  const spaceId = await lookedUp('resourceId', resourceId, (id) => findShareSpace(asked.reader, id));
  const serviceId = await lookedUp('handleServiceId', handleServiceId, (id) =>
    findServiceId(asked.reader, id),
  );
  if (await holdsAdmin(asked, policy.admin)) return true;
  if (asked.principal.kind === 'nobody') return false;
  // Nothing was named that he could lack rights over; validation says which field is missing (contract 4.9).
  if (spaceId === undefined || serviceId === undefined) return true;
  const service = { kind: 'handle_service', id: serviceId } as const;
  const needed = [
    { privilege: 'space_manage_shares', on: { kind: 'space', id: spaceId } as const },
    { privilege: 'handle_service_register_handle', on: service },
    ...(groupId === undefined
      ? []
      : [{ privilege: 'group_create_handle', on: { kind: 'group', id: groupId } as const }]),
  ];
  for (const { privilege, on } of needed) if (!(await holds(asked, { privilege }, { own: on }))) return false;
  return (
    groupId === undefined || isMember(asked.reader, { kind: 'group', id: groupId }, service, 'effective')
  );
}

const fieldsOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

const parameter = (asked: Case, name: string) => asked.params[name] ?? '';

/** Id of the signed-in user; empty for nobody, which is nobody's id. */
const callerOf = ({ principal }: Case) => (principal.kind === 'user' ? principal.userId : '');

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
