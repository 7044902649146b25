import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { publish } from '../support/factories.js';

const script = `"'></title></textarea><script>broken()</script><img src=x onerror=broken()>`;
const link = 'javascript:broken()';
const rightToLeft = '\u202egnitset \u2066abc\u2067def';
const long = 'x'.repeat(65_536);
const everywhere =
  'title creator contributor description subject identifier relation rights publisher type format language source'.split(
    ' ',
  );
/** Texts and the elements that they stand in; of the long ones no more than one fits into a document. */
const cases: [kind: string, text: string, elements: readonly string[]][] = [
  ['script', script, everywhere],
  ['addresses of scripts', link, everywhere],
  ['right-to-left marks', rightToLeft, everywhere],
  ...['title', 'creator', 'description', 'identifier'].map((name): [string, string, string[]] => [
    `a long ${name}`,
    long,
    [name],
  ]),
];

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Dublin Core that says the same hostile text in all of these elements. */
const hostileMetadata = (text: string, elements: readonly string[]) => {
  const said = elements.map((name) => `<dc:${name}>${escaped(text)}</dc:${name}>`).join('');
  const title = elements.includes('title') ? '' : '<dc:title>Plain</dc:title>';
  return `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${title}${said}<dc:date>2026</dc:date></metadata>`;
};

/** What a browser would run or follow: elements, attributes and addresses outside of the data block and our own files. */
function dangersOf(html: string): string[] {
  const page = html.replaceAll(/<script type="application\/ld\+json">[^<]*<\/script>/g, '');
  const tags = [...page.matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  const dangers = tags.flatMap(([tag, name = '', attributes = '']) => {
    const isOurs = /^<script type="module" src="\/assets\/[\w-]+\.js"\s*\/?>$/.test(tag);
    const isElement = /^(?:script|iframe|object|embed|base|svg|style)$/i.test(name) && !isOurs;
    const pairs = [...attributes.matchAll(/\s([\w:-]+)(?:="([^"]*)")?/g)];
    const runs = pairs.some(([, attribute = '']) => /^(?:on\w+|style|srcdoc)$/i.test(attribute));
    const leads = pairs.some(
      ([, attribute = '', value = '']) =>
        /^(?:href|src|action|formaction)$/i.test(attribute) && !/^(?:https?:|\/|#|\?)/i.test(value.trim()),
    );
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

describe.each(cases)('metadata made of %s', (_kind, text, elements) => {
  it('is inert on every page of the record, in lists, and on its tombstone', async () => {
    const record = await publish(app, hostileMetadata(text, elements));
    const page = `/share/${record.shareId}`;
    const lists = ['/', '/records', '/oai/check'];
    const views = [page, `${page}?lang=pl`, `${page}?view=xml`, `${page}?view=fair`];
    for (const path of [...views, ...lists, `/${record.pid}?noredirect`]) {
      const answer = await get(path);
      expect([path, answer.status, dangersOf(answer.text)]).toEqual([path, 200, []]);
      // A list of records does not become the text of one.
      if (lists.includes(path)) expect([path, /x{1000}/.test(answer.text)]).toEqual([path, false]);
    }
    const embedded = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(
      (await get(page)).text,
    )?.[1];
    expect((JSON.parse(embedded ?? 'null') as { name: string }).name).toContain(
      elements.includes('title') ? text : 'Plain',
    );
    expect((await app.call('DELETE', `/handles/${record.handleId}`)).status).toBe(204);
    for (const path of [page, `/${record.pid}`]) {
      const answer = await get(path);
      expect([path, answer.status, dangersOf(answer.text)]).toEqual([path, 410, []]);
      expect([path, /x{6000}/.test(answer.text.slice(answer.text.indexOf('</head>')))]).toEqual([
        path,
        false,
      ]);
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
