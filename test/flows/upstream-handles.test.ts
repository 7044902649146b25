import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handlePrivileges, handleServicePrivileges } from '../../src/registry/privileges/privileges.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, dublinCore, idOf } from '../support/factories.js';
import { FakeProxy } from '../support/fakes/fake-proxy.js';
import { admit, group, person, verdict, type Person } from '../support/people.js';
import { recordsBySchema } from '../support/records-by-schema.js';

// Source of the cases: oz-worker handle_misc, user_handles and group_handles api_test_SUITEs (contract 4.9).
const fake = new FakeProxy();
let app: TestApp;
let space: string;
const schemas = ['oai_dc', 'oai_datacite', 'edm'] as const;
const services: Record<string, string> = {};

beforeAll(async () => {
  await fake.start();
  app = await startTestApp({ OUTGOING_ALLOW: fake.allowed, REGISTRATION_DEADLINE_MS: '5000' });
  space = await createSpace(app);
  const account = { username: 'alice', password: fake.password };
  const kinds = {
    DOI: { type: 'DOI', host: 'https://mds.test.datacite.org', prefix: '10.5072', ...account },
    PID: {
      type: 'PID',
      endpoint: 'https://epic.example.org/api/v2/handles',
      prefix: fake.prefix,
      ...account,
    },
  };
  for (const [kind, serviceProperties] of Object.entries(kinds)) {
    const body = { name: kind, proxyEndpoint: `127.0.0.1:${fake.port}/api/v1`, serviceProperties };
    services[kind] = idOf(await app.call('POST', '/handle_services', { body }));
  }
});
afterAll(async () => {
  await app.close();
  await fake.stop();
});

const registration = async (more: object = {}) => ({
  handleServiceId: services['PID'],
  resourceType: 'Share',
  resourceId: await createShare(app, space),
  metadataPrefix: 'oai_dc',
  metadata: dublinCore('Tides'),
  ...more,
});
const registered = async (more: object = {}) =>
  idOf(await app.call('POST', '/handles', { body: await registration(more) }));
const allBut = (left: string) => handlePrivileges.admin.filter((name) => name !== left);

/** A user with everything that registering takes, but for what is left out. */
async function publisher(but = ''): Promise<Person> {
  const own = await person(app);
  const held = (names: readonly string[]) => names.filter((name) => name !== but);
  await admit(app, `/spaces/${space}/users`, own.id, held(['space_manage_shares']));
  for (const id of Object.values(services))
    await admit(app, `/handle_services/${id}/users`, own.id, held(['handle_service_register_handle']));
  return own;
}

describe('registering a handle', () => {
  it.each(['DOI', 'PID'].flatMap((kind) => schemas.map((schema) => [kind, schema] as const)))(
    'in a %s service with %s answers 201 and Location, and shows what was sent',
    async (kind, schema) => {
      const body = await registration({
        handleServiceId: services[kind],
        metadataPrefix: schema,
        metadata: recordsBySchema[schema],
      });
      const answer = await app.call('POST', '/handles', { body });
      const { handleId, publicHandle } = answer.json;
      expect([answer.status, answer.headers.get('location')]).toEqual([
        201,
        `${app.url}/api/v3/onezone/handles/${handleId}`,
      ]);
      const { json } = await app.call('GET', `/handles/${handleId}`);
      const { userId } = (await app.call('GET', '/user')).json;
      expect(json).toEqual({
        ...body,
        handleId,
        publicHandle,
        metadataSchema: schema,
        metadata: expect.stringContaining(publicHandle.replace('doi:', '')),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        creator: { type: 'user', id: userId },
        creationTime: Math.floor(Date.parse(json.timestamp) / 1000),
        state: 'registered',
        desiredRevision: 1,
        appliedRevision: 1,
        lastOutcome: expect.anything(),
      });
      expect(publicHandle).toMatch(
        kind === 'DOI' ? /^doi:10\.5072\/\S+$/ : /^http:\/\/hdl\.handle\.net\/21\.T3\/\S+$/,
      );
      expect((await app.call('GET', `/shares/${json.resourceId}`)).json.handleId).toBe(handleId);
      const second = await app.call('POST', '/handles', { body });
      expect(verdict(second)).toEqual([409, 'alreadyExists']);
    },
  );

  it('by an administrator gives nobody anything', async () => {
    const id = await registered();
    expect((await app.call('GET', `/handles/${id}/users`)).json).toEqual({ users: [] });
    expect((await app.call('GET', `/handles/${id}/groups`)).json).toEqual({ groups: [] });
  });

  it('as a user makes him a member with all privileges', async () => {
    const own = await publisher();
    const answer = await own.call('POST', '/user/handles', { body: await registration() });
    const id = idOf(answer);
    expect(answer.headers.get('location')).toBe(`${app.url}/api/v3/onezone/user/handles/${id}`);
    for (const list of ['handles', 'effective_handles']) {
      expect((await own.call('GET', `/user/${list}`)).json).toEqual({ handles: [id] });
      expect((await own.call('GET', `/user/${list}/${id}`)).json.handleId).toBe(id);
    }
    const privileges = await own.call('GET', `/handles/${id}/users/${own.id}/privileges`);
    expect(privileges.json).toEqual({ privileges: handlePrivileges.admin });
    expect((await own.call('DELETE', `/user/handles/${id}`)).status).toBe(204);
    expect((await own.call('GET', '/user/handles')).json).toEqual({ handles: [] });
  });

  it('as a group makes that a member with all privileges; it must belong to the service', async () => {
    const [own, club] = [await publisher(), await group(app)];
    const path = `/groups/${club}/handles`;
    await admit(app, `/groups/${club}/users`, own.id, ['group_view']);
    const refused = async (body: object) =>
      expect(verdict(await own.call('POST', path, { body }))).toEqual([403, 'forbidden']);
    await refused(await registration());
    const change = { body: { grant: ['group_create_handle'] } };
    await app.call('PATCH', `/groups/${club}/users/${own.id}/privileges`, change);
    await refused(await registration());
    await admit(app, `/handle_services/${services['PID']}/groups`, club, []);
    const answer = await own.call('POST', path, { body: await registration() });
    const id = idOf(answer);
    expect(answer.headers.get('location')).toBe(`${app.url}/api/v3/onezone${path}/${id}`);
    for (const list of ['handles', 'effective_handles']) {
      expect((await own.call('GET', `/groups/${club}/${list}`)).json).toEqual({ handles: [id] });
      expect((await own.call('GET', `/groups/${club}/${list}/${id}`)).json.handleId).toBe(id);
    }
    const privileges = await app.call('GET', `/handles/${id}/groups/${club}/privileges`);
    expect(privileges.json).toEqual({ privileges: handlePrivileges.admin });
    expect((await app.call('GET', `/handles/${id}/users`)).json).toEqual({ users: [] });
  });

  // Departure (a): the original refuses POST /handles to everyone but administrators.
  it.each(['/handles', '/user/handles'])('by POST %s takes both privileges, and no more', async (path) => {
    for (const left of ['space_manage_shares', 'handle_service_register_handle']) {
      const refused = await (await publisher(left)).call('POST', path, { body: await registration() });
      expect([left, ...verdict(refused)]).toEqual([left, 403, 'forbidden']);
    }
    expect(verdict(await app.call('POST', path, { body: await registration(), token: null }))).toEqual([
      401,
      'unauthorized',
    ]);
    expect((await (await publisher()).call('POST', path, { body: await registration() })).status).toBe(201);
  });
});

describe('a handle', () => {
  it('is shown to members whatever they may do, to everyone without its creator, to no stranger', async () => {
    const id = await registered();
    const [member, stranger] = [await person(app), await person(app)];
    await admit(app, `/handles/${id}/users`, member.id, []);
    const { creator, ...rest } = (await member.call('GET', `/handles/${id}`)).json;
    expect(creator.type).toBe('user');
    const seen = (await app.call('GET', `/handles/${id}/public`, { token: null })).json;
    expect(rest).toMatchObject(seen);
    expect(Object.keys(seen).sort()).toEqual([
      'creationTime',
      'handleId',
      'handleServiceId',
      'metadata',
      'metadataPrefix',
      'metadataSchema',
      'publicHandle',
      'resourceId',
      'resourceType',
      'timestamp',
    ]);
    expect(verdict(await stranger.call('GET', `/handles/${id}`))).toEqual([403, 'forbidden']);
    expect(verdict(await app.call('GET', `/handles/${id}`, { token: null }))).toEqual([401, 'unauthorized']);
  });

  it('is listed to administrators, and its privileges to everyone', async () => {
    const id = await registered();
    expect((await app.call('GET', '/handles')).json.handles).toContain(id);
    expect(verdict(await (await publisher()).call('GET', '/handles'))).toEqual([403, 'forbidden']);
    expect((await app.call('GET', '/handles/privileges', { token: null })).json).toEqual(handlePrivileges);
  });
});

/** Who may change or delete a handle: what he is given, and whether that is enough. */
const claimants = (needed: string) =>
  [
    ['a member with the privilege alone', 'handles', [needed], true],
    ['a member with all but the privilege', 'handles', allBut(needed), false],
    [
      'a member of its service who manages handles',
      'handle_services',
      ['handle_service_manage_handles'],
      true,
    ],
    [
      'a member of its service with everything else',
      'handle_services',
      handleServicePrivileges.admin.filter((name) => name !== 'handle_service_manage_handles'),
      false,
    ],
    ['a stranger', undefined, [], false],
  ] as const;

async function claimant(
  handleId: string,
  on: 'handles' | 'handle_services' | undefined,
  names: readonly string[],
) {
  const own = await person(app);
  const at = { handles: handleId, handle_services: services['PID'] };
  if (on !== undefined) await admit(app, `/${on}/${at[on]}/users`, own.id, names);
  return own;
}

describe('new metadata', () => {
  it.each(claimants('handle_update'))('from %s', async (_who, on, names, enough) => {
    const id = await registered();
    const before = (await app.call('GET', `/handles/${id}`)).json;
    const own = await claimant(id, on, names);
    const answer = await own.call('PATCH', `/handles/${id}`, {
      body: { metadata: dublinCore('Ebb'), resourceId: 'x' },
    });
    expect(answer.status).toBe(enough ? 204 : 403);
    const after = (await app.call('GET', `/handles/${id}`)).json;
    expect(after.metadata.includes('Ebb')).toBe(enough);
    for (const key of [
      'publicHandle',
      'resourceId',
      'handleServiceId',
      'metadataPrefix',
      'creator',
      'creationTime',
    ])
      expect(after[key]).toEqual(before[key]);
  });

  it.each(schemas)('of %s moves the timestamp, and nothing that is fixed', async (schema) => {
    const metadata = recordsBySchema[schema];
    const id = await registered({ metadataPrefix: schema, metadata });
    const { timestamp, ...before } = (await app.call('GET', `/handles/${id}`)).json;
    await new Promise((resolve) => setTimeout(resolve, 1001 - (Date.now() % 1000)));
    // What was stored passes again: every step is idempotent.
    expect((await app.call('PATCH', `/handles/${id}`, { body: { metadata: before.metadata } })).status).toBe(
      204,
    );
    const after = (await app.call('GET', `/handles/${id}`)).json;
    expect(after.timestamp > timestamp).toBe(true);
    expect(after.metadata).toBe(before.metadata);
  });
});

describe('deletion', () => {
  it.each(claimants('handle_delete'))('by %s', async (_who, on, names, enough) => {
    const id = await registered();
    const { publicHandle, resourceId } = (await app.call('GET', `/handles/${id}`)).json;
    const own = await claimant(id, on, names);
    expect((await own.call('DELETE', `/handles/${id}`)).status).toBe(enough ? 204 : 403);
    expect((await app.call('GET', `/handles/${id}`)).status).toBe(enough ? 404 : 200);
    expect((await app.call('GET', '/handles')).json.handles.includes(id)).toBe(!enough);
    expect((await app.call('GET', `/shares/${resourceId}`)).json.handleId).toBe(enough ? null : id);
    const pid = publicHandle.replace('http://hdl.handle.net/', '');
    await eventually(() => (fake.urlOf(pid) === undefined) === enough);
  });

  it('leaves 404 everywhere in REST', async () => {
    const id = await registered();
    expect((await app.call('DELETE', `/handles/${id}`)).status).toBe(204);
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/public'],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/users'],
      ['GET', '/effective_groups'],
    ] as const)
      expect([method, rest, ...verdict(await app.call(method, `/handles/${id}${rest}`))]).toEqual([
        method,
        rest,
        404,
        'notFound',
      ]);
  });

  // Departure (d): the original logs a refused withdrawal and forgets it.
  it('that the service refuses is queued, and done when the service is well again', async () => {
    const id = await registered();
    const pid = (await app.call('GET', `/handles/${id}`)).json.publicHandle.replace(
      'http://hdl.handle.net/',
      '',
    );
    const depth = async () =>
      (await app.call('GET', `/handle_services/${services['PID']}/status`)).json.queue.depth;
    await eventually(async () => (await depth()) === 0);
    fake.faults = ({ method }) => (method === 'DELETE' ? { kind: 'status', status: 503 } : undefined);
    expect((await app.call('DELETE', `/handles/${id}`)).status).toBe(204);
    await eventually(() => fake.requests.at(-1)?.method === 'DELETE');
    expect([await depth(), fake.urlOf(pid)]).toEqual([1, expect.any(String)]);
    fake.faults = () => undefined;
    await eventually(() => fake.urlOf(pid) === undefined);
    await eventually(async () => (await depth()) === 0);
  });
});

async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 400 && !(await isSo()); turn++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(await isSo()).toBe(true);
}
