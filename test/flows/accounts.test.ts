import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { idOf } from '../support/factories.js';
import { admit, group, person, personWith, verdict } from '../support/people.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

describe('accounts', () => {
  it('are made with name and password, and speak by Basic authentication', async () => {
    const body = { fullName: 'John Smith', username: 'jsmith', password: 'correct horse battery' };
    const id = idOf(await app.call('POST', '/users', { body }));
    const me = await app.call('GET', '/user', { token: null, headers: basic('jsmith', body.password) });
    expect(me.json).toMatchObject({
      userId: id,
      fullName: 'John Smith',
      name: 'John Smith',
      login: 'jsmith',
    });
    expect(me.text).not.toContain('scrypt');
    const taken = await app.call('POST', '/users', { body });
    expect(verdict(taken)).toEqual([400, 'badValueIdentifierOccupied']);
    const wrong = await app.call('GET', '/user', { token: null, headers: basic('jsmith', 'wrong') });
    expect(verdict(wrong)).toEqual([401, 'unauthorized']);
    expect(wrong.json.error.details.authError.id).toBe('badBasicCredentials');
  });

  it('are called by their user name unless they have a full name', async () => {
    const id = idOf(await app.call('POST', '/users', { body: { username: 'onlyname' } }));
    expect((await app.call('GET', `/users/${id}`)).json).toMatchObject({
      fullName: 'onlyname',
      username: 'onlyname',
    });
    const keyless = { fullName: 'John Smith', password: 'correct horse battery' };
    const refused = await app.call('POST', '/users', { body: keyless });
    expect([...verdict(refused), refused.json.error.details]).toEqual([
      400,
      'missingRequiredValue',
      { key: 'username' },
    ]);
    expect(verdict(await app.call('POST', '/users', { body: {} }))).toEqual([400, 'missingAtLeastOneValue']);
  });

  it('are seen and deleted by the user himself', async () => {
    const self = await person(app);
    for (const path of ['', '/privileges', '/effective_privileges'])
      expect((await self.call('GET', `/users/${self.id}${path}`)).status).toBe(200);
    expect((await self.call('DELETE', `/users/${self.id}`)).status).toBe(204);
    expect(verdict(await app.call('GET', `/users/${self.id}`))).toEqual([404, 'notFound']);
  });

  it('lose Basic authentication when it is switched off, and get it back with a new password', async () => {
    const body = { fullName: 'Ann Lee', username: 'annlee', password: 'correct horse battery' };
    const id = idOf(await app.call('POST', '/users', { body }));
    const ask = (password: string) =>
      app.call('GET', '/user', { token: null, headers: basic('annlee', password) });
    expect((await ask(body.password)).status).toBe(200);
    await app.call('PATCH', `/users/${id}/basic_auth`, { body: { basicAuthEnabled: false } });
    expect((await ask(body.password)).json.error.details.authError.id).toBe('basicAuthDisabled');
    const renewed = { basicAuthEnabled: true, newPassword: 'another password' };
    await app.call('PATCH', `/users/${id}/basic_auth`, { body: renewed });
    expect((await ask(body.password)).json.error.details.authError.id).toBe('badBasicCredentials');
    expect((await ask('another password')).status).toBe(200);
    const change = { oldPassword: 'another password', newPassword: 'a third password' };
    const own = await app.call('PATCH', '/user/password', {
      token: null,
      headers: basic('annlee', 'another password'),
      body: change,
    });
    expect(own.status).toBe(204);
    expect((await ask('another password')).status).toBe(401);
  });

  it('are told of bad bodies only where they may act', async () => {
    const stranger = await person(app);
    const send = (path: string, token: string | null) =>
      app.call('POST', path, { token, body: '{', headers: { 'content-type': 'application/json' } });
    expect(verdict(await send('/users', null))).toEqual([401, 'unauthorized']);
    expect(verdict(await send('/users', stranger.token))).toEqual([403, 'forbidden']);
    expect(verdict(await send('/users', app.adminToken))).toEqual([400, 'malformedData']);
    const unnamed = await stranger.call('POST', '/user/handles', { body: { resourceType: 'Share' } });
    expect(verdict(unnamed)).toEqual([400, 'missingRequiredValue']);
  });

  it('are blocked at once, whatever credentials they have', async () => {
    const blocked = await person(app);
    expect((await blocked.call('GET', '/user')).status).toBe(200);
    await app.call('PATCH', `/users/${blocked.id}/access_block`, { body: { blocked: true } });
    const refused = await blocked.call('GET', '/user');
    expect([refused.status, refused.json.error.details.authError.id]).toEqual([401, 'userBlocked']);
    await app.call('PATCH', `/users/${blocked.id}/access_block`, { body: { blocked: false } });
    expect((await blocked.call('GET', '/user')).status).toBe(200);
  });

  it('may be deleted by themselves; tokens and memberships go along', async () => {
    const own = await person(app);
    const club = await group(app);
    await admit(app, `/groups/${club}/users`, own.id, ['group_view']);
    expect((await own.call('DELETE', '/user')).status).toBe(204);
    expect((await own.call('GET', '/user')).json.error.details.authError.id).toBe('badToken');
    expect((await app.call('GET', `/groups/${club}/users`)).json.users).toEqual([]);
  });
});

describe('admin privileges', () => {
  it('take effect on the next request, for users and through groups', async () => {
    const own = await person(app);
    const list = async () => (await own.call('GET', '/handles')).status;
    expect(await list()).toBe(403);
    const club = await group(app);
    await admit(app, `/groups/${club}/users`, own.id, []);
    await app.call('PATCH', `/groups/${club}/privileges`, { body: { grant: ['oz_handles_list'] } });
    expect(await list()).toBe(200);
    expect((await own.call('GET', '/user/effective_privileges')).json.privileges).toEqual([
      'oz_handles_list',
    ]);
    expect((await own.call('GET', '/user/privileges')).json.privileges).toEqual([]);
    await app.call('DELETE', `/groups/${club}/privileges`);
    expect(await list()).toBe(403);
    await app.call('PATCH', `/users/${own.id}/privileges`, { body: { grant: ['oz_handles_list'] } });
    expect(await list()).toBe(200);
    await app.call('PATCH', `/users/${own.id}/privileges`, { body: { revoke: ['oz_handles_list'] } });
    expect(await list()).toBe(403);
  });

  it('are granted only by those who hold them', async () => {
    const own = await person(app);
    await app.call('PATCH', `/users/${own.id}/privileges`, { body: { grant: ['oz_set_privileges'] } });
    const grab = await own.call('PATCH', '/user/privileges', { body: { grant: ['oz_users_list'] } });
    expect(verdict(grab)).toEqual([403, 'forbidden']);
    const club = await group(app);
    const gift = { body: { grant: ['oz_users_list'] } };
    expect(verdict(await own.call('PATCH', `/groups/${club}/privileges`, gift))).toEqual([403, 'forbidden']);
  });

  it('are not gained by joining a powerful group, nor by tokens of a powerful user', async () => {
    const own = await person(app);
    const club = await group(app);
    await app.call('PATCH', `/groups/${club}/privileges`, { body: { grant: ['oz_users_list'] } });
    const grant = ['oz_groups_add_relationships', 'oz_users_add_relationships', 'oz_tokens_manage'];
    await app.call('PATCH', `/users/${own.id}/privileges`, { body: { grant } });
    expect(verdict(await own.call('PUT', `/groups/${club}/users/${own.id}`))).toEqual([403, 'forbidden']);
    const { json } = await app.call('GET', '/user');
    const token = await own.call('POST', `/users/${json.userId}/tokens/named`, { body: { name: 'mine' } });
    expect(verdict(token)).toEqual([403, 'forbidden']);
  });

  it('never leave the registry without an administrator', async () => {
    const { userId } = (await app.call('GET', '/user')).json;
    const refused = [
      await app.call('DELETE', '/user/privileges'),
      await app.call('PATCH', '/user/privileges', { body: { revoke: ['oz_users_list'] } }),
      await app.call('DELETE', '/user'),
      await app.call('PATCH', `/users/${userId}/access_block`, { body: { blocked: true } }),
    ];
    for (const answer of refused) expect(verdict(answer)).toEqual([400, 'cannotRemoveLastAdministrator']);
    const club = await group(app);
    const { admin } = (await app.call('GET', '/privileges')).json;
    await app.call('PATCH', `/groups/${club}/privileges`, { body: { grant: admin } });
    await admit(app, `/groups/${club}/users`, userId, []);
    expect((await app.call('DELETE', '/user/privileges')).status).toBe(204);
    expect(verdict(await app.call('DELETE', `/groups/${club}/users/${userId}`))).toEqual([
      400,
      'cannotRemoveLastAdministrator',
    ]);
    expect(verdict(await app.call('DELETE', `/groups/${club}`))).toEqual([
      400,
      'cannotRemoveLastAdministrator',
    ]);
    await app.call('PATCH', '/user/privileges', { body: { grant: admin } });
    expect((await app.call('DELETE', `/groups/${club}`)).status).toBe(204);
  });

  it('are catalogued with the viewer and admin sets', async () => {
    const { json } = await app.call('GET', '/privileges', { token: null });
    expect(json.viewer).toEqual(expect.arrayContaining(['oz_shares_list', 'oz_users_list_relationships']));
    expect(json.viewer.filter((name: string) => /view_(privileges|audit)|create|delete/.test(name))).toEqual(
      [],
    );
    expect(json.admin).toEqual(expect.arrayContaining([...json.viewer, 'oz_set_privileges']));
  });
});

describe('tokens', () => {
  it('speak for their owner in each of the header forms', async () => {
    const own = await person(app);
    for (const headers of [
      { 'x-auth-token': own.token },
      { authorization: `Bearer ${own.token}` },
      { macaroon: own.token },
    ])
      expect((await app.call('GET', '/user', { token: null, headers })).json.userId).toBe(own.id);
    const both = { 'x-auth-token': own.token, ...basic('nobody', 'wrong password') };
    expect((await app.call('GET', '/user', { token: null, headers: both })).status).toBe(200);
  });

  it('are listed, shown without their text, renamed, revoked, restored and deleted', async () => {
    const own = await person(app);
    const made = await own.call('POST', '/user/tokens/named', {
      body: { name: 'script', customMetadata: { for: 'harvest' } },
    });
    const { tokenId, token } = made.json;
    expect(idOf(made)).toBe(tokenId);
    const bearer = personWith(app, own.id, token);
    expect((await own.call('GET', '/user/tokens/named')).json.tokens).toContain(tokenId);
    const shown = await own.call('GET', `/tokens/named/${tokenId}`);
    expect(shown.json).toMatchObject({ name: 'script', revoked: false, customMetadata: { for: 'harvest' } });
    expect(shown.text).not.toContain(token);
    expect((await own.call('GET', '/user/tokens/named/name/script')).json.id).toBe(tokenId);
    expect(verdict(await own.call('POST', '/user/tokens/named', { body: { name: 'script' } }))).toEqual([
      400,
      'badValueIdentifierOccupied',
    ]);
    await own.call('PATCH', `/tokens/named/${tokenId}`, { body: { revoked: true } });
    const revoked = await bearer.call('GET', '/user');
    expect([revoked.status, revoked.json.error.details.authError.id]).toEqual([401, 'tokenRevoked']);
    expect((await own.call('GET', `/tokens/named/${tokenId}/status`)).json).toEqual({ revoked: true });
    await own.call('PATCH', `/tokens/named/${tokenId}`, { body: { revoked: false } });
    expect((await bearer.call('GET', '/user')).status).toBe(200);
    expect(verdict(await (await person(app)).call('GET', `/tokens/named/${tokenId}`))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await own.call('DELETE', `/tokens/named/${tokenId}`)).status).toBe(204);
    expect((await bearer.call('GET', '/user')).json.error.details.authError.id).toBe('badToken');
  });

  it('end by themselves or all at once when temporary', async () => {
    const own = await person(app);
    const validUntil = Math.floor(Date.now() / 1000) + 600;
    const body = { caveats: [{ type: 'time', validUntil }] };
    const { token } = (await own.call('POST', '/user/tokens/temporary', { body })).json;
    const bearer = personWith(app, own.id, token);
    expect((await bearer.call('GET', '/user')).status).toBe(200);
    expect((await own.call('GET', '/user/tokens/temporary')).json).toEqual({ generation: 1 });
    expect((await own.call('DELETE', '/user/tokens/temporary')).status).toBe(204);
    expect((await bearer.call('GET', '/user')).json.error.details.authError.id).toBe('badToken');
    expect((await own.call('GET', '/user/tokens/temporary')).json).toEqual({ generation: 2 });
    expect((await own.call('GET', '/user')).status).toBe(200);
    expect(verdict(await own.call('POST', '/user/tokens/temporary', { body: {} }))).toEqual([
      400,
      'tokenTimeCaveatRequired',
    ]);
  });

  it('obey their caveats, and so do tokens made with them', async () => {
    const own = await person(app);
    const narrow = async (caveats: object[]) => {
      const name = `t${Math.random().toString(36).slice(2, 12)}`;
      const { json } = await own.call('POST', '/user/tokens/named', { body: { name, caveats } });
      return personWith(app, own.id, json.token);
    };
    const unmet = (caveat: object) => ({ id: 'tokenCaveatUnverified', details: { caveat } });
    const past = { type: 'time', validUntil: 1000 };
    const expired = await (await narrow([past])).call('GET', '/user');
    expect(expired.json.error.details.authError).toMatchObject(unmet(past));
    const elsewhere = { type: 'ip', whitelist: ['10.0.0.0/8', '2001:db8::/32'] };
    const remote = await (await narrow([elsewhere])).call('GET', '/user');
    expect(remote.json.error.details.authError).toMatchObject(unmet(elsewhere));
    expect(
      (await (await narrow([{ type: 'ip', whitelist: ['127.0.0.0/8'] }])).call('GET', '/user')).status,
    ).toBe(200);
    const api = { type: 'api', whitelist: ['GET /user', 'POST /user/tokens/*'] };
    const scoped = await narrow([api]);
    expect((await scoped.call('GET', '/user')).status).toBe(200);
    expect((await scoped.call('GET', '/user/groups')).json.error.details.authError).toMatchObject(unmet(api));
    const child = await scoped.call('POST', '/user/tokens/named', { body: { name: 'child' } });
    expect((await personWith(app, own.id, child.json.token).call('GET', '/user/groups')).status).toBe(401);
    const readonly = await narrow([{ type: 'data.readonly' }]);
    expect((await readonly.call('GET', '/user/groups')).status).toBe(200);
    expect((await readonly.call('POST', '/user/groups', { body: { name: 'No' } })).status).toBe(401);
    const unknown = { name: 'bad', caveats: [{ type: 'magic' }] };
    expect(verdict(await own.call('POST', '/user/tokens/named', { body: unknown }))).toEqual([
      400,
      'badData',
    ]);
  });

  it('are made, listed and deleted by the old routes too', async () => {
    const own = await person(app);
    const made = await own.call('POST', '/user/client_tokens', { body: {} });
    expect([made.status, Object.keys(made.json)]).toEqual([200, ['token']]);
    const old = personWith(app, own.id, made.json.token);
    expect((await old.call('GET', '/user')).json.userId).toBe(own.id);
    const { tokens } = (await own.call('GET', '/user/client_tokens')).json;
    expect(tokens).toEqual((await own.call('GET', '/user/tokens/named')).json.tokens);
    const stranger = await person(app);
    const at = `/user/client_tokens/${old.token}`;
    expect(verdict(await stranger.call('DELETE', at))).toEqual([404, 'notFound']);
    expect((await own.call('DELETE', at)).status).toBe(204);
    expect((await old.call('GET', '/user')).json.error.details.authError.id).toBe('badToken');
    const [last] = (await own.call('GET', '/user/client_tokens')).json.tokens;
    expect((await own.call('DELETE', `/user/client_tokens/${last}`)).status).toBe(204);
  });

  it('say what they open', async () => {
    const [own, club] = [await person(app), await group(app)];
    const mine = idOf(await own.call('POST', '/user/spaces', { body: { name: 'Mine' } }));
    const ours = idOf(await app.call('POST', `/groups/${club}/spaces`, { body: { name: 'Ours' } }));
    await admit(app, `/groups/${club}/users`, own.id, []);
    const scope = (token: string) =>
      app.call('POST', '/tokens/infer_access_token_scope', { token: null, body: { token } });
    const spaces = {
      [mine]: { name: 'Mine', supports: {} },
      [ours]: { name: 'Ours', supports: {} },
    };
    expect((await scope(own.token)).json).toEqual({
      validUntil: null,
      dataAccessScope: { readonly: false, spaces, providers: {} },
    });
    const validUntil = Math.floor(Date.now() / 1000) + 600;
    const body = { caveats: [{ type: 'time', validUntil }, { type: 'data.readonly' }] };
    const { token } = (await own.call('POST', '/user/tokens/temporary', { body })).json;
    expect((await scope(token)).json).toEqual({
      validUntil,
      dataAccessScope: { readonly: true, spaces, providers: {} },
    });
    expect(verdict(await scope('nonsense'))).toEqual([400, 'badValueToken']);
  });

  it('are confined, examined and verified', async () => {
    const own = await person(app);
    const made = await own.call('POST', '/user/tokens/named', { body: { name: 'first' } });
    const body = { token: made.json.token, caveats: [{ type: 'data.readonly' }] };
    const confined = await app.call('POST', '/tokens/confine', { token: null, body });
    const bearer = personWith(app, own.id, confined.json.token);
    expect((await bearer.call('GET', '/user')).json.userId).toBe(own.id);
    expect((await bearer.call('DELETE', '/user')).status).toBe(401);
    const examined = await app.call('POST', '/tokens/examine', { token: null, body: confined.json });
    expect(examined.json).toMatchObject({
      id: made.json.tokenId,
      persistence: 'named',
      subject: { type: 'user', id: own.id },
      caveats: body.caveats,
    });
    const check = (path: string, token: string) => app.call('POST', path, { token: null, body: { token } });
    expect((await check('/tokens/verify_access_token', made.json.token)).json).toEqual({
      subject: { type: 'user', id: own.id },
      ttl: null,
    });
    expect(verdict(await check('/tokens/verify_invite_token', made.json.token))).toEqual([
      400,
      'badValueToken',
    ]);
    await own.call('PATCH', `/tokens/named/${made.json.tokenId}`, { body: { revoked: true } });
    expect((await bearer.call('GET', '/user')).json.error.details.authError.id).toBe('tokenRevoked');
    const late = await check('/tokens/verify_access_token', confined.json.token);
    expect(late.json.error.details.tokenError.id).toBe('tokenRevoked');
  });

  it('have names of their own, even when two are made at once', async () => {
    const own = await person(app);
    const make = (name: string) => own.call('POST', '/user/tokens/named', { body: { name } });
    const both = await Promise.all(Array.from({ length: 4 }, () => make('twin')));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
    const { tokenId } = (await make('other')).json;
    const renamed = await own.call('PATCH', `/tokens/named/${tokenId}`, { body: { name: 'twin' } });
    expect(verdict(renamed)).toEqual([400, 'badValueIdentifierOccupied']);
    expect(renamed.json.error.details).toEqual({ key: 'name' });
    expect(
      (await (await person(app)).call('POST', '/user/tokens/named', { body: { name: 'twin' } })).status,
    ).toBe(201);
  });

  it('end in the year 9999 at the latest', async () => {
    const own = await person(app);
    const until = (name: string, validUntil: number) =>
      own.call('POST', '/user/tokens/named', { body: { name, caveats: [{ type: 'time', validUntil }] } });
    for (const late of [253_402_300_800, Number.MAX_SAFE_INTEGER]) {
      const refused = await until('late', late);
      expect(verdict(refused)).toEqual([400, 'badValueTooHigh']);
      expect(refused.json.error.details).toEqual({ key: 'caveats', limit: 253_402_300_799 });
    }
    expect((await until('long', 253_402_300_799)).status).toBe(201);
  });

  it('are verified for the use that is told', async () => {
    const own = await person(app);
    const make = async (caveats: object[], type: object = { accessToken: {} }) => {
      const name = `v${Math.random().toString(36).slice(2, 12)}`;
      return (await own.call('POST', '/user/tokens/named', { body: { name, caveats, type } })).json.token;
    };
    const check = async (token: string, use: object) => {
      const body = { token, ...use };
      const answer = await app.call('POST', '/tokens/verify_access_token', { token: null, body });
      return answer.status === 200 ? 'valid' : answer.json.error.details.tokenError.details.caveat.type;
    };
    const bound = await make([{ type: 'ip', whitelist: ['10.0.0.0/8'] }]);
    expect(await check(bound, {})).toBe('ip');
    expect(await check(bound, { peerIp: '10.1.2.3' })).toBe('valid');
    expect(await check(bound, { peerIp: null })).toBe('ip');
    const oneclient = await make([{ type: 'interface', interface: 'oneclient' }]);
    expect(await check(oneclient, { interface: 'oneclient' })).toBe('valid');
    expect(await check(oneclient, { interface: 'rest' })).toBe('interface');
    expect(await check(oneclient, {})).toBe('interface');
    const reading = await make([{ type: 'data.readonly' }]);
    expect(await check(reading, { allowDataAccessCaveats: true })).toBe('valid');
    expect(await check(reading, {})).toBe('data.readonly');
    const mine = await make([{ type: 'consumer', whitelist: [`usr-${own.id}`] }]);
    const consumerToken = await make([], { identityToken: {} });
    expect(await check(mine, { consumerToken })).toBe('valid');
    expect(await check(mine, { consumerToken: null })).toBe('consumer');
    const body = { token: mine, consumerToken: mine };
    const wrong = await app.call('POST', '/tokens/verify_access_token', { token: null, body });
    expect(wrong.json.error.details).toMatchObject({
      key: 'consumerToken',
      tokenError: { id: 'notAnIdentityToken' },
    });
  });

  it('that invite still do so when they are confined, to those who meet the caveats', async () => {
    const [owner, guest] = [await person(app), await person(app)];
    const club = idOf(await owner.call('POST', '/user/groups', { body: { name: 'Club' } }));
    const { token } = (await owner.call('POST', `/groups/${club}/users/token`)).json;
    const confined = async (caveats: object[]) =>
      (await app.call('POST', '/tokens/confine', { token: null, body: { token, caveats } })).json.token;
    const joined = async (text: string) =>
      verdict(await guest.call('POST', '/user/groups/join', { body: { token: text } }));
    const forOwner = await confined([{ type: 'consumer', whitelist: [`usr-${owner.id}`] }]);
    expect(await joined(forOwner)).toEqual([400, 'badValueToken']);
    const forGuest = await confined([{ type: 'consumer', whitelist: [`usr-${guest.id}`] }]);
    const check = (expectedInviteType: string) =>
      app.call('POST', '/tokens/verify_invite_token', { token: null, body: { token, expectedInviteType } });
    expect((await check('userJoinGroup')).status).toBe(200);
    expect((await check('userJoinSpace')).json.error.details.tokenError.id).toBe('notAnInviteToken');
    expect(await joined(forGuest)).toEqual([201, undefined]);
    expect((await guest.call('GET', `/user/groups/${club}`)).status).toBe(200);
  });
});
