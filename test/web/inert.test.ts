import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';

const script = `"'></title></textarea><script>broken()</script><img src=x onerror=broken()>`;
const link = 'javascript:broken()';
const rightToLeft = '\u202egnitset \u2066abc\u2067def';
const long = 'x'.repeat(65_536);
const hostileTexts = { script, link, rightToLeft, long };

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Dublin Core that says the same hostile text in every place, addresses included. */
const hostileMetadata = (text: string) => {
  const names = ['title', 'creator', 'contributor', 'description', 'subject', 'identifier', 'relation'];
  const elements = [...names, 'rights', 'publisher', 'type', 'format', 'language', 'coverage', 'source'].map(
    (name) => `<dc:${name}>${escaped(text)}</dc:${name}>`,
  );
  return `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:date>2026</dc:date>${elements.join('')}</metadata>`;
};

/** What a browser would run or follow: elements, attributes and addresses outside of the data block and our own files. */
function dangersOf(html: string): string[] {
  const page = html.replaceAll(/<script type="application\/ld\+json">[^<]*<\/script>/g, '');
  const tags = [...page.matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  const dangers = tags.flatMap(([tag, name = '', attributes = '']) => {
    const isOurs = /^<script type="module" src="\/assets\/[\w-]+\.js"\s*\/?>$/.test(tag);
    const isElement = /^(?:script|iframe|object|embed|base|svg|style)$/i.test(name) && !isOurs;
    const runs = /\s(?:on\w+|style|srcdoc)=/i.test(attributes);
    const leads = /\s(?:href|src|action)="\s*(?!https?:|\/|#|\?)/i.test(attributes);
    return isElement || runs || leads ? [tag.slice(0, 200)] : [];
  });
  // Whatever looks like a tag and was not read as one above is broken markup.
  const rest = page.replaceAll(/<!doctype html>|<\/?[a-z][\w-]*(?:\s+[\w:-]+(?:="[^"]*")?)*\s*\/?>/gi, '');
  return rest.includes('<') ? [...dangers, rest.slice(rest.indexOf('<'), rest.indexOf('<') + 200)] : dangers;
}

let app: TestApp;
const get = (path: string) =>
  app.call('GET', path, { root: true, token: null, headers: { accept: 'text/html' } });

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('the check sees what it looks for', () => {
  for (const html of [
    '<script>x</script>',
    '<img src="/x" onerror="y">',
    '<a href="javascript:x">',
    '<img src=x onerror=y>',
  ])
    expect(dangersOf(html)).not.toEqual([]);
});

describe.each(Object.entries(hostileTexts))('metadata made of %s', (_kind, text) => {
  it('is inert on every page of the record, in lists, and on its tombstone', async () => {
    const record = await publish(app, hostileMetadata(text));
    const page = `/share/${record.shareId}`;
    const paths = [page, `${page}?lang=pl`, `${page}?view=xml`, `${page}?view=fair`, '/', '/records'];
    for (const path of [...paths, `/${record.pid}?noredirect`]) {
      const answer = await get(path);
      expect([path, answer.status, dangersOf(answer.text)]).toEqual([path, 200, []]);
    }
    const embedded = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(
      (await get(page)).text,
    )?.[1];
    expect((JSON.parse(embedded ?? 'null') as { name: string }).name).toContain(text);
    expect((await app.call('DELETE', `/handles/${record.handleId}`)).status).toBe(204);
    for (const path of [page, `/${record.pid}`]) {
      const answer = await get(path);
      expect([path, answer.status, dangersOf(answer.text)]).toEqual([path, 410, []]);
    }
  });
});

describe('identifiers and look-ups that nobody registered', () => {
  it.each([script, link, rightToLeft, long.slice(0, 4000)])('come out inert: %#', async (text) => {
    const name = encodeURIComponent(text);
    for (const path of [`/21.T99999/${name}`, `/hdl:21.T99999/${name}`, `/resolve?pid=${name}`, `/${name}`]) {
      const answer = await get(path);
      expect(answer.status).toBeLessThan(500);
      expect(dangersOf(answer.text)).toEqual([]);
    }
  });
});
