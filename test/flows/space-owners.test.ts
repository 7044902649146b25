import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createSpace, idOf } from '../support/factories.js';
import { admit, group, person, verdict } from '../support/people.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const ownersOf = async (space: string) => (await app.call('GET', `/spaces/${space}/owners`)).json.users;

describe('an owner of a space', () => {
  it('is who made it, as a user or for a group of his', async () => {
    const [own, club] = [await person(app), await group(app)];
    expect(await ownersOf(await createSpace(app, own.token))).toEqual([own.id]);
    await admit(app, `/groups/${club}/users`, own.id, ['group_add_space']);
    const body = { name: 'Ours' };
    const ours = idOf(await own.call('POST', `/groups/${club}/spaces`, { body }));
    expect(await ownersOf(ours)).toEqual([own.id]);
    expect((await app.call('GET', `/spaces/${ours}/users`)).json.users).toEqual([own.id]);
    expect(await ownersOf(idOf(await app.call('POST', `/groups/${club}/spaces`, { body })))).toEqual([]);
    expect(await ownersOf(idOf(await app.call('POST', '/spaces', { body })))).toEqual([]);
  });

  it('may do everything there, whatever he was granted', async () => {
    const own = await person(app);
    const space = await createSpace(app, own.token);
    const at = `/spaces/${space}/users/${own.id}/privileges`;
    const { admin } = (await app.call('GET', '/spaces/privileges')).json;
    expect((await own.call('PATCH', at, { body: { revoke: admin } })).status).toBe(204);
    expect((await own.call('GET', at)).json).toEqual({ privileges: [] });
    expect((await own.call('PATCH', `/spaces/${space}`, { body: { name: 'Still mine' } })).status).toBe(204);
    const effective = await own.call('GET', `/spaces/${space}/effective_users/${own.id}/privileges`);
    expect(effective.json).toEqual({ privileges: admin });
  });

  it('is made by an owner out of an effective member, who becomes a direct one', async () => {
    const [own, other, stranger, club] = [
      await person(app),
      await person(app),
      await person(app),
      await group(app),
    ];
    const space = await createSpace(app, own.token);
    const at = (id: string) => `/spaces/${space}/owners/${id}`;
    await admit(app, `/groups/${club}/users`, other.id, []);
    await admit(app, `/spaces/${space}/groups`, club, []);
    const refused = await own.call('PUT', at(stranger.id));
    expect([...verdict(refused), refused.json.error.details]).toEqual([
      400,
      'relationDoesNotExist',
      { childType: 'user', childId: stranger.id, parentType: 'space', parentId: space },
    ]);
    expect(verdict(await other.call('PUT', at(other.id)))).toEqual([403, 'forbidden']);
    expect((await own.call('PUT', at(other.id))).status).toBe(204);
    expect(verdict(await own.call('PUT', at(other.id)))).toEqual([409, 'alreadyExists']);
    expect(await ownersOf(space)).toEqual([own.id, other.id].sort());
    expect((await app.call('GET', `/spaces/${space}/users`)).json.users).toContain(other.id);
  });

  it('is taken out by owners alone, and the last one not at all while others belong to the space', async () => {
    const [own, other] = [await person(app), await person(app)];
    const space = await createSpace(app, own.token);
    const { admin } = (await app.call('GET', '/spaces/privileges')).json;
    await admit(app, `/spaces/${space}/users`, other.id, admin);
    const remove = (who: typeof own, path: string) => who.call('DELETE', `/spaces/${space}${path}`);
    const last = [400, 'cannotRemoveLastOwner'];
    expect(verdict(await remove(other, `/users/${own.id}`))).toEqual([403, 'forbidden']);
    expect(verdict(await remove(other, `/owners/${own.id}`))).toEqual([403, 'forbidden']);
    expect(verdict(await remove(own, `/owners/${own.id}`))).toEqual(last);
    expect(verdict(await own.call('DELETE', `/user/spaces/${space}`))).toEqual(last);
    expect(verdict(await remove(own, `/owners/${other.id}`))).toEqual([404, 'notFound']);
    expect((await app.call('PUT', `/spaces/${space}/owners/${other.id}`)).status).toBe(204);
    expect((await remove(other, `/owners/${own.id}`)).status).toBe(204);
    expect((await remove(own, `/users/${own.id}`)).status).toBe(204);
    expect((await other.call('DELETE', `/user/spaces/${space}`)).status).toBe(204);
    expect(await ownersOf(space)).toEqual([]);
  });
});
