import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeIn } from '../../src/metadata/take-in.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, publish } from '../support/factories.js';

let app: TestApp;
let record: Awaited<ReturnType<typeof publish>>;
const get = (path: string) => app.call('GET', path, { root: true, token: null });
const embed = (url: string, more = '') => get(`/oembed?url=${encodeURIComponent(url)}${more}`);

beforeAll(async () => {
  app = await startTestApp();
  record = await publish(app, dublinCore('Wave &lt;b&gt;heights&lt;/b&gt;'));
});
afterAll(() => app.close());

describe('/oembed', () => {
  it('is named by the page, and gives title, citation and badge of the record', async () => {
    const page = await get(`/share/${record.shareId}`);
    const address = /<link rel="alternate" type="application\/json\+oembed"[^>]* href="([^"]+)"/.exec(
      page.text,
    )?.[1];
    const answer = await get((address ?? '').replaceAll('&amp;', '&').slice(app.url.length));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.json).toMatchObject({
      version: '1.0',
      type: 'rich',
      title: 'Wave <b>heights</b>',
      provider_url: `${app.url}/`,
      width: 600,
    });
    expect(answer.json.html).toContain(`<a href="${app.url}/${record.pid}">Wave &lt;b>heights`);
    expect(answer.json.html).toContain(`src="${app.url}/share/${record.shareId}/badge.svg"`);
    expect(answer.json.html).not.toMatch(/<(?:b|script|iframe)[ >]/);
  });

  it('takes the page and the PID, keeps to the size that is asked for, and speaks XML', async () => {
    for (const url of [
      `${app.url}/share/${record.shareId}?lang=pl`,
      `${app.url}/${record.pid.toUpperCase()}`,
    ]) {
      const { status, json } = await embed(url, '&maxwidth=320&maxheight=100');
      expect([url, status, json.width, json.height]).toEqual([url, 200, 320, 100]);
    }
    const xml = await embed(`${app.url}/${record.pid}`, '&format=xml');
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(takeIn(xml.text)).toMatchObject({ accepted: true });
  });

  it('knows nothing of other addresses, of withdrawn records, or of other formats', async () => {
    const unknown = [
      '',
      'nonsense',
      'https://example.org/about',
      `https://example.org/share/${record.shareId}`,
    ];
    for (const url of [...unknown, `${app.url}/21.T99999/nothing`])
      expect([url, (await embed(url)).status]).toEqual([url, 404]);
    expect((await get('/oembed?url=a&url=b')).status).toBe(404);
    expect((await embed(`${app.url}/${record.pid}`, '&format=yaml')).status).toBe(501);
    const gone = await publish(app);
    await app.call('DELETE', `/handles/${gone.handleId}`);
    expect((await embed(`${app.url}/${gone.pid}`)).status).toBe(404);
    expect((await get(`/${gone.pid}`)).text).not.toContain('oembed');
  });
});
