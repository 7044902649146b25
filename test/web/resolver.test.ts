import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, dublinCore, publish, register } from '../support/factories.js';

let app: TestApp;
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.call(method, path, { root: true, token: null, headers });

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('a published PID', () => {
  it('leads to its landing page, by GET and HEAD and in every spelling', async () => {
    const { pid, shareId } = await publish(app);
    for (const path of [`/${pid}`, `/hdl/${pid}`, `/hdl:${pid}`, `/${pid.toUpperCase()}`, `/${pid}?x=1`]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await get(path, {}, method);
        expect([path, method, answer.status, answer.headers.get('location')]).toEqual([
          path,
          method,
          302,
          `${app.url}/share/${shareId}`,
        ]);
      }
    }
  });

  it('shows the values of its handle record when they are asked for, to scripts of any origin too', async () => {
    const { pid, shareId } = await publish(app);
    const values = await get(`/${pid}?noredirect`);
    expect([values.status, values.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(values.text).toContain(`href="${app.url}/share/${shareId}"`);
    const [typed, none] = [await get(`/${pid}?type=URL&auth`), await get(`/${pid}?type=EMAIL`)];
    expect([typed.status, typed.headers.get('location'), typed.headers.get('cache-control')]).toEqual([
      302,
      `${app.url}/share/${shareId}`,
      'no-store',
    ]);
    expect(none.status).toBe(200);
  });

  it('has a landing page with its metadata and a strict content policy', async () => {
    const { shareId, publicHandle } = await publish(app, dublinCore('Ice cores &amp; tides'));
    const page = await get(`/share/${shareId}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('Ice cores &amp; tides</h1>');
    expect(page.text).toContain(`href="${publicHandle}"`);
    expect(page.text).toContain('href="https://data.example.org/sets/1"');
    expect((await get(`/share/${shareId}`, {}, 'HEAD')).status).toBe(200);
  });

  it('leaves a tombstone once deleted, and the share names its former PID', async () => {
    const { pid, shareId, handleId } = await publish(app, dublinCore('Gone for good'));
    const body = { reason: 'Withdrawn by its author', replacedBy: '10.1234/next' };
    expect((await app.call('DELETE', `/handles/${handleId}`, { body })).status).toBe(204);
    const tombstone = await get(`/${pid}`);
    expect(tombstone.status).toBe(410);
    for (const text of ['Gone for good', body.reason, 'href="https://doi.org/10.1234/next"'])
      expect(tombstone.text).toContain(text);
    const share = await get(`/share/${shareId}`);
    expect(share.status).toBe(410);
    expect(share.text).toContain(`href="/${pid}"`);
  });
});

describe('what was never published', () => {
  it('is 404: unknown names of our prefix, shares without a handle, other paths', async () => {
    const unknown = await get('/21.T99999/nothing-here');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('text/html');
    expect(unknown.text).toContain('The handle you requested');
    expect((await get(`/share/${await createShare(app)}`)).status).toBe(404);
    expect((await get('/share/none')).status).toBe(404);
    expect((await get('/no-such-page')).text).toContain('<html lang="en">');
    expect((await get('/no-such-page', { accept: 'application/json' })).json).toMatchObject({
      error: { id: 'notFound' },
    });
    expect((await get('/api/v3/onezone/nothing')).json).toMatchObject({ error: { id: 'notFound' } });
  });

  it('is 404 as long as its service has not confirmed it', async () => {
    const service = await app.call('GET', '/handle_services');
    const shareId = await createShare(app);
    const before = await get(`/share/${shareId}`);
    expect([service.status, before.status]).toEqual([200, 404]);
    await register(app, { shareId });
    expect((await get(`/share/${shareId}`)).status).toBe(200);
  });

  it('goes to the resolver of the world when the prefix is foreign', async () => {
    expect((await get('/10.1000/xyz')).headers.get('location')).toBe('https://doi.org/10.1000/xyz');
    expect((await get('/20.500/a%2Fb%20c')).headers.get('location')).toBe(
      'https://hdl.handle.net/20.500/a/b%20c',
    );
  });

  it.each([
    '/21.T99999/%00',
    '/21.T99999/%ff',
    '/21.T99999/%',
    '/21.T99999/%252F',
    '/21.T99999/..%2f..%2fetc',
    `/21.T99999/${'a'.repeat(3000)}`,
  ])('answers %s without a server error', async (path) => {
    expect((await get(path)).status).toBeLessThan(500);
  });
});

describe('the pages around', () => {
  it('give a prefix administrator a credentials file of pyhandle', async () => {
    const form = await get('/credentials');
    expect([form.status, form.text.includes('action="/credentials"')]).toEqual([200, true]);
    const fill = (fields: Record<string, string>) =>
      app.call('POST', '/credentials', {
        root: true,
        token: null,
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const file = await fill({ username: '300:21.T1/ADMIN', password: 'pass & word' });
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(file.json).toEqual({
      client: 'rest',
      handle_server_url: app.url,
      username: '300:21.T1/ADMIN',
      password: 'pass & word',
      prefix: '21.T1',
      handleowner: '200:0.NA/21.T1',
      reverselookup_username: '300:21.T1/ADMIN',
      reverselookup_password: 'pass & word',
      HTTPS_verify: 'True',
    });
    expect((await fill({ username: 'ADMIN', password: 'x' })).status).toBe(400);
  });

  it('start page in the language asked for, kept by a cookie', async () => {
    expect((await get('/', { 'accept-language': 'pl;q=0.9, en;q=0.1' })).text).toContain('<html lang="pl">');
    const chosen = await get('/?lang=pl');
    expect(chosen.headers.get('set-cookie')).toContain('lang=pl');
    expect((await get('/', { cookie: 'lang=pl' })).text).toContain('<html lang="pl">');
    expect((await get('/?lang=xx', { 'accept-language': 'de' })).text).toContain('<html lang="en">');
  });

  it('serve their style sheet and script compressed and for ever', async () => {
    const html = (await get('/')).text;
    const paths = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(paths.length).toBe(3);
    for (const path of paths) {
      const answer = await get(path, { 'accept-encoding': 'br' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await get('/assets/none.css')).status).toBe(404);
  });
});
