import type { Access, Needs } from './table.js';
import { everything, type Given, type Kind, type World } from './world.js';

/** Kinds of callers, in the order of the table's columns. */
export const callerKinds = [
  'anonymous',
  'stranger',
  'only',
  'allBut',
  'viaGroup',
  'viaNestedGroup',
  'otherAdmin',
  'zoneAdmin',
  'zoneAllBut',
  'expired',
  'revoked',
  'narrow',
  'blocked',
] as const;
export type CallerKind = (typeof callerKinds)[number];

/** Expected statuses by kind of access; `ok` stands for the route's own status. */
const expectations: Record<Access['kind'] | 'noAdmin' | 'held', Record<CallerKind, number | 'ok'>> = {
  public: row('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'),
  signedIn: row(401, 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 401, 401, 401, 401),
  holding: row(401, 404, 'ok', 'ok', 404, 404, 404, 404, 404, 401, 401, 401, 401),
  held: row(401, 404, 'ok', 'ok', 'ok', 'ok', 404, 404, 404, 401, 401, 401, 401),
  rights: row(401, 403, 'ok', 403, 'ok', 'ok', 403, 'ok', 403, 401, 401, 401, 401),
  noAdmin: row(401, 403, 'ok', 403, 'ok', 'ok', 403, 403, 403, 401, 401, 401, 401),
  owner: row(401, 403, 'ok', 403, 'ok', 'ok', 403, 'ok', 403, 401, 401, 401, 401),
  spaceOwner: row(401, 403, 'ok', 403, 403, 403, 403, 'ok', 403, 401, 401, 401, 401),
  admin: row(401, 403, 403, 403, 'ok', 'ok', 403, 'ok', 403, 401, 401, 401, 401),
};

function row(...values: (number | 'ok')[]): Record<CallerKind, number | 'ok'> {
  return Object.fromEntries(callerKinds.map((kind, at) => [kind, values[at]])) as Record<CallerKind, number>;
}

/** The expected status of a cell. */
export function expected(access: Access, caller: CallerKind, ok: number): number {
  const name = access.kind === 'holding' && access.reach === 'effective' ? 'held' : access.kind;
  const anyMember = access.kind === 'rights' && Object.values(access.needs).includes('member');
  const status = anyMember && caller === 'allBut' ? 'ok' : expectations[name][caller];
  return status === 'ok' ? ok : status;
}

/** What a caller of a kind is given; several variants for `allBut`: one for each needed right that is left out. */
export function given(access: Access, caller: CallerKind, world: World, userId: string): Given[] {
  switch (caller) {
    case 'anonymous':
    case 'stranger':
      return [{}];
    case 'otherAdmin':
      return [
        { grants: kinds.map((kind) => ({ on: at(world, kind, 'others'), privileges: everything[kind] })) },
      ];
    case 'zoneAdmin':
      return [{ admin: adminOf(access) }];
    case 'zoneAllBut':
      return [{ admin: everything.zone.filter((name) => !left(access).includes(name)) }];
    case 'allBut':
      return allBut(access, world);
    case 'viaGroup':
      return [{ ...throughGroups(access, world, userId), depth: 1 }];
    case 'viaNestedGroup':
      return [{ ...throughGroups(access, world, userId), depth: 2 }];
    case 'blocked':
      return [{ ...needed(access, world, userId), blocked: true }];
    case 'only':
      return [access.kind === 'admin' ? {} : needed(access, world, userId)];
    default:
      return [{ ...needed(access, world, userId), token: caller }];
  }
}

const kinds: Kind[] = ['handle_service', 'handle', 'space', 'group'];
const at = (world: World, kind: Kind, which: 'things' | 'others' = 'things') => ({
  kind,
  id: world[which][kind],
});

/** Exactly what a route needs. An owner stays himself, with a token of his own. */
function needed(access: Access, world: World, userId: string): Given {
  switch (access.kind) {
    case 'rights':
      return {
        grants: grantsOf(access.needs, world),
        ...(access.needs.zone && { admin: [access.needs.zone] }),
      };
    case 'holding':
      return { grants: [{ on: at(world, access.on), privileges: [] }] };
    case 'owner':
      return { as: userId };
    case 'spaceOwner':
      return { grants: [{ on: at(world, 'space'), privileges: [] }], owns: world.things.space };
    case 'admin':
      return { admin: access.admin };
    default:
      return {};
  }
}

/** The same where a group can have it. Nobody owns through a group; the admin privileges that stand for it he may hold so. */
function throughGroups(access: Access, world: World, userId: string): Given {
  if (access.kind === 'owner') return { admin: access.admin };
  const { owns: _, ...given } = needed(access, world, userId);
  return given;
}

function grantsOf(needs: Needs, world: World) {
  return kinds.flatMap((kind) => {
    const names = needs[kind];
    return names === undefined
      ? []
      : [{ on: at(world, kind), privileges: names === 'member' ? [] : names.split('+') }];
  });
}

function allBut(access: Access, world: World): Given[] {
  if (access.kind === 'owner' || access.kind === 'admin') return [{}];
  if (access.kind === 'holding') return [needed(access, world, '')];
  if (access.kind === 'spaceOwner')
    return [{ grants: [{ on: at(world, 'space'), privileges: everything.space }] }];
  if (access.kind !== 'rights') return [{}];
  const { zone, ...needs } = access.needs;
  const full = (missing: string) =>
    kinds.flatMap((kind) =>
      needs[kind] === undefined
        ? []
        : [{ on: at(world, kind), privileges: everything[kind].filter((name) => name !== missing) }],
    );
  const missing = Object.values(needs).flatMap((names) => names.split('+'));
  const variants: Given[] = missing.map((name) => ({ grants: full(name), ...(zone && { admin: [zone] }) }));
  return zone === undefined ? variants : [...variants, { grants: full('') }];
}

const adminOf = (access: Access) => ('admin' in access ? access.admin : []);

/** One of the needed admin privileges is enough to leave out; it may not be an own right either. */
function left(access: Access): readonly string[] {
  const zone = access.kind === 'rights' ? access.needs.zone : undefined;
  return [
    ...adminOf(access).slice(0, 1),
    ...(zone === undefined ? [] : [zone]),
    'oz_handle_services_list',
  ].filter((name) => adminOf(access).includes(name as never) || name === zone || listsServices(access));
}

/** Listing all services lets one see each of them (contract 1.1 #6). */
const listsServices = (access: Access) =>
  access.kind === 'rights' && access.needs.handle_service === 'member';
