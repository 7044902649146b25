import { existsSync } from 'node:fs';
import { Parser } from 'n3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { parseHeadLinks, parseLinkHeader, splitLinkHeader } from './link-header.js';
import { publishShared, sharedRecords, type PublishedShared } from './shared-records.js';

const here = existsSync(sharedRecords);
const test = here ? it : it.skip;
const why = '(needs ../shared/records)';

let app: TestApp;
let published: PublishedShared[] = [];
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.call(method, path, { root: true, token: null, headers });

beforeAll(async () => {
  app = await startTestApp();
  if (here) published = await publishShared(app);
}, 300_000);
afterAll(() => app.close());

/** Accept header, what answers it, and for which schemas. */
const matrix: [accept: string, contentType: string, schema?: string][] = [
  ['application/vnd.schemaorg.ld+json', 'application/vnd.schemaorg.ld+json'],
  ['application/ld+json', 'application/ld+json'],
  ['application/ld+json;profile="http://www.w3.org/ns/dcat#"', 'application/ld+json'],
  ['application/vnd.datacite.datacite+json', 'application/vnd.datacite.datacite+json'],
  [
    'application/vnd.datacite.datacite+xml',
    'application/vnd.datacite.datacite+xml; charset=utf-8',
    'oai_datacite',
  ],
  ['application/x-datacite+xml', 'application/x-datacite+xml; charset=utf-8', 'oai_datacite'],
  ['application/vnd.citationstyles.csl+json', 'application/vnd.citationstyles.csl+json'],
  ['application/citeproc+json', 'application/citeproc+json'],
  ['text/x-bibliography; style=mla; locale=en-US', 'text/x-bibliography; charset=utf-8'],
  ['application/x-bibtex', 'application/x-bibtex'],
  ['application/x-research-info-systems', 'application/x-research-info-systems'],
  ['text/turtle', 'text/turtle; charset=utf-8'],
  ['application/rdf+xml', 'application/rdf+xml; charset=utf-8'],
  ['application/xml; profile=oai_dc', 'application/xml; charset=utf-8'],
  ['application/x-dc+xml', 'application/x-dc+xml; charset=utf-8'],
  ['application/linkset+json, application/linkset', 'application/linkset+json'],
  ['application/linkset', 'application/linkset'],
  ['application/json', 'application/json'],
  ['text/turtle;q=0.4, application/x-bibtex;q=0.5, text/html;q=0.1', 'application/x-bibtex'],
  ['text/html, */*', 'text/html; charset=utf-8'],
  ['*/*', 'text/html; charset=utf-8'],
  ['nonsense', 'text/html; charset=utf-8'],
];

describe('every published record', () => {
  test(`is one of at least 60 of three schemas ${why}`, () => {
    expect(published.length).toBeGreaterThanOrEqual(60);
    expect(new Set(published.map(({ schema }) => schema))).toEqual(
      new Set(['oai_dc', 'oai_datacite', 'edm']),
    );
  });

  test(`answers the negotiation matrix on its page and on its PID ${why}`, async () => {
    for (const { shareId, pid, schema } of published) {
      for (const [accept, contentType, only] of matrix) {
        if (only !== undefined && only !== schema) continue;
        const page = await get(`/share/${shareId}`, { accept });
        expect([pid, accept, page.status, page.headers.get('content-type')]).toEqual([
          pid,
          accept,
          200,
          contentType,
        ]);
        expect(page.headers.get('vary')).toContain('accept');
      }
      for (const [accept, contentType] of [
        ['application/x-bibtex', 'application/x-bibtex'],
        ['text/turtle', 'text/turtle; charset=utf-8'],
      ] as const) {
        const answer = await get(`/${pid}`, { accept });
        expect([pid, answer.status, answer.headers.get('content-type')]).toEqual([pid, 200, contentType]);
        expect(answer.headers.get('content-location')).toContain(`/share/${shareId}?format=`);
      }
      const html = await get(`/${pid}`, { accept: 'text/html, */*;q=0.1' });
      expect([html.status, html.headers.get('vary')]).toEqual([302, 'accept']);
      const refused = await get(`/share/${shareId}`, { accept: 'image/png' });
      expect([refused.status, refused.text.includes('format=bibtex')]).toEqual([406, true]);
    }
  }, 300_000);

  test(`has the same typed links in header and head, readable by two parsers ${why}`, async () => {
    for (const { shareId, pid, pidUrl } of published) {
      const page = await get(`/share/${shareId}`);
      const header = page.headers.get('link') ?? '';
      const links = parseLinkHeader(header);
      expect(splitLinkHeader(header)).toEqual(links);
      expect(header.length).toBeLessThanOrEqual(4096);
      const identity = ({ rel, href, type }: { rel: string; href: string; type?: string }) =>
        `${rel} ${href} ${type ?? ''}`;
      const ofPages = ['canonical', 'alternate', 'icon', 'stylesheet', 'schema.DC', 'schema.DCTERMS'];
      const head = parseHeadLinks(page.text).filter(({ rel }) => !ofPages.includes(rel));
      expect([pid, head.map(identity)]).toEqual([pid, links.map(identity)]);
      const of = (rel: string) => links.filter((link) => link.rel === rel);
      expect(of('cite-as').map(({ href }) => href)).toEqual([pidUrl]);
      expect(of('type').length).toBe(2);
      expect(of('linkset').map(({ type }) => type)).toEqual([
        'application/linkset+json',
        'application/linkset',
      ]);
      for (const rel of new Set(links.map((link) => link.rel))) expect(of(rel).length).toBeLessThanOrEqual(5);
      const bare = await get(`/share/${shareId}`, {}, 'HEAD');
      expect([bare.status, bare.headers.get('link'), bare.text]).toEqual([200, header, '']);
    }
  }, 300_000);

  test(`has a linkset in both forms that says the same of page and metadata ${why}`, async () => {
    for (const { shareId, landingUrl } of published) {
      const { json } = await get(`/share/${shareId}?format=linkset`);
      const [first] = json.linkset as { anchor: string }[];
      expect(first?.anchor).toBe(landingUrl);
      const text = parseLinkHeader(
        (await get(`/share/${shareId}?format=linkset-text`)).text.replaceAll('\n', ' '),
      );
      const fromJson = (json.linkset as Record<string, unknown>[]).flatMap(({ anchor, ...relations }) =>
        Object.entries(relations).flatMap(([rel, targets]) =>
          (targets as { href: string }[]).map(({ href }) => `${String(anchor)} ${rel} ${href}`),
        ),
      );
      expect(new Set(text.map(({ anchor, rel, href }) => `${anchor} ${rel} ${href}`))).toEqual(
        new Set(fromJson),
      );
      const metadata = await get(`/share/${shareId}?format=schemaorg`);
      expect(parseLinkHeader(metadata.headers.get('link') ?? '').map(({ rel }) => rel)).toEqual([
        'describes',
        'linkset',
        'linkset',
      ]);
    }
  }, 300_000);

  test(`has JSON-LD of the right shape in its page ${why}`, async () => {
    for (const { shareId, pid, pidUrl } of published) {
      const { text } = await get(`/share/${shareId}`);
      const embedded = JSON.parse(
        /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? 'null',
      );
      expect(embedded).toEqual((await get(`/share/${shareId}?format=schemaorg`)).json);
      expect(embedded).toMatchObject({
        '@context': 'https://schema.org',
        '@id': pidUrl,
        isAccessibleForFree: expect.any(Boolean),
        distribution: { '@type': 'DataDownload' },
      });
      expect(embedded.identifier[0]).toMatchObject({ '@type': 'PropertyValue', value: pid });
      expect(embedded.description.length).toBeGreaterThanOrEqual(50);
      expect(embedded.description.length).toBeLessThanOrEqual(5000);
    }
  }, 300_000);

  test(`has strong validators, and answers 304 to those who have it ${why}`, async () => {
    for (const { shareId } of published.slice(0, 20)) {
      const tags = new Set<string>();
      for (const query of ['', '?lang=pl', '?format=bibtex', '?format=dcat', '?view=xml']) {
        const first = await get(`/share/${shareId}${query}`);
        const etag = first.headers.get('etag') ?? '';
        expect(etag).toMatch(/^"[^"]+"$/);
        tags.add(etag);
        const again = await get(`/share/${shareId}${query}`, { 'if-none-match': `"other", W/${etag}` });
        expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
        const since = await get(`/share/${shareId}${query}`, {
          'if-modified-since': first.headers.get('last-modified') ?? '',
        });
        expect(since.status).toBe(304);
        expect((await get(`/share/${shareId}${query}`, { 'if-none-match': '"other"' })).status).toBe(200);
      }
      expect(tags.size).toBe(5);
    }
  }, 120_000);
});

describe('Turtle', () => {
  test(`of every record and of the catalogue is read by another parser ${why}`, async () => {
    for (const { shareId, pidUrl } of published) {
      const quads = new Parser().parse((await get(`/share/${shareId}?format=dcat`)).text);
      const types = quads.filter(({ predicate }) => predicate.value.endsWith('#type'));
      expect(types.map(({ subject, object }) => [subject.value, object.value])).toContainEqual([
        pidUrl,
        'http://www.w3.org/ns/dcat#Dataset',
      ]);
    }
    const catalogue = new Parser().parse((await get('/catalog.ttl')).text);
    const listed = catalogue.filter(
      ({ predicate }) => predicate.value === 'http://www.w3.org/ns/dcat#dataset',
    );
    expect(listed.length).toBe(Math.min(100, published.length));
  }, 60_000);
});

describe('odd wishes', () => {
  test(`who wants no HTML gets none, and who gets no other form is sent to the page ${why}`, async () => {
    for (const { shareId, pid, schema } of published.slice(0, 30)) {
      for (const accept of ['text/html;q=0, */*', 'application/*', 'text/html;q=0, text/*']) {
        for (const path of [`/share/${shareId}`, `/${pid}`]) {
          const { status, headers } = await get(path, { accept });
          const type = headers.get('content-type') ?? '';
          expect([accept, path, status, type.startsWith('text/html')]).toEqual([accept, path, 200, false]);
        }
      }
      const datacite = await get(`/${pid}`, { accept: 'application/x-datacite+xml, text/html;q=0.5' });
      expect([pid, datacite.status]).toEqual([pid, schema === 'oai_datacite' ? 200 : 302]);
    }
  }, 60_000);
});

describe('the lists', () => {
  test(`sitemap, Atom, catalogue and list name every record once ${why}`, async () => {
    const wanted = published.map(({ landingUrl }) => landingUrl).sort();
    const index = await get('/sitemap.xml');
    const parts = [
      ...index.text.matchAll(/<loc>([^<]*)<\/loc><lastmod>(\d{4}-\d\d-\d\dT[\d:]+Z)<\/lastmod>/g),
    ];
    const locations: string[] = [];
    for (const [, part] of parts) {
      const { text } = await get(new URL(part!).pathname);
      locations.push(
        ...[...text.matchAll(/<url><loc>([^<]*)<\/loc><lastmod>/g)].map(([, address]) => address!),
      );
    }
    expect(locations.sort()).toEqual(wanted);

    const fromCatalogue: string[] = [];
    let next: string | undefined = '/catalog.jsonld';
    for (let pages = 0; next !== undefined && pages < 10; pages++) {
      const answer = await get(next);
      const graph = answer.json['@graph'] as {
        '@type': string[];
        'dcat:landingPage'?: { '@id': string }[];
      }[];
      fromCatalogue.push(
        ...graph.flatMap((node) => node['dcat:landingPage'] ?? []).map((page) => page['@id']),
      );
      const link = parseLinkHeader(answer.headers.get('link') ?? '').find(({ rel }) => rel === 'next');
      next = link === undefined ? undefined : new URL(link.href).pathname + new URL(link.href).search;
    }
    expect(fromCatalogue.sort()).toEqual(wanted);

    const listed: string[] = [];
    let page: string | undefined = '/records';
    for (let pages = 0; page !== undefined && pages < 10; pages++) {
      const { text } = await get(page);
      listed.push(
        ...[...text.matchAll(/<li><a href="(\/share\/[^"]+)"/g)].map(([, path]) => app.url + path!),
      );
      page = /<a href="(\/records\?before=\d+)" rel="next"/.exec(text)?.[1];
    }
    expect(listed.sort()).toEqual(wanted);
    expect([...(await get('/feed.atom')).text.matchAll(/<entry>/g)].length).toBe(50);
  }, 120_000);

  it('robots.txt names the sitemap, and the API catalogue the interfaces', async () => {
    expect((await get('/robots.txt')).text).toContain(`Sitemap: ${app.url}/sitemap.xml`);
    const catalog = await get('/.well-known/api-catalog');
    expect(catalog.headers.get('content-type')).toBe('application/linkset+json');
    expect(catalog.json.linkset.map(({ anchor }: { anchor: string }) => anchor)).toEqual(
      ['/.well-known/api-catalog', '/oai_pmh', '/api/v3/onezone', '/api/handles']
        .concat(['/sitemap.xml', '/catalog.ttl', '/oembed', '/feed.atom'])
        .map((path) => app.url + path),
    );
    const pointed = parseLinkHeader(catalog.headers.get('link') ?? '').map(({ rel, href }) => [rel, href]);
    expect(pointed).toEqual([
      ['api-catalog', `${app.url}/.well-known/api-catalog`],
      ['profile', 'https://www.rfc-editor.org/info/rfc9727'],
    ]);
    expect((await get('/')).headers.get('link')).toContain('rel="api-catalog"');
  });
});

describe('lists', () => {
  it.each(['/', '/records', '/feed.atom', '/catalog.ttl', '/catalog.jsonld', '/sitemap.xml'])(
    '%s has a strong tag, and 304 for who has it',
    async (path) => {
      const first = await get(path);
      const etag = first.headers.get('etag') ?? '';
      expect([first.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]+"$/)]);
      const again = await get(path, { 'if-none-match': `"other", W/${etag}` });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    },
  );
});

describe('a withdrawn record', () => {
  test(`is 410 as a page, stays negotiable, and leaves the lists ${why}`, async () => {
    const { handleId, pid, landingUrl } = published[0]!;
    expect(
      (await app.call('DELETE', `/handles/${handleId}`, { body: { replacedBy: '10.1234/next' } })).status,
    ).toBe(204);
    const page = await get(`/${pid}`);
    expect(page.status).toBe(410);
    const links = parseLinkHeader(page.headers.get('link') ?? '');
    expect(links.map(({ rel }) => rel)).toEqual(expect.arrayContaining(['cite-as', 'successor-version']));
    expect(links.some(({ rel }) => rel === 'item')).toBe(false);
    const metadata = await get(`/${pid}`, { accept: 'application/ld+json' });
    expect([metadata.status, metadata.json.creativeWorkStatus]).toEqual([200, 'Withdrawn']);
    const json = await get(`/${pid}`, { accept: 'application/json' });
    expect([json.status, json.json.error]).toEqual([
      410,
      expect.objectContaining({
        id: 'gone',
        details: expect.objectContaining({ pid, date: expect.any(String) }),
      }),
    ]);
    expect((await get(`/${pid}?format=json`)).status).toBe(410);
    expect((await get(`/${pid}`, { accept: 'image/png' })).status).toBe(406);
    const share = await get(`/share/${published[0]!.shareId}`, { accept: 'application/json' });
    expect([share.status, share.json.error.details]).toEqual([
      410,
      { formerIdentifiers: [published[0]!.pidUrl] },
    ]);
    expect((await get(`/share/${published[0]!.shareId}`)).headers.get('content-type')).toContain('text/html');
    expect((await get('/records')).text).not.toContain(landingUrl.slice(app.url.length));
  });
});
