import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, sql } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, dublinCore, idOf, localServiceId, publish } from '../support/factories.js';
import { admit, group, person, service, verdict } from '../support/people.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const next = (answer: { headers: Headers }) =>
  /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];

async function allPages(path: string, key: string): Promise<string[]> {
  const found: string[] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    const page = await app.call('GET', at, { root: true });
    expect(page.status).toBe(200);
    found.push(...page.json[key]);
    at = next(page);
  }
  return found;
}

describe('lists', () => {
  it('come whole, or in pages that end', async () => {
    const club = await group(app);
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const { id } = await person(app);
      await admit(app, `/groups/${club}/users`, id, []);
      ids.push(id);
    }
    ids.sort();
    const path = `/api/v3/onezone/groups/${club}/users`;
    expect((await app.call('GET', path, { root: true })).json.users).toEqual(ids);
    expect(await allPages(`${path}?limit=3`, 'users')).toEqual(ids);
    expect(await allPages(`${path}?limit=7`, 'users')).toEqual(ids);
    const effective = `/api/v3/onezone/groups/${club}/effective_users?limit=2`;
    expect(await allPages(effective, 'users')).toEqual(ids);
  });

  it.each([
    'users',
    'groups',
    'spaces',
    'shares',
    'handles',
    'handle_services',
    'tokens/named',
    'user/spaces',
    'user/effective_handles',
  ])('of %s come in pages too', async (path) => {
    for (let n = 0; n < 2; n++) {
      await person(app);
      await group(app);
      await service(app);
      await publish(app);
    }
    const key = path.split('/').at(-1)?.replace('named', 'tokens').replace('effective_', '') ?? '';
    const whole = (await app.call('GET', `/${path}`)).json[key];
    expect(whole.length).toBeGreaterThan(1);
    expect(await allPages(`/api/v3/onezone/${path}?limit=1`, key)).toEqual(whole);
  });

  // Departure (e): Onezone answers lists of any length.
  it('of more than 10,000 entries come in pages alone', async () => {
    const database = app.application.nest.get(Database);
    await database.write((tx) =>
      tx.execute(sql`
        INSERT INTO user_groups (id, name, type, created_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
        SELECT 'capped' || i, 'Group', 'team', '2026-11-22T08:00:00.000Z' FROM n`),
    );
    const whole = await app.call('GET', '/groups');
    expect([...verdict(whole), whole.json.error.details.limit]).toEqual([400, 'limitReached', 10_000]);
    const found = await allPages('/api/v3/onezone/groups?limit=1000', 'groups');
    expect(found.filter((id) => id.startsWith('capped'))).toHaveLength(10_001);
    await database.write((tx) => tx.execute(sql`DELETE FROM user_groups WHERE id LIKE 'capped%'`));
  });

  it.each([
    ['limit=x', 'badValueInteger', 'limit'],
    ['limit=0', 'badValueTooLow', 'limit'],
    ['limit=1001', 'badValueTooHigh', 'limit'],
    ['cursor=!', 'badData', 'cursor'],
  ])('refuse ?%s', async (query, id, key) => {
    const bad = await app.call('GET', `/users?${query}`);
    expect([...verdict(bad), bad.json.error.details.key]).toEqual([400, id, key]);
  });
});

it('takes a REST path with a slash at its end for the one without', async () => {
  const path = '/api/v3/onezone/configuration';
  const plain = await app.call('GET', path, { root: true });
  expect(plain.status).toBe(200);
  expect((await app.call('GET', `${path}/`, { root: true })).json).toEqual(plain.json);
  expect((await app.call('GET', '/users/?limit=1')).json.users).toHaveLength(1);
  const wrong = await app.call('PUT', `${path}/`, { root: true, body: {} });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, expect.stringContaining('GET')]);
});

describe('ETag and If-Match', () => {
  it.each(['handles', 'handle_services'] as const)('guard changes of %s', async (kind) => {
    const id = kind === 'handles' ? (await publish(app)).handleId : await service(app);
    const path = `/${kind}/${id}`;
    const body = kind === 'handles' ? { metadata: dublinCore('Second') } : { name: 'Second' };
    const etag = (await app.call('GET', path)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    const headers = { 'if-match': `"other", ${etag}` };
    expect((await app.call('PATCH', path, { body, headers })).status).toBe(204);
    expect((await app.call('GET', path)).headers.get('etag')).not.toBe(etag);
    const stale = await app.call('PATCH', path, { body, headers });
    expect(verdict(stale)).toEqual([412, 'preconditionFailed']);
    expect(verdict(await app.call('DELETE', path, { headers }))).toEqual([412, 'preconditionFailed']);
    expect((await app.call('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(204);
  });

  it.each(['handles', 'handle_services'] as const)('are the same wherever %s are read', async (kind) => {
    const id = kind === 'handles' ? (await publish(app)).handleId : await service(app);
    const reader = await person(app);
    const club = await group(app);
    await admit(app, `/groups/${club}/users`, reader.id, ['group_view']);
    await admit(app, `/${kind}/${id}/users`, reader.id, []);
    await admit(app, `/${kind}/${id}/groups`, club, []);
    const etag = (await app.call('GET', `/${kind}/${id}`)).headers.get('etag');
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const whose of ['/user', `/groups/${club}`])
      for (const reach of ['', 'effective_']) {
        const seen = await reader.call('GET', `${whose}/${reach}${kind}/${id}`);
        expect([seen.status, seen.headers.get('etag')]).toEqual([200, etag]);
      }
  });

  it('lets one of two racing changes through', async () => {
    const { handleId } = await publish(app);
    const headers = { 'if-match': (await app.call('GET', `/handles/${handleId}`)).headers.get('etag') ?? '' };
    const change = (title: string) =>
      app.call('PATCH', `/handles/${handleId}`, { body: { metadata: dublinCore(title) }, headers });
    const both = await Promise.all([change('One'), change('Other')]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 412]);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string, body: object) => ({ body, headers: { 'idempotency-key': key } });

  it('makes a repeated POST happen once and be answered alike', async () => {
    const own = await person(app);
    const first = await own.call('POST', '/user/spaces', keyed('a1', { name: 'Once' }));
    const again = await own.call('POST', '/user/spaces', keyed('a1', { name: 'Once' }));
    expect([again.status, again.headers.get('location')]).toEqual([201, first.headers.get('location')]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await own.call('GET', '/user/spaces')).json.spaces).toHaveLength(1);
    const other = await own.call('POST', '/user/spaces', keyed('a1', { name: 'Other' }));
    expect(verdict(other)).toEqual([422, 'idempotencyKeyReused']);
    const stranger = await person(app);
    expect((await stranger.call('POST', '/user/spaces', keyed('a1', { name: 'Once' }))).status).toBe(201);
  });

  it('answers a repeated registration with the same handle', async () => {
    const body = {
      handleServiceId: await localServiceId(app),
      resourceType: 'Share',
      resourceId: await createShare(app),
      metadataSchema: 'oai_dc',
      metadata: dublinCore('Once'),
    };
    const first = await app.call('POST', '/handles', keyed('h1', body));
    const again = await app.call('POST', '/handles', keyed('h1', body));
    expect(again.json).toEqual(first.json);
    expect(again.status).toBe(201);
    expect(verdict(await app.call('POST', '/handles', { body }))).toEqual([409, 'alreadyExists']);
  });

  it('lets a refused request be tried again, and runs racing ones once', async () => {
    const own = await person(app);
    expect((await own.call('POST', '/user/spaces', keyed('b1', { name: '!' }))).status).toBe(400);
    expect((await own.call('POST', '/user/spaces', keyed('b1', { name: 'Good' }))).status).toBe(201);
    const racing = Array.from({ length: 5 }, () =>
      own.call('POST', '/user/spaces', keyed('b2', { name: 'Racing' })),
    );
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.filter((status) => ![201, 409].includes(status))).toEqual([]);
    expect((await own.call('GET', '/user/spaces')).json.spaces).toHaveLength(2);
  });

  it('never keeps the text of a token', async () => {
    const own = await person(app);
    const first = await own.call('POST', '/user/tokens/named', keyed('t1', { name: 'once' }));
    const again = await own.call('POST', '/user/tokens/named', keyed('t1', { name: 'once' }));
    expect(again.json).toEqual({ tokenId: first.json.tokenId });
    expect(
      verdict(await own.call('POST', '/user/tokens/named', keyed('x'.repeat(256), { name: 'n2' }))),
    ).toEqual([400, 'badData']);
  });
});

describe('preview and validation', () => {
  it('show what a registration would store, and store nothing', async () => {
    const shareId = await createShare(app);
    const body = {
      handleServiceId: await localServiceId(app),
      resourceType: 'Share',
      resourceId: shareId,
      metadataSchema: 'oai_dc',
      metadata: dublinCore('Preview'),
    };
    const { status, json } = await app.call('POST', '/handles/preview', { body });
    expect([status, json.valid]).toEqual([200, true]);
    expect(json.metadata).toContain(`${app.url}/share/${shareId}`);
    expect(json.metadata).toContain(json.examplePublicHandle);
    expect(json.disseminations.map(({ prefix }: { prefix: string }) => prefix)).toContain('oai_dc');
    expect((await app.call('GET', `/shares/${shareId}`)).json.handleId).toBeNull();
    const bad = await app.call('POST', '/handles/preview', { body: { ...body, metadata: '<a></b>' } });
    expect(bad.json).toMatchObject({ valid: false, metadata: null });
    expect(bad.json.problems[0]).toMatchObject({ severity: 'error', line: 1 });
    const stranger = await person(app);
    expect(verdict(await stranger.call('POST', '/handles/preview', { body }))).toEqual([403, 'forbidden']);
  });

  it('report on a document as JSON and as XML alike', async () => {
    const metadata = dublinCore('Report');
    const asJson = await app.call('POST', '/metadata/validate', {
      body: { metadataSchema: 'oai_dc', metadata },
    });
    const headers = { 'content-type': 'application/xml' };
    const asXml = await app.call('POST', '/metadata/validate?schema=oai_dc', { body: metadata, headers });
    expect([asJson.status, asJson.json.valid]).toEqual([200, true]);
    expect(asXml.json).toEqual(asJson.json);
    expect((await app.call('POST', '/metadata/validate', { body: metadata, headers })).json).toEqual(
      asJson.json,
    );
    for (const [body, rule] of [
      ['<html/>', 'unknown-root'],
      ['<!DOCTYPE a><a/>', 'xml-doctype'],
      ['<a>', 'xml-not-well-formed'],
    ] as const) {
      const unknown = await app.call('POST', '/metadata/validate', { body, headers });
      expect([unknown.status, unknown.json.schema, unknown.json.valid]).toEqual([200, null, false]);
      expect(unknown.json.problems[0]).toMatchObject({ severity: 'error', rule, line: 1 });
    }
    const missing = await app.call('POST', '/metadata/validate', { body: {} });
    expect(verdict(missing)).toEqual([400, 'missingRequiredValue']);
    const schemas = (await app.call('GET', '/metadata/schemas')).json.schemas;
    expect(schemas.map(({ name }: { name: string }) => name)).toContain('oai_dc');
  });

  it('say where a refused document is wrong', async () => {
    const body = {
      handleServiceId: await localServiceId(app),
      resourceType: 'Share',
      resourceId: await createShare(app),
      metadataPrefix: 'oai_dc',
      metadata: '<metadata>\n<dc:title>x</dc:creator></metadata>',
    };
    const refused = await app.call('POST', '/handles', { body });
    expect(verdict(refused)).toEqual([400, 'badValueXML']);
    expect(refused.json.error.details).toMatchObject({ key: 'metadata', line: 2 });
    expect(refused.json.error.details.reason).not.toBe('');
  });
});

describe('the audit trail', () => {
  it('says who did what, before and after, in which request', async () => {
    const own = await person(app);
    const space = await createSpace(app, own.token);
    const requestId = 'audit-test-1';
    await own.call('PATCH', `/spaces/${space}`, {
      body: { name: 'Renamed' },
      headers: { 'x-request-id': requestId },
    });
    const { json } = await app.call('GET', `/audit?objectKind=space&objectId=${space}`);
    expect(json.entries.map(({ action }: { action: string }) => action)).toEqual([
      'space.update',
      'space.create',
    ]);
    expect(json.entries[0]).toMatchObject({
      actor: { type: 'user', id: own.id },
      before: { name: 'Test space' },
      after: { name: 'Renamed' },
      requestId,
    });
    expect(verdict(await own.call('GET', '/audit'))).toEqual([403, 'forbidden']);
    const ofHim = await app.call('GET', `/audit?actorId=${own.id}&limit=1`);
    expect([ofHim.json.entries[0].action, next(ofHim) !== undefined]).toEqual(['space.update', true]);
    const second = await app.call('GET', next(ofHim) ?? '', { root: true });
    expect(second.json.entries[0].action).toBe('space.create');
  });

  it('holds every change of privileges and membership', async () => {
    const id = await service(app);
    const { id: userId } = await person(app);
    await admit(app, `/handle_services/${id}/users`, userId, ['handle_service_view']);
    const path = `/handle_services/${id}/users/${userId}`;
    await app.call('PATCH', `${path}/privileges`, { body: { revoke: ['handle_service_view'] } });
    await app.call('DELETE', path);
    await app.call('PATCH', `/users/${userId}/privileges`, { body: { grant: ['oz_users_list'] } });
    const actions = async (objectId: string) => {
      const { json } = await app.call('GET', `/audit?objectId=${objectId}`);
      return json.entries.map(({ action }: { action: string }) => action);
    };
    expect(await actions(id)).toEqual([
      'handle_service.remove_member',
      'handle_service.set_privileges',
      'handle_service.add_member',
      'handle_service.create',
    ]);
    expect((await actions(userId))[0]).toBe('zone.set_privileges');
    expect(idOf(await app.call('POST', '/groups', { body: { name: 'Last' } }))).toHaveLength(32);
  });

  it('holds the memberships that end with a user or a group, and who a thing was made for', async () => {
    const { id: userId } = await person(app);
    const club = await group(app);
    await admit(app, `/groups/${club}/users`, userId, ['group_view']);
    await app.call('PATCH', `/groups/${club}/privileges`, { body: { grant: ['oz_handles_list'] } });
    const newest = async (objectId: string) =>
      (await app.call('GET', `/audit?objectId=${objectId}&limit=1`)).json.entries[0];
    const member = { kind: 'user', id: userId };
    const inClub = { resource: { kind: 'group', id: club }, member, privileges: ['group_view'] };
    expect((await app.call('DELETE', `/groups/${club}`)).status).toBe(204);
    expect((await newest(club)).before).toMatchObject({
      members: { listed: expect.arrayContaining([inClub]) },
      memberships: { count: 1, listed: [{ resource: { kind: 'zone' }, privileges: ['oz_handles_list'] }] },
    });
    const other = await service(app);
    await admit(app, `/handle_services/${other}/users`, userId, ['handle_service_view']);
    expect((await app.call('DELETE', `/users/${userId}`)).status).toBe(204);
    expect((await newest(userId)).before.memberships).toMatchObject({
      count: 1,
      listed: [{ resource: { kind: 'handle_service', id: other }, privileges: ['handle_service_view'] }],
    });
    const own = await person(app);
    const space = await createSpace(app, own.token);
    expect((await newest(space)).after.member).toEqual({ kind: 'user', id: own.id });
  });
});
