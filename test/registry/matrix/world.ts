import { exampleIds } from '../../../src/platform/describe.js';
import { Database, sql, type Tx } from '../../../src/platform/database/database.js';
import { newId } from '../../../src/platform/ids.js';
import { HandleServicesService } from '../../../src/registry/handle-services/handle-services.service.js';
import { insertHandle } from '../../../src/registry/handles/handles.queries.js';
import type { Member, Resource } from '../../../src/registry/privileges/effective.queries.js';
import { addGrant } from '../../../src/registry/privileges/grants.js';
import {
  groupPrivileges,
  handlePrivileges,
  handleServicePrivileges,
  spacePrivileges,
  zonePrivileges,
} from '../../../src/registry/privileges/privileges.js';
import { addSpaceOwner } from '../../../src/registry/privileges/space-owners.queries.js';
import { insertToken } from '../../../src/registry/tokens/tokens.queries.js';
import { mintToken, type MintedToken } from '../../../src/registry/users/token.js';
import { insertUser } from '../../../src/registry/users/users.queries.js';
import { toInstant } from '../../../src/platform/clock.js';
import type { TestApp } from '../../support/app.js';

/** Things of which there is one of each, all related to a member user and a member group. */
export interface Things {
  handle_service: string;
  handle: string;
  share: string;
  freeShare: string;
  space: string;
  group: string;
}

/** The kinds of things that privileges are held on. */
export type Kind = 'handle_service' | 'handle' | 'space' | 'group';

/** Every privilege on a kind of thing. */
export const everything: Record<Kind | 'zone', readonly string[]> = {
  handle_service: handleServicePrivileges.admin,
  handle: handlePrivileges.admin,
  space: spacePrivileges.admin,
  group: groupPrivileges.admin,
  zone: zonePrivileges.admin,
};

export interface World {
  things: Things;
  /** Things of the same kinds that have nothing to do with the others. */
  others: Things;
  /** Ids of examples in the API description, and what stands for them here. */
  texts: Map<string, string>;
}

const past = '2026-01-01T00:00:00.000Z';
let made = 0;

/** Writes straight into the database: two sets of things, and members in one of them. */
export async function makeWorld(app: TestApp): Promise<World> {
  const nest = app.application.nest;
  const services = nest.get(HandleServicesService);
  const prefix = `21.TM${++made}`;
  const body = { name: 'Service', serviceProperties: { type: 'Local', prefix } };
  const service = await services.create(body, null);
  const otherService = await services.create(body, null);
  return nest.get(Database).write(async (tx) => {
    const things = await insertThings(tx, service, prefix);
    const others = await insertThings(tx, otherService, prefix);
    const user = await insertPerson(tx);
    const [member, parent, child] = [await insertGroup(tx), await insertGroup(tx), await insertGroup(tx)];
    const token = mintToken();
    await insertToken(tx, { minted: token, userId: user, name: 'harvest script', createdAt: past });
    const kinds = ['handle_service', 'handle', 'space', 'group'] as const;
    for (const kind of kinds) {
      await addGrant(tx, { kind, id: things[kind] }, { kind: 'user', id: user }, [], past);
      if (kind !== 'group') {
        await addGrant(tx, { kind, id: things[kind] }, { kind: 'group', id: member }, [], past);
        await addGrant(tx, { kind, id: things[kind] }, { kind: 'group', id: things.group }, [], past);
      }
    }
    // Another owner, so that nobody is the last one.
    const owner = await insertPerson(tx);
    await addGrant(tx, { kind: 'space', id: things.space }, { kind: 'user', id: owner }, [], past);
    await addSpaceOwner(tx, things.space, owner, past);
    await addGrant(tx, { kind: 'group', id: things.group }, { kind: 'group', id: child }, [], past);
    await addGrant(tx, { kind: 'group', id: parent }, { kind: 'group', id: things.group }, [], past);
    return { things, others, texts: textsOf(things, { user, parent, child, token: token.id }) };
  });
}

function textsOf(things: Things, more: { user: string; parent: string; child: string; token: string }) {
  return new Map<string, string>([
    [exampleIds.user, more.user],
    [exampleIds.group, things.group],
    [exampleIds.parentGroup, more.parent],
    [exampleIds.childGroup, more.child],
    [exampleIds.space, things.space],
    [exampleIds.share, things.share],
    [exampleIds.handleService, things.handle_service],
    [exampleIds.handle, things.handle],
    [exampleIds.token, more.token],
    [exampleIds.rootFile, `root-${things.share}`],
    ['21.T15999', '21.T99999'],
    ['ADMIN2', `ADMIN${made}`],
    ['jsmith', `j${newId().slice(0, 12)}`],
  ]);
}

async function insertThings(tx: Tx, service: string, prefix: string): Promise<Things> {
  const [handle, share, freeShare, space] = [newId(), newId(), newId(), newId()];
  const group = await insertGroup(tx);
  await tx.execute(sql`INSERT INTO spaces (id, name, created_at) VALUES (${space}, 'Space', ${past})`);
  for (const id of [share, freeShare])
    await tx.execute(sql`
      INSERT INTO shares (id, space_id, name, description, target_url, files, root_file_id, file_type, created_at, updated_at)
      VALUES (${id}, ${space}, 'Share', '', 'https://data.example.org/1',
        '[{"name":"snow.csv","url":"https://data.example.org/snow.csv"}]', ${`root-${id}`}, 'dir', ${past}, ${past})`);
  const creatorId = await insertPerson(tx);
  const pid = `${prefix}/${handle}`;
  await insertHandle(tx, {
    id: handle,
    serviceId: service,
    pid,
    pidFolded: pid.toUpperCase(),
    publicHandle: pid,
    shareId: share,
    metadataSchema: 'oai_dc',
    metadata: '<metadata/>',
    summary: '{}',
    landingUrl: `https://waymark.test/share/${share}`,
    createdAt: past,
    creatorId,
  });
  // Registered and published long ago: no worker touches it.
  await tx.execute(sql`
    UPDATE handles SET state = 'registered', applied_revision = 1, published_revision = 1, registered_at = ${past},
      ever_sent = ${true} WHERE id = ${handle}`);
  return { handle_service: service, handle, share, freeShare, space, group };
}

async function insertGroup(tx: Tx): Promise<string> {
  const id = newId();
  await tx.execute(
    sql`INSERT INTO user_groups (id, name, type, created_at) VALUES (${id}, 'Group', 'team', ${past})`,
  );
  return id;
}

async function insertPerson(tx: Tx): Promise<string> {
  const id = newId();
  await insertUser(tx, { id, fullName: 'Person', createdAt: past });
  return id;
}

/** What a caller is given before he calls. */
export interface Given {
  /** Privileges on things; `[]` makes him a member without any. */
  grants?: { on: Resource; privileges: readonly string[] }[];
  admin?: readonly string[];
  /** Groups between him and his grants: 0, 1 or 2. */
  depth?: number;
  blocked?: boolean;
  token?: 'valid' | 'expired' | 'revoked' | 'narrow';
  /** Id of a space that he owns; he must be a direct member of it. */
  owns?: string;
  /** He is the user that examples speak of. */
  as?: string;
}

/** A new caller with what he is given; answers his id and token. */
export function makeCaller(app: TestApp, given: Given): Promise<{ id: string; token: string }> {
  return app.application.nest.get(Database).write(async (tx) => {
    const id = given.as ?? (await insertPerson(tx));
    const minted = mintToken();
    await insertToken(tx, {
      minted,
      userId: id,
      name: `t${minted.id}`,
      createdAt: past,
      ...tokenOf(given, minted),
    });
    let holder: Member = { kind: 'user', id };
    for (let depth = given.depth ?? 0; depth > 0; depth--) {
      const group = await insertGroup(tx);
      await addGrant(tx, { kind: 'group', id: group }, holder, [], past);
      holder = { kind: 'group', id: group };
    }
    for (const { on, privileges } of given.grants ?? []) await addGrant(tx, on, holder, privileges, past);
    if (given.owns !== undefined) await addSpaceOwner(tx, given.owns, id, past);
    if (given.admin !== undefined)
      await addGrant(tx, { kind: 'zone', id: 'zone' }, holder, given.admin, past);
    if (given.blocked === true) await tx.execute(sql`UPDATE users SET blocked = ${true} WHERE id = ${id}`);
    return { id, token: minted.text };
  });
}

function tokenOf(given: Given, _minted: MintedToken) {
  switch (given.token) {
    case 'expired':
      return { caveats: [{ type: 'time' as const, validUntil: Date.parse(toInstant(new Date(1))) + 1 }] };
    case 'revoked':
      return { revoked: true };
    case 'narrow':
      return { caveats: [{ type: 'api' as const, whitelist: ['GET /nothing'] }] };
    default:
      return {};
  }
}
