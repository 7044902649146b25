import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { entities } from '../../src/entities.js';
import { Database, raw, sql } from '../../src/platform/database/database.js';
import { DataSource } from 'typeorm';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { createShare, createSpace, dublinCore, localServiceId, publish } from '../support/factories.js';

let app: TestApp;
let other: TestApp | undefined;
let spaceId: string;
let shareId: string;
let serviceId: string;
let published: Awaited<ReturnType<typeof publish>>;
beforeAll(async () => {
  app = await startTestApp();
  spaceId = await createSpace(app);
  shareId = await createShare(app, spaceId);
  serviceId = await localServiceId(app);
  published = await publish(app);
});
afterAll(async () => {
  await app.close();
  await other?.close();
});

/** Rows of every table. */
async function countRows(): Promise<Record<string, number>> {
  const source = app.application.nest.get(DataSource);
  const counts: Record<string, number> = {};
  for (const entity of entities) {
    const { tableName } = source.getMetadata(entity);
    // The harvest log counts requests, bad ones too.
    if (tableName === 'oai_harvests') continue;
    const row = await app.application.nest
      .get(Database)
      .read((reader) =>
        reader.first<{ count: number }>(sql`SELECT count(*) AS count FROM ${raw(tableName)}`),
      );
    counts[tableName] = row?.count ?? -1;
  }
  return counts;
}

let before: Record<string, number>;
beforeEach(async () => {
  before = await countRows();
});
afterEach(async () => {
  expect(await countRows()).toEqual(before);
});

/** The status and id of an error in Onezone's shape, its details apart. */
function errorOf(answer: Answer): [number, string, Record<string, unknown>] {
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.json).toEqual({
    error: expect.objectContaining({ id: expect.any(String), description: expect.stringMatching(/\w{3}/) }),
  });
  const { id, details } = answer.json.error as { id: string; details?: Record<string, unknown> };
  return [answer.status, id, details ?? {}];
}

const sound = () => ({
  handleServiceId: serviceId,
  resourceType: 'Share',
  resourceId: shareId,
  metadataSchema: 'oai_dc',
  metadata: dublinCore('Sound'),
});

/** POSTs a registration that is sound but for what is given. */
const registration = (change: object) =>
  app.call('POST', '/user/handles', { body: { ...sound(), ...change } });

describe('JSON that is none, or no object', () => {
  const routes = () =>
    [
      ['POST', '/user/handles'],
      ['POST', '/handles'],
      ['POST', '/handle_services'],
      ['POST', '/user/spaces'],
      ['POST', '/users'],
      ['POST', '/user/tokens/named'],
      ['POST', `/spaces/${spaceId}/shares`],
      ['PATCH', `/shares/${shareId}`],
      ['PATCH', `/handles/${published.handleId}`],
      ['PATCH', `/handle_services/${serviceId}`],
    ] as const;

  it.each(['{', '{"name":}', '[]', '[{}]', '"{}"', '1e999', 'null', 'undefined', '\u0000', '{"a":1}{'])(
    'is refused everywhere: %j',
    async (body) => {
      for (const [method, path] of routes()) {
        const answer = await app.call(method, path, { body });
        expect([method, path, ...errorOf(answer)]).toEqual([method, path, 400, 'malformedData', {}]);
      }
    },
  );

  it('is refused on DELETE too, and nothing is deleted', async () => {
    const answer = await app.call('DELETE', `/handles/${published.handleId}`, { body: '{"reason":' });
    expect(errorOf(answer)).toEqual([400, 'malformedData', {}]);
    expect((await app.call('GET', `/handles/${published.handleId}`)).status).toBe(200);
  });
});

describe('a query with NUL', () => {
  it.each(['/audit?objectKind=%00', '/audit?actorId=a%00', '/prefixes/21.T15999/records?after=%00'])(
    'is refused: %s',
    async (path) => {
      const [status, id, details] = errorOf(await app.call('GET', path));
      expect([status, id, details['hint']]).toEqual([400, 'badData', 'the NUL character is not allowed']);
    },
  );
});

describe('a registration', () => {
  const wrong = [null, 7, true, [], {}, ['x'], { a: 1 }];

  it.each(['handleServiceId', 'resourceType', 'resourceId', 'metadataSchema', 'metadata'])(
    'with %s of a wrong type says so',
    async (key) => {
      for (const value of wrong) {
        const [status, id, details] = errorOf(await registration({ [key]: value }));
        const ids = ['badValueString', 'badValueIdNotFound'];
        expect([status, ids.includes(id), details['key'], JSON.stringify(value)]).toEqual([
          400,
          true,
          key,
          JSON.stringify(value),
        ]);
      }
    },
  );

  it.each(['handleServiceId', 'resourceType', 'resourceId', 'metadataSchema', 'metadata'])(
    'without %s says so',
    async (key) => {
      expect(errorOf(await registration({ [key]: undefined }))).toEqual([
        400,
        'missingRequiredValue',
        { key },
      ]);
    },
  );

  it.each([
    ['handleServiceId', 'no-such-service'],
    ['resourceId', 'no-such-share'],
    ['resourceId', 'a\0b'],
    ['handleServiceId', '\0'],
    ['resourceId', ''],
    ['resourceId', "' OR 1=1 --"],
    ['resourceId', '\ud800'],
  ])('with an unknown %s says so: %j', async (key, value) => {
    expect(errorOf(await registration({ [key]: value }))).toMatchObject([400, 'badValueIdNotFound', { key }]);
  });

  it.each([
    ['resourceType', 'Space', 'badValueNotAllowed'],
    ['resourceType', '', 'badValueNotAllowed'],
    ['metadataSchema', 'marc21', 'badValueNotAllowed'],
    ['metadataSchema', '__proto__', 'badValueNotAllowed'],
  ])('with %s %j is told what is allowed', async (key, value, id) => {
    expect(errorOf(await registration({ [key]: value }))).toEqual([
      400,
      id,
      { key, allowed: expect.any(Array) },
    ]);
  });

  it('by nobody or with a bad token is unauthorized', async () => {
    for (const token of [null, 'nonsense', 'wmk_0_0', 'x'.repeat(9000)]) {
      const answer = await app.call('POST', '/user/handles', { token, body: sound() });
      expect(errorOf(answer).slice(0, 2)).toEqual([401, 'unauthorized']);
    }
  });
});

const declaration = '<?xml version="1.0" encoding="utf-8"?>';
const inside = (content: string) =>
  `${declaration}<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${content}</metadata>`;
const bomb = `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}"><!ENTITY c "${'&b;'.repeat(10)}">]>`;

describe('metadata', () => {
  const bad: [string, string][] = [
    ['a DOCTYPE', `${declaration}<!DOCTYPE metadata><metadata/>`],
    ['an external entity', `<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><metadata>&x;</metadata>`],
    ['entities that grow', `${bomb}<metadata>&c;</metadata>`],
    ['nothing', ''],
    ['blanks alone', ' \n'],
    ['text', 'Snow depths'],
    ['JSON', '{"title":"Snow depths"}'],
    ['an element that does not end', inside('<dc:title>Snow')],
    ['ends in the wrong order', inside('<dc:title><dc:date></dc:title></dc:date>')],
    ['two roots', `${inside('')}<metadata/>`],
    ['an attribute twice', inside('<dc:title a="1" a="2"/>')],
    ['a bare ampersand', inside('<dc:title>Snow & ice</dc:title>')],
    ['an entity nobody declared', inside('<dc:title>&nbsp;</dc:title>')],
    ['a prefix nobody declared', inside('<xyz:title>Snow</xyz:title>')],
    ['a wrong root', '<record/>'],
    ['a root of another namespace', '<metadata xmlns="urn:elsewhere"/>'],
    ['a record of another schema', '<resource xmlns="http://datacite.org/schema/kernel-4"/>'],
    ['NUL', inside('<dc:title>a\0b</dc:title>')],
    ['NUL as a reference', inside('<dc:title>a&#0;b</dc:title>')],
    ['a control character', inside('<dc:title>a\u0001b</dc:title>')],
    ['half a surrogate pair', inside('<dc:title>\ud800</dc:title>')],
    ['another encoding', '<?xml version="1.0" encoding="utf-16"?><metadata><a'],
  ];

  it.each(bad)('with %s is refused with line and reason', async (_case, metadata) => {
    const [status, id, details] = errorOf(await registration({ metadata }));
    expect([status, id, details['key']]).toEqual([400, 'badValueXML', 'metadata']);
    expect(details).toMatchObject({ reason: expect.stringMatching(/\w{3}/) });
    expect(details['line'] === null || typeof details['line'] === 'number').toBe(true);
    expect(JSON.stringify(details)).not.toMatch(/root:|passwd:/);
  });

  it.each(bad)('with %s does not replace good metadata', async (_case, metadata) => {
    const path = `/handles/${published.handleId}`;
    const good = (await app.call('GET', path)).json;
    expect(errorOf(await app.call('PATCH', path, { body: { metadata } })).slice(0, 2)).toEqual([
      400,
      'badValueXML',
    ]);
    expect((await app.call('GET', path)).json).toEqual(good);
  });

  it('of 100,001 characters is too large; of 100,000 it is judged', async () => {
    const ofLength = (length: number, filler: string) => {
      const empty = Array.from(inside('<dc:title></dc:title>')).length;
      return inside(`<dc:title>${filler.repeat(length - empty)}</dc:title>`);
    };
    for (const filler of ['a', '😀']) {
      expect(errorOf(await registration({ metadata: ofLength(100_001, filler) }))).toEqual([
        400,
        'badValueTextTooLarge',
        { key: 'metadata', limit: 100_000 },
      ]);
    }
    const broken = ofLength(100_001, 'a').slice(0, 100_000);
    expect(errorOf(await registration({ metadata: broken })).slice(0, 2)).toEqual([400, 'badValueXML']);
  });

  it('in a body over 1 MiB is not read at all', async () => {
    expect(errorOf(await registration({ metadata: 'a'.repeat(1_048_576) })).slice(0, 2)).toEqual([
      413,
      'payloadTooLarge',
    ]);
  });
});

describe('other nouns', () => {
  const cases = (): [string, string, object, string, string?][] => [
    ['POST', '/user/spaces', { name: 7 }, 'badValueString', 'name'],
    ['POST', '/user/spaces', { name: 'a\0b' }, 'badValueName', 'name'],
    ['POST', '/users', { fullName: 'a\0b' }, 'badData', 'fullName'],
    ['POST', `/spaces/${spaceId}/shares`, { name: 'ok' }, 'missingRequiredValue', 'targetUrl'],
    ['POST', `/spaces/${spaceId}/shares`, { name: 'ok', targetUrl: 'javascript:alert(1)' }, 'badValueUrl'],
    [
      'POST',
      `/spaces/${spaceId}/shares`,
      { name: 'ok', targetUrl: 'https://x.org', description: 'a\0b' },
      'badData',
      'description',
    ],
    [
      'POST',
      `/spaces/${spaceId}/shares`,
      { name: 'ok', targetUrl: 'https://x.org', description: 'a'.repeat(100_001) },
      'badValueTextTooLarge',
      'description',
    ],
    ['POST', '/handle_services', { name: 'ok', serviceProperties: {} }, 'badValueEmpty', 'serviceProperties'],
    ['POST', '/handle_services', { name: 'ok', serviceProperties: 'x' }, 'badValueJSON', 'serviceProperties'],
    ['POST', '/handle_services', { name: 'ok', serviceProperties: { type: 'Pigeon' } }, 'badValueNotAllowed'],
    ['PATCH', `/shares/${shareId}`, {}, 'missingAtLeastOneValue'],
  ];

  it('are refused with their key', async () => {
    for (const [method, path, body, id, key] of cases()) {
      const [status, given, details] = errorOf(await app.call(method, path, { body }));
      expect([path, body, status, given]).toEqual([path, body, 400, id]);
      if (key !== undefined) expect(details['key']).toBe(key);
    }
  });

  it.each(['/handles/none', '/handle_services/none', '/spaces/none', '/shares/none', '/users/none'])(
    'that do not exist are not found: %s',
    async (path) => {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const answer = await app.call(method, path, method === 'PATCH' ? { body: {} } : {});
        if (answer.status === 405) continue;
        expect([method, ...errorOf(answer).slice(0, 2)]).toEqual([method, 404, 'notFound']);
      }
    },
  );
});

describe('OAI-PMH', () => {
  const item = () => `oai:waymark.example.org:${published.handleId}`;
  it.each([
    ['verb=Nope', 'badVerb'],
    ['', 'badVerb'],
    ['verb=Identify&verb=Identify', 'badVerb'],
    ['verb=Identify&extra=1', 'badArgument'],
    ['verb=ListRecords', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=a%00b', 'badArgument|cannotDisseminateFormat'],
    ['verb=ListRecords&metadataPrefix=marc21', 'cannotDisseminateFormat'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=yesterday', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&set=%00', 'badArgument|noRecordsMatch'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=nope', 'idDoesNotExist'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=a%00b', 'badArgument|idDoesNotExist'],
    ['verb=ListRecords&resumptionToken=forged', 'badResumptionToken'],
    [`verb=ListRecords&resumptionToken=${'A'.repeat(4000)}`, 'badResumptionToken'],
    ['verb=ListRecords&resumptionToken=%00', 'badResumptionToken|badArgument'],
    ['verb=%zz', 'badVerb|badArgument'],
  ])('answers %j with its error code', async (query, codes) => {
    for (const method of ['GET', 'POST'] as const) {
      const answer =
        method === 'GET'
          ? await app.call('GET', `/oai_pmh?${query}`, { root: true, token: null })
          : await app.call('POST', '/oai_pmh', {
              root: true,
              token: null,
              body: query,
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      const code = /<error code="(\w+)">[^<]{3,}<\/error>/.exec(answer.text)?.[1];
      expect(codes.split('|')).toContain(code);
    }
  });

  it('believes no token of another server', async () => {
    other = await startTestApp({ OAI_PAGE_RECORDS: '2' });
    for (let count = 0; count < 6; count++) await publish(other);
    const page = await other.call('GET', '/oai_pmh?verb=ListRecords&metadataPrefix=oai_dc', { root: true });
    const token = /<resumptionToken[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '';
    expect(token).not.toBe('');
    const query = new URLSearchParams({ verb: 'ListRecords', resumptionToken: token }).toString();
    expect((await other.call('GET', `/oai_pmh?${query}`, { root: true })).text).toContain('<record>');
    expect((await app.call('GET', `/oai_pmh?${query}`, { root: true })).text).toContain(
      '<error code="badResumptionToken">',
    );
  });

  it('still answers what is well asked', async () => {
    const query = `verb=GetRecord&metadataPrefix=oai_dc&identifier=${item()}`;
    expect((await app.call('GET', `/oai_pmh?${query}`, { root: true })).text).toContain('<record>');
  });
});

describe('names and pages', () => {
  it.each([
    '/21.T99999/none',
    '/21.T99999/a%00b',
    '/hdl/21.T99999/none',
    '/share/none',
    '/share/%00',
    `/21.T99999/${'x'.repeat(5000)}`,
    "/21.T99999/'--",
    '/21.T99999/%F0%9F%98%80',
  ])('that do not exist are a page that says so: %s', async (path) => {
    const answer = await app.call('GET', path, { root: true, token: null, headers: { accept: 'text/html' } });
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([404, 'text/html']);
  });
});
