import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  createShare,
  createSpace,
  dublinCore,
  idOf,
  localServiceId,
  publish,
  register,
} from '../support/factories.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await app.close();
});

const oai = async (query: string) =>
  (await app.call('GET', `/oai_pmh?${query}`, { root: true, token: null })).text;
const record = (handleId: string) =>
  oai(`verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:${app.config.REPOSITORY_ID}:${handleId}`);
const resolve = (pid: string) => app.call('GET', `/${pid}`, { root: true, token: null });

describe('the life of a handle', () => {
  it('can be harvested right after the 201, resolves, and has a landing page', async () => {
    const { handleId, pid, shareId, publicHandle } = await publish(app, dublinCore('Tides'));
    expect(await record(handleId)).toContain('<dc:title>Tides</dc:title>');
    const redirect = await resolve(pid);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, `${app.url}/share/${shareId}`]);
    const page = await app.call('GET', `/share/${shareId}`, { root: true, token: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('Tides');
    expect(page.text).toContain(`href="${publicHandle}"`);
  });

  it('shows new metadata everywhere after PATCH, and tells the service', async () => {
    const { handleId, shareId } = await publish(app, dublinCore('Before'));
    const patched = await app.call('PATCH', `/handles/${handleId}`, {
      body: { metadata: dublinCore('After') },
    });
    expect(patched.status).toBe(204);
    expect((await app.call('GET', `/handles/${handleId}`)).json.metadata).toContain('After');
    expect((await app.call('GET', `/share/${shareId}`, { root: true })).text).toContain('After');
    await until(async () => (await record(handleId)).includes('After'));
    await until(async () => {
      const { json } = await app.call('GET', `/handles/${handleId}`);
      return json.state === 'registered' && json.appliedRevision === 2;
    });
  });

  it('leaves a tombstone: 404 in REST, 410 for readers, deleted for harvesters; the share is free again', async () => {
    const { handleId, pid, shareId } = await publish(app, dublinCore('Doomed'));
    const body = { reason: 'measured with a broken sensor', replacedBy: 'https://doi.org/10.5555/better' };
    expect((await app.call('DELETE', `/handles/${handleId}`, { body })).status).toBe(204);
    expect((await app.call('GET', `/handles/${handleId}`)).json.error.id).toBe('notFound');
    const tombstone = await resolve(pid);
    expect(tombstone.status).toBe(410);
    expect(tombstone.text).toContain('measured with a broken sensor');
    expect((await app.call('GET', `/share/${shareId}`, { root: true, token: null })).status).toBe(410);
    await until(async () => (await record(handleId)).includes('status="deleted"'));
    expect((await register(app, { shareId })).status).toBe(201);
  });

  it('shows nothing of a handle before its registration, and burns the name when it is deleted', async () => {
    const late = await startTestApp({ REGISTRATION_DEADLINE_MS: '0' });
    try {
      const { serviceId, shareId } = {
        serviceId: await localServiceId(late),
        shareId: await createShare(late),
      };
      const answer = await register(late, { shareId, serviceId });
      expect(answer.status).toBe(202);
      expect(answer.headers.get('location')).toContain(answer.json.handleId);
    } finally {
      await late.close();
    }
  });
});

describe('an ordinary user', () => {
  it('publishes with space_manage_shares and register_handle, and with nothing less', async () => {
    const userId = idOf(await app.call('POST', '/users', { body: { fullName: 'Ordinary User' } }));
    const { json } = await app.call('POST', `/users/${userId}/tokens/named`, { body: { name: 'work' } });
    const token: string = json.token;
    const spaceId = await createSpace(app, token);
    const share = await app.call('POST', `/spaces/${spaceId}/shares`, {
      token,
      body: { name: 'My data', targetUrl: 'https://example.org/1' },
    });
    const serviceId = await localServiceId(app);
    const refused = await register(app, { shareId: share.json.shareId, serviceId }, token);
    expect([refused.status, refused.json.error.id]).toEqual([403, 'forbidden']);
    expect((await app.call('PUT', `/handle_services/${serviceId}/users/${userId}`)).status).toBe(201);
    const accepted = await register(app, { shareId: share.json.shareId, serviceId }, token);
    expect(accepted.status).toBe(201);
    expect((await app.call('GET', `/handles/${accepted.json.handleId}`, { token })).json.creator).toEqual({
      type: 'user',
      id: userId,
    });
    const stranger = await publish(app);
    expect((await app.call('GET', `/handles/${stranger.handleId}`, { token })).status).toBe(403);
    expect((await app.call('GET', `/handles/${stranger.handleId}`, { token: null })).status).toBe(401);
  });
});

/** Asks again until it is so; what is awaited follows a commit within moments. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come about');
}
