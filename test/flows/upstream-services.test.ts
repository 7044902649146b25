import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handleServicePrivileges } from '../../src/registry/privileges/privileges.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, idOf, register } from '../support/factories.js';
import { admit, group, person, service, verdict } from '../support/people.js';

// Source of the cases: oz-worker hservice_misc, user_hservice and group_hservice api_test_SUITEs (contract 4.9); the
// properties are those of its api_test_utils.hrl.
const proxyEndpoint = '172.17.0.9:8080/api/v1';
const doi = {
  type: 'DOI',
  host: 'https://mds.test.datacite.org',
  doiEndpoint: '/doi',
  metadataEndpoint: '/metadata',
  mediaEndpoint: '/media',
  prefix: '10.5072',
  username: 'alice',
  identifierTemplate: '{{space.name}}-{{space.guid}}',
  allowTemplateOverride: false,
};
const pid = {
  type: 'PID',
  endpoint: 'https://epic.grnet.gr/api/v2/handles',
  prefix: '11789',
  suffixGeneration: 'auto',
  suffixPrefix: '{{space.name}}',
  suffixSuffix: '{{user.name}}',
  username: 'alice',
  identifierTemplate: '{{space.name}}-{{space.guid}}',
  allowTemplateOverride: false,
};
const bodyOf = (serviceProperties: object) => ({
  name: 'LifeWatch DataCite',
  proxyEndpoint,
  serviceProperties: { ...serviceProperties, password: '*******' },
});

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

/** A user with these admin privileges. */
async function administrator(...grant: string[]) {
  const own = await person(app);
  await app.call('PATCH', `/users/${own.id}/privileges`, { body: { grant } });
  return own;
}

describe.each([
  ['DOI', doi],
  ['PID', pid],
])('a %s service', (_type, properties) => {
  // Departure (b): Onezone shows the password to every member.
  it('made by POST /handle_services has no members, and shows what was sent but for its credentials', async () => {
    const own = await administrator('oz_handle_services_create', 'oz_handle_services_view');
    const made = await own.call('POST', '/handle_services', { body: bodyOf(properties) });
    const id = idOf(made);
    expect([made.status, made.headers.get('location')]).toEqual([
      201,
      `${app.url}/api/v3/onezone/handle_services/${id}`,
    ]);
    const { json } = await own.call('GET', `/handle_services/${id}`);
    expect(json).toEqual({
      handleServiceId: id,
      name: 'LifeWatch DataCite',
      proxyEndpoint,
      serviceProperties: properties,
      credentialsSet: ['password'],
      creator: { type: 'user', id: own.id },
      creationTime: expect.any(Number),
    });
    expect(Math.abs(json.creationTime - Date.now() / 1000)).toBeLessThan(60);
    for (const sort of ['users', 'groups'])
      expect((await app.call('GET', `/handle_services/${id}/${sort}`)).json).toEqual({ [sort]: [] });
  });

  it('made as a user makes him a member with all privileges', async () => {
    const own = await administrator('oz_handle_services_create');
    const made = await own.call('POST', '/user/handle_services', { body: bodyOf(properties) });
    const id = idOf(made);
    expect(made.headers.get('location')).toBe(`${app.url}/api/v3/onezone/user/handle_services/${id}`);
    const held = await own.call('GET', `/handle_services/${id}/users/${own.id}/privileges`);
    expect(held.json).toEqual({ privileges: handleServicePrivileges.admin });
    for (const list of ['handle_services', 'effective_handle_services']) {
      expect((await own.call('GET', `/user/${list}`)).json).toEqual({ handle_services: [id] });
      expect((await own.call('GET', `/user/${list}/${id}`)).json.handleServiceId).toBe(id);
    }
  });

  it('made as a group makes that a member with all privileges', async () => {
    const [own, club] = [await administrator('oz_handle_services_create'), await group(app)];
    await admit(app, `/groups/${club}/users`, own.id, ['group_create_handle_service', 'group_view']);
    const path = `/groups/${club}/handle_services`;
    const made = await own.call('POST', path, { body: bodyOf(properties) });
    const id = idOf(made);
    expect(made.headers.get('location')).toBe(`${app.url}/api/v3/onezone${path}/${id}`);
    const held = await app.call('GET', `/handle_services/${id}/groups/${club}/privileges`);
    expect(held.json).toEqual({ privileges: handleServicePrivileges.admin });
    expect((await app.call('GET', `/handle_services/${id}/users`)).json).toEqual({ users: [] });
    expect((await own.call('GET', path)).json).toEqual({ handle_services: [id] });
  });
});

describe('making a service', () => {
  it('takes the admin privilege, and for a group its own besides', async () => {
    const [plain, admin, club] = [
      await person(app),
      await administrator('oz_handle_services_create'),
      await group(app),
    ];
    await admit(app, `/groups/${club}/users`, plain.id, ['group_create_handle_service']);
    await admit(app, `/groups/${club}/users`, admin.id, ['group_view']);
    const path = `/groups/${club}/handle_services`;
    for (const [who, at] of [
      [plain, '/handle_services'],
      [plain, '/user/handle_services'],
      [plain, path],
      [admin, path],
    ] as const)
      expect(verdict(await who.call('POST', at, { body: bodyOf(pid) }))).toEqual([403, 'forbidden']);
    for (const at of ['/handle_services', '/user/handle_services', path])
      expect(verdict(await app.call('POST', at, { body: bodyOf(pid), token: null }))).toEqual([
        401,
        'unauthorized',
      ]);
  });
});

describe('services', () => {
  it('are listed to administrators, and their privileges to everyone', async () => {
    const id = await service(app);
    const lister = await administrator('oz_handle_services_list');
    expect((await lister.call('GET', '/handle_services')).json.handle_services).toContain(id);
    expect(verdict(await (await person(app)).call('GET', '/handle_services'))).toEqual([403, 'forbidden']);
    const { json } = await app.call('GET', '/handle_services/privileges', { token: null });
    expect(json).toEqual(handleServicePrivileges);
  });

  it('are shown to every member and to who may list all, and by name to everyone', async () => {
    const id = await service(app);
    const [member, stranger] = [await person(app), await person(app)];
    await admit(app, `/handle_services/${id}/users`, member.id, []);
    for (const who of [member, await administrator('oz_handle_services_list')])
      expect((await who.call('GET', `/handle_services/${id}`)).json.handleServiceId).toBe(id);
    expect(verdict(await stranger.call('GET', `/handle_services/${id}`))).toEqual([403, 'forbidden']);
    const seen = await app.call('GET', `/handle_services/${id}/public`, { token: null });
    expect(seen.json).toEqual({ handleServiceId: id, name: 'Test service' });
  });

  it('change field by field, their properties as a whole', async () => {
    const id = idOf(await app.call('POST', '/handle_services', { body: bodyOf(doi) }));
    const changed = async (body: object) => {
      expect((await app.call('PATCH', `/handle_services/${id}`, { body })).status).toBe(204);
      return (await app.call('GET', `/handle_services/${id}`)).json;
    };
    expect(await changed({ name: 'iMarine EPIC' })).toMatchObject({ name: 'iMarine EPIC', proxyEndpoint });
    expect((await changed({ serviceProperties: doi })).credentialsSet).toEqual(['password']);
    expect(await changed({ proxyEndpoint: 'https://proxy.example.org/api/v1' })).toMatchObject({
      proxyEndpoint: 'https://proxy.example.org/api/v1',
      serviceProperties: doi,
    });
    const { type, host, prefix } = doi;
    const less = await changed({ serviceProperties: { type, host, prefix } });
    expect(less.serviceProperties).toEqual({ type, host, prefix });
    // Departure (b): what was given for one origin is not sent to another.
    expect(less.credentialsSet).toEqual([]);
  });

  it('are deleted while no live handle is registered in them', async () => {
    const [id, only] = [await service(app), await person(app)];
    await admit(app, `/handle_services/${id}/users`, only.id, ['handle_service_delete']);
    const { handleId } = (await register(app, { shareId: await createShare(app), serviceId: id })).json;
    expect(verdict(await only.call('DELETE', `/handle_services/${id}`))).toEqual([
      400,
      'cannotDeleteNonEmptyHandleService',
    ]);
    expect((await app.call('DELETE', `/handles/${handleId}`)).status).toBe(204);
    const depth = async () => (await app.call('GET', `/handle_services/${id}/status`)).json.queue.depth;
    for (let turn = 0; turn < 200 && (await depth()) > 0; turn++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect((await only.call('DELETE', `/handle_services/${id}`)).status).toBe(204);
    for (const path of ['', '/public', '/users', '/handles'])
      expect(verdict(await app.call('GET', `/handle_services/${id}${path}`))).toEqual([404, 'notFound']);
  });

  it('hold a live handle first of all, then one that waits to be withdrawn', async () => {
    const id = await service(app);
    const handles: string[] = [];
    for (let n = 0; n < 2; n++) {
      const registered = await register(app, { shareId: await createShare(app), serviceId: id });
      handles.push(registered.json.handleId);
    }
    await app.call('POST', `/handle_services/${id}/pause`, { body: {} });
    const answers = [];
    for (const handleId of handles) {
      expect((await app.call('DELETE', `/handles/${handleId}`)).status).toBe(204);
      answers.push(verdict(await app.call('DELETE', `/handle_services/${id}`)));
    }
    expect(answers).toEqual([
      [400, 'cannotDeleteNonEmptyHandleService'],
      [409, 'conflict'],
    ]);
  });

  it('list and show their handles, each to who holds the privilege for it', async () => {
    const [id, other] = [await service(app), await service(app)];
    const { handleId } = (await register(app, { shareId: await createShare(app), serviceId: id })).json;
    const [lists, views] = [await person(app), await person(app)];
    await admit(app, `/handle_services/${id}/users`, lists.id, ['handle_service_list_handles']);
    await admit(app, `/handle_services/${id}/users`, views.id, ['handle_service_view']);
    const path = `/handle_services/${id}/handles`;
    expect((await lists.call('GET', path)).json).toEqual({ handles: [handleId] });
    expect(verdict(await views.call('GET', path))).toEqual([403, 'forbidden']);
    expect((await views.call('GET', `${path}/${handleId}`)).json.handleId).toBe(handleId);
    expect(verdict(await lists.call('GET', `${path}/${handleId}`))).toEqual([403, 'forbidden']);
    expect(verdict(await app.call('GET', `/handle_services/${other}/handles/${handleId}`))).toEqual([
      404,
      'notFound',
    ]);
  });
});
