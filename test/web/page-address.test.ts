import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';

let app: TestApp;
let record: Awaited<ReturnType<typeof publish>>;
const get = (path: string) =>
  app.call('GET', path, { root: true, token: null, headers: { accept: 'text/html' } });
const seen = async (path: string) => {
  const { status, headers, text } = await get(path);
  return { status, etag: headers.get('etag'), text };
};

beforeAll(async () => {
  app = await startTestApp();
  record = await publish(app);
});
afterAll(() => app.close());

describe('what an address says beside its page', () => {
  it('makes no other page: trackers, unknown views, other spellings', async () => {
    const path = `/share/${record.shareId}`;
    const plain = await seen(path);
    expect(plain.status).toBe(200);
    const spelled = `/share/%${record.shareId.charCodeAt(0).toString(16)}${record.shareId.slice(1)}`;
    for (const other of [
      '?utm_source=a&fbclid=b',
      '?view=nothing',
      '?view=constructor',
      '?',
      `?${'x'.repeat(4000)}`,
    ])
      expect([other, await seen(path + other)]).toEqual([other, plain]);
    expect(await seen(spelled)).toEqual(plain);
  });

  it('leads on when a slash stands behind it, and nowhere else', async () => {
    for (const page of [`/share/${record.shareId}`, '/records', '/oai', '/api/docs/handles']) {
      const { status, headers } = await get(`${page}/?lang=pl`);
      expect([page, status, headers.get('location')]).toEqual([page, 301, `${page}?lang=pl`]);
    }
    for (const other of ['//evil.example/', '/share//evil.example/', '/nothing/', '/records//', '/oai_pmh/'])
      expect([other, (await get(other)).status]).toEqual([other, 404]);
  });

  it('tells what is wrong in the language that it asks for', async () => {
    const path = `/share/${record.shareId}?format=nothing`;
    expect((await seen(`${path}&lang=pl`)).text).toContain('<p>Nie ma żadnej z żądanych postaci.</p>');
    expect((await seen(path)).text).toContain('<p>There is none of the forms that were asked for.</p>');
  });

  it('keeps apart what differs: views, languages, the record and its tombstone', async () => {
    const path = `/share/${record.shareId}`;
    const kinds = ['', '?view=xml', '?view=fair', '?lang=pl', '?lang=pl&view=xml'];
    const pages = await Promise.all(kinds.map((query) => seen(path + query)));
    expect(new Set(pages.map(({ etag }) => etag)).size).toBe(kinds.length);
    expect(new Set(pages.map(({ text }) => text)).size).toBe(kinds.length);
    const inXml = pages[1]?.text ?? '';
    expect(inXml).toContain('href="?view=xml&amp;lang=pl"');
    await app.call('DELETE', `/handles/${record.handleId}`);
    const tombstone = await seen(`/${record.pid}`);
    expect([tombstone.status, pages.some(({ etag }) => etag === tombstone.etag)]).toEqual([410, false]);
    expect(await seen(`/${record.pid.toUpperCase()}?utm_source=a`)).toEqual(tombstone);
  });
});
