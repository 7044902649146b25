import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createSpace, idOf, publish } from '../support/factories.js';
import { admit, group, person, service, verdict, type Person } from '../support/people.js';

// Source of the cases: oz-worker {handle,hservice}_{users,groups}_api_test_SUITE, as listed in the contract 4.9.
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const kinds = [
  {
    kind: 'handles',
    make: async () => (await publish(app)).handleId,
    view: 'handle_view',
    update: 'handle_update',
    member: ['handle_view'],
    admin: ['handle_delete', 'handle_update', 'handle_view'],
  },
  {
    kind: 'handle_services',
    make: () => service(app),
    view: 'handle_service_view',
    update: 'handle_service_update',
    member: ['handle_service_list_handles', 'handle_service_register_handle', 'handle_service_view'],
    admin: [
      'handle_service_delete',
      'handle_service_list_handles',
      'handle_service_manage_handles',
      'handle_service_register_handle',
      'handle_service_update',
      'handle_service_view',
    ],
  },
] as const;

describe.each(kinds)('members of $kind', ({ kind, make, view, update, member, admin }) => {
  let at: string;
  let outsider: Person;
  const allBut = (left: string) => admin.filter((name) => name !== left);
  beforeAll(async () => {
    at = `/${kind}/${await make()}`;
    outsider = await person(app);
  });

  describe.each(['users', 'groups'] as const)('%s', (sort) => {
    const newcomer = async () => (sort === 'users' ? (await person(app)).id : group(app));
    const effective = `effective_${sort}`;

    it('are added with the default privileges, 201 and Location', async () => {
      const id = await newcomer();
      const added = await app.call('PUT', `${at}/${sort}/${id}`);
      expect([added.status, added.text]).toEqual([201, '']);
      expect(added.headers.get('location')).toBe(`${app.url}/api/v3/onezone${at}/${sort}/${id}`);
      expect((await app.call('GET', `${at}/${sort}/${id}/privileges`)).json).toEqual({ privileges: member });
    });

    it('are added with chosen privileges, once', async () => {
      const id = await newcomer();
      await admit(app, `${at}/${sort}`, id, [update]);
      expect((await app.call('GET', `${at}/${sort}/${id}/privileges`)).json).toEqual({
        privileges: [update],
      });
      const again = await app.call('PUT', `${at}/${sort}/${id}`);
      expect(verdict(again)).toEqual([409, 'relationAlreadyExists']);
      expect(again.json.error.details).toEqual({
        childType: sort === 'users' ? 'user' : 'group',
        childId: id,
        parentType: kind === 'handles' ? 'handle' : 'handle_service',
        parentId: at.split('/').at(-1),
      });
    });

    it('must exist and get privileges that exist', async () => {
      const unknown = await app.call('PUT', `${at}/${sort}/nobody`);
      expect(verdict(unknown)).toEqual([400, 'badValueIdNotFound']);
      expect(unknown.json.error.details).toEqual({ key: sort === 'users' ? 'userId' : 'groupId' });
      const id = await newcomer();
      const bad = await app.call('PUT', `${at}/${sort}/${id}`, { body: { privileges: ['fly'] } });
      expect(verdict(bad)).toEqual([400, 'badValueListNotAllowed']);
      expect(bad.json.error.details).toEqual({ key: 'privileges', allowed: admin });
      const noList = await app.call('PUT', `${at}/${sort}/${id}`, { body: { privileges: 'fly' } });
      expect(verdict(noList)).toEqual([400, 'badValueListOfStrings']);
      const numbers = await app.call('PUT', `${at}/${sort}/${id}`, { body: { privileges: [1] } });
      expect(verdict(numbers)).toEqual([400, 'badValueListOfStrings']);
    });

    it('are added by a member with only the update privilege, by no other', async () => {
      const [only, rest] = [await person(app), await person(app)];
      await admit(app, `${at}/users`, only.id, [update]);
      await admit(app, `${at}/users`, rest.id, allBut(update));
      const path = `${at}/${sort}/${await newcomer()}`;
      expect(verdict(await rest.call('PUT', path))).toEqual([403, 'forbidden']);
      expect(verdict(await outsider.call('PUT', path))).toEqual([403, 'forbidden']);
      expect(verdict(await app.call('PUT', path, { token: null }))).toEqual([401, 'unauthorized']);
      expect((await only.call('PUT', path)).status).toBe(201);
    });

    it('get no privilege that the giver lacks', async () => {
      const only = await person(app);
      await admit(app, `${at}/users`, only.id, [update]);
      const id = await newcomer();
      const given = await only.call('PUT', `${at}/${sort}/${id}`, { body: { privileges: admin } });
      expect(verdict(given)).toEqual([403, 'forbidden']);
      expect((await only.call('PUT', `${at}/${sort}/${id}`)).status).toBe(201);
      const grant = await only.call('PATCH', `${at}/${sort}/${id}/privileges`, { body: { grant: admin } });
      expect(verdict(grant)).toEqual([403, 'forbidden']);
      expect((await app.call('GET', `${at}/${sort}/${id}/privileges`)).json.privileges).toEqual(member);
      const own = await only.call('PATCH', `${at}/${sort}/${id}/privileges`, { body: { grant: [update] } });
      expect(own.status).toBe(204);
    });

    it('are listed and shown to members with the view privilege', async () => {
      const [only, rest] = [await person(app), await person(app)];
      await admit(app, `${at}/users`, only.id, [view]);
      await admit(app, `${at}/users`, rest.id, allBut(view));
      const id = await newcomer();
      await admit(app, `${at}/${sort}`, id, member);
      expect((await only.call('GET', `${at}/${sort}`)).json[sort]).toContain(id);
      expect((await only.call('GET', `${at}/${sort}/${id}`)).status).toBe(200);
      expect(verdict(await rest.call('GET', `${at}/${sort}`))).toEqual([403, 'forbidden']);
      expect(verdict(await rest.call('GET', `${at}/${sort}/${id}`))).toEqual([403, 'forbidden']);
      expect(verdict(await outsider.call('GET', `${at}/${sort}`))).toEqual([403, 'forbidden']);
      expect(verdict(await only.call('GET', `${at}/${sort}/${await newcomer()}`))).toEqual([404, 'notFound']);
    });

    it('change privileges by revoke, then grant', async () => {
      const id = await newcomer();
      await admit(app, `${at}/${sort}`, id, [view]);
      const path = `${at}/${sort}/${id}/privileges`;
      const change = (body: object) => app.call('PATCH', path, { body });
      expect((await change({ grant: [view, update], revoke: [view] })).status).toBe(204);
      expect((await app.call('GET', path)).json.privileges).toEqual([update, view].sort());
      expect((await change({ revoke: [update] })).status).toBe(204);
      expect((await app.call('GET', path)).json.privileges).toEqual([view]);
      const nothing = await change({});
      expect(verdict(nothing)).toEqual([400, 'missingAtLeastOneValue']);
      expect(nothing.json.error.details).toEqual({ keys: ['grant', 'revoke'] });
      expect(verdict(await change({ grant: ['fly'] }))).toEqual([400, 'badValueListNotAllowed']);
      const stranger = `${at}/${sort}/${await newcomer()}/privileges`;
      expect(verdict(await app.call('PATCH', stranger, { body: { grant: [view] } }))).toEqual([
        404,
        'notFound',
      ]);
    });

    it('are removed, once', async () => {
      const id = await newcomer();
      await admit(app, `${at}/${sort}`, id, member);
      expect(verdict(await outsider.call('DELETE', `${at}/${sort}/${id}`))).toEqual([403, 'forbidden']);
      expect((await app.call('DELETE', `${at}/${sort}/${id}`)).status).toBe(204);
      expect(verdict(await app.call('DELETE', `${at}/${sort}/${id}`))).toEqual([404, 'notFound']);
    });

    it('are effective members through nested groups, with the union of privileges and their intermediaries', async () => {
      const [inner, middle, outer] = [await group(app), await group(app), await group(app)];
      const bottom = sort === 'users' ? (await person(app)).id : await group(app);
      await admit(app, `/groups/${inner}/${sort === 'users' ? 'users' : 'children'}`, bottom, ['group_view']);
      await admit(app, `/groups/${middle}/children`, inner, ['group_view']);
      await admit(app, `/groups/${outer}/children`, middle, ['group_view']);
      await admit(app, `${at}/groups`, outer, [view]);
      await admit(app, `${at}/groups`, inner, [update]);
      expect(verdict(await app.call('GET', `${at}/${sort}/${bottom}`))).toEqual([404, 'notFound']);
      expect((await app.call('GET', `${at}/${effective}`)).json[sort]).toContain(bottom);
      expect((await app.call('GET', `${at}/${effective}/${bottom}`)).status).toBe(200);
      const path = `${at}/${effective}/${bottom}`;
      expect((await app.call('GET', `${path}/privileges`)).json.privileges).toEqual([update, view].sort());
      const through = (await app.call('GET', `${path}/membership`)).json.intermediaries;
      expect(through).toEqual([inner, outer].sort().map((id) => ({ type: 'group', id })));
      await admit(app, `${at}/${sort}`, bottom, []);
      expect((await app.call('GET', `${path}/membership`)).json.intermediaries).toContainEqual({
        type: kind === 'handles' ? 'handle' : 'handle_service',
        id: 'self',
      });
      expect((await app.call('DELETE', `/groups/${outer}/children/${middle}`)).status).toBe(204);
      expect((await app.call('GET', `${path}/privileges`)).json.privileges).toEqual([update]);
    });
  });

  it('lets a user see his own privileges without the view privilege', async () => {
    const own = await person(app);
    await admit(app, `${at}/users`, own.id, [update]);
    expect((await own.call('GET', `${at}/users/${own.id}/privileges`)).json.privileges).toEqual([update]);
    expect((await own.call('GET', `${at}/effective_users/${own.id}/privileges`)).status).toBe(200);
  });

  it('lets a user leave without any privilege', async () => {
    const own = await person(app);
    await admit(app, `${at}/users`, own.id, []);
    const id = at.split('/').at(-1) ?? '';
    expect((await own.call('GET', `/user/${kind}`)).json[kind]).toEqual([id]);
    expect((await own.call('GET', `/user/${kind}/${id}`)).status).toBe(200);
    expect((await own.call('DELETE', `/user/${kind}/${id}`)).status).toBe(204);
    expect(verdict(await own.call('DELETE', `/user/${kind}/${id}`))).toEqual([404, 'notFound']);
    expect(verdict(await own.call('GET', at))).toEqual([403, 'forbidden']);
  });

  it('lets a group leave with the privilege for it', async () => {
    const leave = kind === 'handles' ? 'group_leave_handle' : 'group_leave_handle_service';
    const id = at.split('/').at(-1) ?? '';
    const club = await group(app);
    const [leaver, viewer] = [await person(app), await person(app)];
    await admit(app, `/groups/${club}/users`, leaver.id, [leave]);
    await admit(app, `/groups/${club}/users`, viewer.id, ['group_view']);
    await admit(app, `${at}/groups`, club, member);
    expect((await viewer.call('GET', `/groups/${club}/${kind}`)).json[kind]).toEqual([id]);
    expect((await viewer.call('GET', `/groups/${club}/effective_${kind}/${id}`)).status).toBe(200);
    expect((await viewer.call('GET', `/user/effective_${kind}`)).json[kind]).toEqual([id]);
    expect(verdict(await viewer.call('DELETE', `/groups/${club}/${kind}/${id}`))).toEqual([403, 'forbidden']);
    expect((await leaver.call('DELETE', `/groups/${club}/${kind}/${id}`)).status).toBe(204);
    expect((await viewer.call('GET', `/user/effective_${kind}`)).json[kind]).toEqual([]);
  });
});

describe('the creator of a handle', () => {
  it('is visible to effective members, even after having left', async () => {
    const [author, reader] = [await person(app), await person(app)];
    const made = await author.call('POST', '/user/groups', { body: { name: 'Authors' } });
    expect(made.headers.get('location')).toContain('/user/groups/');
    const { handleId } = await publish(app);
    const { json } = await app.call('GET', `/handles/${handleId}`);
    await admit(app, `/handles/${handleId}/users`, reader.id, []);
    expect((await app.call('DELETE', `/user/handles/${handleId}`)).status).toBe(204);
    const seen = await reader.call('GET', `/handles/${handleId}/users/${json.creator.id}`);
    expect([seen.status, seen.json.userId]).toEqual([200, json.creator.id]);
    expect(verdict(await author.call('GET', `/handles/${handleId}/users/${json.creator.id}`))).toEqual([
      403,
      'forbidden',
    ]);
  });
});

describe('groups', () => {
  it('never nest in a circle', async () => {
    const [a, b, c] = [await group(app), await group(app), await group(app)];
    await admit(app, `/groups/${a}/children`, b, []);
    await admit(app, `/groups/${b}/children`, c, []);
    const closing = await app.call('PUT', `/groups/${c}/children/${a}`);
    expect(verdict(closing)).toEqual([409, 'conflict']);
    expect(verdict(await app.call('PUT', `/groups/${a}/children/${a}`))).toEqual([409, 'conflict']);
    expect((await app.call('GET', `/groups/${c}/effective_parents`)).json.groups).toEqual([a, b].sort());
    expect((await app.call('GET', `/groups/${a}/effective_children`)).json.groups).toEqual([b, c].sort());
  });

  it('do not nest in a circle when two requests close it together', async () => {
    const [a, b] = [await group(app), await group(app)];
    const both = await Promise.all([
      app.call('PUT', `/groups/${a}/children/${b}`),
      app.call('PUT', `/groups/${b}/children/${a}`),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('are made as parent and child', async () => {
    const own = await person(app);
    const id = idOf(await own.call('POST', '/user/groups', { body: { name: 'Middle' } }));
    const parent = await own.call('POST', `/groups/${id}/parents`, { body: { name: 'Outer' } });
    expect(parent.headers.get('location')).toContain(`/groups/${id}/parents/`);
    const child = await own.call('POST', `/groups/${id}/children`, { body: { name: 'Inner', type: 'unit' } });
    expect((await own.call('GET', `/groups/${id}/children/${idOf(child)}`)).json).toMatchObject({
      name: 'Inner',
      type: 'unit',
    });
    const space = await createSpace(app, own.token);
    const member = await own.call('POST', `/spaces/${space}/groups`, { body: { name: 'Within' } });
    expect(member.headers.get('location')).toContain(`/spaces/${space}/groups/`);
    const privileges = await own.call('GET', `/spaces/${space}/groups/${idOf(member)}/privileges`);
    expect(privileges.json).toEqual({ privileges: ['space_view'] });
    expect((await own.call('GET', '/user/groups')).json.groups).toEqual(
      [id, idOf(child), idOf(member)].sort(),
    );
    expect((await own.call('GET', '/user/effective_groups')).json.groups).toHaveLength(4);
  });

  it('take their grants along when they go', async () => {
    const [own, id] = [await person(app), await group(app)];
    const at = `/handle_services/${await service(app)}`;
    await admit(app, `/groups/${id}/users`, own.id, ['group_delete']);
    await admit(app, `${at}/groups`, id, ['handle_service_view']);
    expect((await own.call('GET', at)).status).toBe(200);
    expect((await own.call('DELETE', `/groups/${id}`)).status).toBe(204);
    expect(verdict(await own.call('GET', at))).toEqual([403, 'forbidden']);
    expect(verdict(await app.call('GET', `/groups/${id}`))).toEqual([404, 'notFound']);
    expect((await app.call('GET', `${at}/groups`)).json.groups).toEqual([]);
  });

  it('and spaces are joined by invitation while the inviter may invite', async () => {
    const [host, guest] = [await person(app), await person(app)];
    const space = await createSpace(app);
    await admit(app, `/spaces/${space}/users`, host.id, ['space_add_user', 'space_view_privileges']);
    const invitation = await host.call('POST', `/spaces/${space}/users/token`);
    expect(invitation.status).toBe(200);
    const joined = await guest.call('POST', '/user/spaces/join', { body: invitation.json });
    expect([joined.status, idOf(joined)]).toEqual([201, space]);
    expect((await guest.call('GET', `/spaces/${space}/users/${guest.id}/privileges`)).json).toEqual({
      privileges: ['space_view'],
    });
    const late = await person(app);
    const change = { body: { revoke: ['space_add_user'] } };
    expect((await app.call('PATCH', `/spaces/${space}/users/${host.id}/privileges`, change)).status).toBe(
      204,
    );
    expect(verdict(await late.call('POST', '/user/spaces/join', { body: invitation.json }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(verdict(await late.call('POST', '/user/groups/join', { body: invitation.json }))).toEqual([
      400,
      'badValueToken',
    ]);
    expect(verdict(await late.call('GET', '/user', { headers: { macaroon: '' } }))[0]).toBe(200);
  });
});
