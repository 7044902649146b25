import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { curlExample } from '../../src/web/api-reference/curl-example.js';
import { rangeText, typeText } from '../../src/web/api-reference/json-schema.js';
import { fieldsOf } from '../../src/web/api-reference/schema-fields.js';
import { startTestApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);

describe('schemas in words', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'uri' }, 'string (uri)'],
    [{ type: 'string', enum: ['a', 'b'] }, '"a" | "b"'],
    [{ type: 'array', items: { type: 'integer' } }, 'integer[]'],
    [{ type: 'array', items: { enum: [1, 2] } }, '(1 | 2)[]'],
    [{ anyOf: [{ type: 'string' }, { oneOf: [{ type: 'object' }, { type: 'string' }] }] }, 'string | object'],
    [{ type: 'string', nullable: true }, 'string | null'],
    [{}, 'any'],
  ])('%j is %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it.each([
    [{ minimum: 1, maximum: 1000 }, '1–1000'],
    [{ maxLength: 255 }, '≤ 255'],
    [{ minLength: 1 }, '≥ 1'],
    [{ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }, undefined],
    [{}, undefined],
  ])('the range of %j is %s', (schema, text) => {
    expect(rangeText(schema)).toBe(text);
  });

  it('fields are named by their way from the top, and required where every alternative wants them', () => {
    const fields = fieldsOf({
      anyOf: [
        { properties: { type: { enum: ['A'] }, a: { type: 'string' } }, required: ['type', 'a'] },
        { properties: { type: { enum: ['B'] } }, required: ['type'] },
      ],
    });
    expect(fields.map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
      ['type', '"A" | "B"', true],
      ['a', 'string', false],
    ]);
    const file = { type: 'object', properties: { url: { type: 'string' } } };
    const nested = fieldsOf({ properties: { files: { type: 'array', items: file }, one: file } });
    expect(nested.map(({ name }) => name)).toEqual(['files', 'files[].url', 'one', 'one.url']);
  });
});

describe('a curl example', () => {
  it('is one shell word where texts hold quotes and dollars', async () => {
    const example = { note: `it's "$HOME" \`x\` \\ \n` };
    const command = curlExample({
      server: 'http://localhost:1',
      method: 'POST',
      path: '/a/{id}',
      parameters: [{ name: 'id', in: 'path', required: true, schema: {}, example: "a'b/c" }],
      needsToken: true,
      body: { mediaType: 'application/json', example },
    });
    const { stdout } = await run('bash', ['-c', `curl() { printf '%s\\0' "$@"; }; TOKEN=t; ${command}`]);
    const words = stdout.split('\0');
    expect(words.slice(0, 7)).toEqual([
      '-X',
      'POST',
      "http://localhost:1/a/a'b%2Fc",
      '-H',
      'X-Auth-Token: t',
      '-H',
      'Content-Type: application/json',
    ]);
    expect(JSON.parse(words[8] ?? '')).toEqual(example);
  });
});

describe('/api/docs', () => {
  let app: TestApp;
  let ids: string[];
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.call('GET', path, { root: true, token: null, headers });
  const pagesOf = (html: string) => [
    ...new Set([...html.matchAll(/href="(\/api\/docs\/[\w-]+)(?:#[^"]*)?"/g)].map(([, path]) => path ?? '')),
  ];

  beforeAll(async () => {
    app = await startTestApp();
    type Paths = Record<string, Record<string, { operationId: string }>>;
    const { paths } = (await get('/api/openapi.json')).json as { paths: Paths };
    ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
  });
  afterAll(() => app.close());

  it('lists every operation of the document, and tells of each on the page of its group', async () => {
    const index = (await get('/api/docs')).text;
    const linked = [...index.matchAll(/href="\/api\/docs\/[\w-]+#([\w-]+)"/g)].map(([, id]) => id);
    expect(linked.sort()).toEqual([...ids].sort());
    const pages = await Promise.all(pagesOf(index).map((path) => get(path)));
    const told = pages.flatMap(({ text }) => [...text.matchAll(/<h2 id="([\w-]+)"/g)].map(([, id]) => id));
    for (const id of ids) expect([id, told.filter((one) => one === id).length]).toEqual([id, 1]);
    const errors = new Set(
      pages.flatMap(({ text }) => [...text.matchAll(/docs\/errors#(\w+)"/g)].map(([, id]) => id)),
    );
    for (const id of errors) expect(told).toContain(id);
  });

  it('weighs at most 16 KB a page, in each encoding the same, and is 304 for who has it', async () => {
    for (const path of ['/api/docs', ...pagesOf((await get('/api/docs')).text)]) {
      const raw = async (encoding: string) => {
        const answer = await fetch(app.url + path, { headers: { 'accept-encoding': encoding } });
        return { answer, length: Number(answer.headers.get('content-length')), text: await answer.text() };
      };
      const [plain, gzip, br] = await Promise.all([raw('identity'), raw('gzip'), raw('br')]);
      expect([gzip.text === plain.text, br.text === plain.text]).toEqual([true, true]);
      expect([path, gzip.length < 16_384]).toEqual([path, true]);
      const tags = [plain, gzip, br].map(({ answer }) => answer.headers.get('etag'));
      expect(new Set(tags).size).toBe(3);
      expect(gzip.answer.headers.get('vary')).toContain('accept-encoding');
      const again = await get(path, { 'accept-encoding': 'gzip', 'if-none-match': tags[1] ?? '' });
      expect(again.status).toBe(304);
    }
  });

  it('loads only files of this server, and speaks the language of its reader', async () => {
    const { text, headers } = await get('/api/docs/handles?lang=pl&utm_source=x');
    const loaded = [
      ...text.matchAll(
        /<(?:script|img)[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"/g,
      ),
    ];
    for (const [, source, address] of loaded) expect((await get(source ?? address ?? '')).status).toBe(200);
    expect(loaded.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('<html lang="pl">');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await get('/api/docs/handles?lang=en')).text).not.toContain('utm_source');
  });

  it('answers 404 with a page for what is no group, and keeps hostile questions inert', async () => {
    const missing = await get('/api/docs/swagger-ui.css');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const { status, text } = await get(`/api/docs?q=${encodeURIComponent('"><script>x</script>')}`);
    expect([status, text.includes('<script>x')]).toEqual([200, false]);
    expect((await get('/api/docs?q=post+groups+handles')).text).toContain('#postGroupsByIdHandles"');
  });

  it('gives commands that work as they are printed', async () => {
    const { text } = await get('/api/docs/metadata');
    const [command] = [...text.matchAll(/<pre id="postMetadataValidate-curl"><code[^>]*>([^<]*)</g)].map(
      ([, escaped = '']) =>
        escaped
          .replaceAll('&quot;', '"')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&'),
    );
    const { stdout } = await run('bash', ['-c', `curl() { command curl -sf "$@"; }; ${command}`]);
    expect(JSON.parse(stdout)).toHaveProperty('valid', true);
  });
});
