import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, createSpace, idOf, localServiceId, publish, register } from '../support/factories.js';
import { admit, person, service, verdict, type Person } from '../support/people.js';

// Source of the cases: oz-worker share_api_test_SUITE (contract 4.9) and the contract 1.5, 7.4.
let app: TestApp;
let author: Person;
let space: string;
beforeAll(async () => {
  app = await startTestApp();
  author = await person(app);
  space = await createSpace(app, author.token);
});
afterAll(async () => {
  await app.close();
});

const share = async (body: object = {}) =>
  idOf(
    await author.call('POST', `/spaces/${space}/shares`, {
      body: { name: 'Share', targetUrl: 'https://data.example.org/1', ...body },
    }),
  );

describe('shares', () => {
  it('are listed, of the zone by administrators and of a space by its members', async () => {
    const id = await share();
    expect((await app.call('GET', '/shares')).json.shares).toContain(id);
    expect((await author.call('GET', `/spaces/${space}/shares`)).json.shares).toContain(id);
    expect(verdict(await author.call('GET', '/shares'))).toEqual([403, 'forbidden']);
    const stranger = await person(app);
    expect(verdict(await stranger.call('GET', `/spaces/${space}/shares`))).toEqual([403, 'forbidden']);
  });

  it('show everything to members of the space, and to everyone what is public', async () => {
    const id = await share({ description: '# Snow', fileType: 'file', rootFileId: 'abc123' });
    const { json } = await author.call('GET', `/shares/${id}`);
    const publicView = {
      shareId: id,
      name: 'Share',
      description: '# Snow',
      publicUrl: `${app.url}/share/${id}`,
      publicRestUrl: `${app.url}/api/v3/onezone/shares/${id}/public`,
      rootFileId: 'abc123',
      fileType: 'file',
      handleId: null,
    };
    expect(json).toMatchObject({ ...publicView, spaceId: space, creator: { type: 'user', id: author.id } });
    const seen = await app.call('GET', `/shares/${id}/public`, { token: null });
    expect(seen.json).toMatchObject(publicView);
    expect(Object.keys(seen.json)).not.toContain('spaceId');
    expect(Object.keys(seen.json)).not.toContain('creator');
    expect((await author.call('GET', `/spaces/${space}/shares/${id}`)).json.shareId).toBe(id);
    const other = await createSpace(app, author.token);
    expect(verdict(await author.call('GET', `/spaces/${other}/shares/${id}`))).toEqual([404, 'notFound']);
  });

  it('show their handle to everyone once it is registered, to members before', async () => {
    const id = await share();
    const serviceId = await service(app);
    const handleOf = async (path: string, token: string | null) => {
      const { json, headers } = await app.call('GET', `/shares/${id}${path}`, { token });
      return [json.handleId, headers.get('etag')];
    };
    const [, etagBefore] = await handleOf('/public', null);
    await app.call('POST', `/handle_services/${serviceId}/pause`, { body: {} });
    const registration = register(app, { shareId: id, serviceId });
    let [handleId] = await handleOf('', author.token);
    while (handleId === null) [handleId] = await handleOf('', author.token);
    expect(await handleOf('/public', null)).toEqual([null, etagBefore]);
    await app.call('POST', `/handle_services/${serviceId}/resume`);
    expect((await registration).json.handleId).toBe(handleId);
    let [shown, etag] = await handleOf('/public', null);
    while (shown === null) [shown, etag] = await handleOf('/public', null);
    expect(shown).toBe(handleId);
    expect(etag).not.toBe(etagBefore);
  });

  it.each([
    [{ rootFileId: '0000AB/../x' }, 'badValueIdentifier', 'rootFileId'],
    [{ rootFileId: '..' }, 'badValueIdentifier', 'rootFileId'],
    [{ rootFileId: '' }, 'badValueEmpty', 'rootFileId'],
    [
      { files: ['https://a.example.org/', 'https://b.example.org/'].map((url) => ({ name: 'a.csv', url })) },
      'badData',
      'files',
    ],
  ])('refuse %j, which could not be found again', async (body, error, key) => {
    const answer = await author.call('POST', `/spaces/${space}/shares`, {
      body: { name: 'Share', targetUrl: 'https://data.example.org/1', ...body },
    });
    expect([...verdict(answer), answer.json.error.details.key]).toEqual([400, error, key]);
  });

  it('change name and description, with the privilege alone', async () => {
    const id = await share();
    const only = await person(app);
    await admit(app, `/spaces/${space}/users`, only.id, ['space_manage_shares']);
    expect((await only.call('PATCH', `/shares/${id}`, { body: { name: 'New name' } })).status).toBe(204);
    expect((await only.call('PATCH', `/shares/${id}`, { body: { description: 'New text' } })).status).toBe(
      204,
    );
    expect((await author.call('GET', `/shares/${id}`)).json).toMatchObject({
      name: 'New name',
      description: 'New text',
    });
    expect(verdict(await only.call('PATCH', `/shares/${id}`, { body: {} }))).toEqual([
      400,
      'missingAtLeastOneValue',
    ]);
    const long = 'x'.repeat(100_001);
    expect(verdict(await only.call('PATCH', `/shares/${id}`, { body: { description: long } }))).toEqual([
      400,
      'badValueTextTooLarge',
    ]);
    expect(verdict(await only.call('GET', `/shares/${id}`))).toEqual([403, 'forbidden']);
  });

  it.each(['', 'a', '.a', 'a.', '-a', 'a b ', 'a/b', 'x'.repeat(129)])(
    'refuse the name "%s"',
    async (name) => {
      const bad = await author.call('PATCH', `/shares/${await share()}`, { body: { name } });
      expect(verdict(bad)).toEqual([400, 'badValueName']);
    },
  );

  it('are changed and deleted only at the version that If-Match names', async () => {
    const id = await share();
    const etag = (await author.call('GET', `/shares/${id}`)).headers.get('etag') ?? '';
    const first = { body: { name: 'First' }, headers: { 'if-match': etag } };
    expect((await author.call('PATCH', `/shares/${id}`, first)).status).toBe(204);
    const second = await author.call('PATCH', `/shares/${id}`, { ...first, body: { name: 'Second' } });
    expect(verdict(second)).toEqual([412, 'preconditionFailed']);
    expect(second.headers.get('etag')).toMatch(/^"[\w-]+"$/);
    expect(second.headers.get('etag')).not.toBe(etag);
    const stale = await author.call('DELETE', `/shares/${id}`, { headers: { 'if-match': etag } });
    expect(verdict(stale)).toEqual([412, 'preconditionFailed']);
    expect((await author.call('DELETE', `/shares/${id}`, { headers: { 'if-match': '*' } })).status).toBe(204);
  });

  it('are deleted with their handle by whoever may delete that too', async () => {
    const id = await share();
    const registered = await register(app, { shareId: id });
    const { handleId } = registered.json;
    expect((await author.call('GET', `/shares/${id}`)).json.handleId).toBe(handleId);
    expect(verdict(await author.call('DELETE', `/shares/${id}`))).toEqual([403, 'forbidden']);
    expect((await app.call('GET', `/handles/${handleId}`)).status).toBe(200);
    await admit(app, `/handles/${handleId}/users`, author.id, ['handle_delete']);
    expect((await author.call('DELETE', `/shares/${id}`)).status).toBe(204);
    expect(verdict(await app.call('GET', `/handles/${handleId}`))).toEqual([404, 'notFound']);
    expect(verdict(await app.call('GET', `/shares/${id}/public`))).toEqual([404, 'notFound']);
  });

  it("are deleted with their handle by members who manage the service's handles", async () => {
    const id = await share();
    const { handleId } = (await register(app, { shareId: id })).json;
    const service = await localServiceId(app);
    await admit(app, `/handle_services/${service}/users`, author.id, ['handle_service_manage_handles']);
    expect((await author.call('DELETE', `/shares/${id}`)).status).toBe(204);
    expect(verdict(await app.call('GET', `/handles/${handleId}`))).toEqual([404, 'notFound']);
    expect((await app.call('DELETE', `/handle_services/${service}/users/${author.id}`)).status).toBe(204);
  });

  it('lead to the data of a file that they list', async () => {
    const files = [
      { name: 'a.csv', url: 'https://data.example.org/a.csv' },
      { name: 'sub/b c.csv', url: 'https://data.example.org/b%20c.csv' },
    ];
    const { rootFileId } = (await author.call('GET', `/shares/${await share({ files })}`)).json;
    const lead = async (rest: string) => {
      const answer = await app.call('GET', `/shares/data/${rootFileId}${rest}`, { token: null });
      return [answer.status, answer.headers.get('location')];
    };
    expect(await lead('')).toEqual([307, 'https://data.example.org/1']);
    expect(await lead('/a.csv')).toEqual([307, 'https://data.example.org/a.csv']);
    expect(await lead('/sub/b%20c.csv')).toEqual([307, 'https://data.example.org/b%20c.csv']);
    expect(await lead('/missing')).toEqual([404, null]);
    const unknown = await app.call('GET', '/shares/data/000000', { token: null });
    expect(verdict(unknown)).toEqual([404, 'notFound']);
    const bad = await app.call('GET', '/shares/data/a%20b', { token: null });
    expect([...verdict(bad), bad.json.error.details]).toEqual([400, 'badData', { key: 'fileId' }]);
    const one = await share({ files: files.slice(0, 1), fileType: 'file', rootFileId: 'only-one' });
    expect(one).toHaveLength(32);
    const content = await app.call('GET', '/shares/data/only-one/content', { token: null });
    expect([content.status, content.headers.get('location')]).toEqual([
      307,
      'https://data.example.org/a.csv',
    ]);
  });
});

describe('deleting a space', () => {
  it('deletes its shares and turns their handles into tombstones, which frees the service', async () => {
    const doomed = await createSpace(app);
    const shareId = await createShare(app, doomed);
    const { handleId } = (await register(app, { shareId })).json;
    const kept = await publish(app);
    expect((await app.call('DELETE', `/spaces/${doomed}`)).status).toBe(204);
    for (const path of [`/spaces/${doomed}`, `/shares/${shareId}`, `/handles/${handleId}`])
      expect(verdict(await app.call('GET', path))).toEqual([404, 'notFound']);
    expect((await app.call('GET', '/handles')).json.handles).not.toContain(handleId);
    expect((await app.call('GET', `/handles/${kept.handleId}`)).status).toBe(200);
  });

  it('needs space_delete or the admin privilege', async () => {
    const [only, rest] = [await person(app), await person(app)];
    const id = await createSpace(app, author.token);
    await admit(app, `/spaces/${id}/users`, only.id, ['space_delete']);
    await admit(app, `/spaces/${id}/users`, rest.id, ['space_view', 'space_update', 'space_manage_shares']);
    expect(verdict(await rest.call('DELETE', `/spaces/${id}`))).toEqual([403, 'forbidden']);
    expect((await only.call('DELETE', `/spaces/${id}`)).status).toBe(204);
  });
});
