import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Publisher } from '../../src/feed/publisher.js';
import { FeedRebuild } from '../../src/feed/rebuild.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { childElement, childElements, textContent } from '../../src/xml/tree.js';
import { xsdComplaints } from '../metadata/official-xsd.js';
import { hasShared } from '../metadata/shared-files.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dublinCore, publish } from '../support/factories.js';
import { askOai } from '../support/oai.js';

let app: TestApp;
let handleIds: string[];
beforeAll(async () => {
  app = await startTestApp();
  handleIds = [];
  for (let n = 0; n < 4; n++) handleIds.push((await publish(app, dublinCore(`Record ${n}`))).handleId);
});
afterAll(() => app.close());

const write = (statement: ReturnType<typeof sql>) =>
  app.application.nest.get(Database).write((tx) => tx.execute(statement));
const check = async () => (await app.call('POST', '/oai_feed/check')).json;
const rebuild = async () => {
  await app.call('POST', '/oai_feed/rebuild');
  await app.application.nest.get(FeedRebuild).finished();
  return (await app.call('GET', '/oai_feed/rebuild')).json;
};
const recordOf = async (handleId: string) =>
  (await askOai(app, `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:waymark.example.org:${handleId}`))
    .text;

describe('the check', () => {
  it('finds nothing in a feed that was left alone', async () => {
    expect(await check()).toEqual({ handles: 4, counts: {}, examples: [] });
  });

  it('finds a body that was tampered with, and one that is gone', async () => {
    const [one = '', two = ''] = handleIds;
    await write(sql`UPDATE oai_record_bodies SET record = replace(record, 'Record 0', 'Recorb 0')
      WHERE seq = (SELECT seq FROM oai_records WHERE handle_id = ${one})`);
    await write(
      sql`DELETE FROM oai_record_bodies WHERE seq = (SELECT seq FROM oai_records WHERE handle_id = ${two})`,
    );
    const { counts, examples } = await check();
    expect(counts).toEqual({ 'metadata differ': 1, 'body missing or of another size': 1 });
    expect(examples.map(({ handleId }: { handleId: string }) => handleId).sort()).toEqual([one, two].sort());
    await write(sql`INSERT INTO feed_restamps (handle_id) VALUES (${one}), (${two})`);
    while ((await check()).examples.length > 0);
  });
});

describe('the check of sets', () => {
  it('finds a record that is missing in a set, and one that does not belong there', async () => {
    const [one = '', two = ''] = handleIds;
    const criteria = { metadataSchemas: ['oai_dc'] };
    await app.call('POST', '/oai_sets', { body: { setSpec: 'checked', name: 'Checked', criteria } });
    while ((await app.call('GET', '/oai_sets/checked')).json.count < 4);
    const seqOf = (id: string) => sql`(SELECT seq FROM oai_records WHERE handle_id = ${id})`;
    await write(sql`DELETE FROM oai_record_set WHERE set_spec = 'checked' AND seq = ${seqOf(one)}`);
    await write(sql`INSERT INTO oai_record_set (set_spec, prefix, seq, size)
      SELECT 'other', prefix, seq, size FROM oai_records WHERE handle_id = ${two}`);
    const { counts, examples } = await check();
    expect(counts).toEqual({
      'not in a defined set that it is a member of': 1,
      'in a set that it does not belong to': 1,
    });
    expect(examples.map(({ handleId }: { handleId: string }) => handleId)).toEqual([one, two]);
    await app.call('DELETE', '/oai_sets/checked');
    await write(
      sql`INSERT INTO feed_restamps (handle_id) VALUES (${one}), (${two}) ON CONFLICT (handle_id) DO NOTHING`,
    );
    while (await app.application.nest.get(Publisher).isDue()) await delay(20);
    expect((await check()).counts).toEqual({});
  });
});

describe('the rebuild', () => {
  it('changes nothing where the schema code is the same', async () => {
    const before = await recordOf(handleIds[0] ?? '');
    expect(await rebuild()).toEqual({ running: false, done: 4, total: 4, changed: 0, refused: [] });
    const dated = (text: string) => text.replace(/<responseDate>[^<]*/, '');
    expect(dated(await recordOf(handleIds[0] ?? ''))).toBe(dated(before));
  });

  it('renders anew what older code rendered otherwise, and publishes it', async () => {
    const [id = ''] = handleIds;
    await write(sql`UPDATE disseminations SET payload = '<old/>' WHERE handle_id = ${id}`);
    expect(await rebuild()).toMatchObject({ done: 4, changed: 1 });
    while ((await check()).examples.length > 0);
    expect(await recordOf(id)).toContain('Record 0');
  });

  it('goes on where it was interrupted', async () => {
    const [first = ''] = [...handleIds].sort();
    const position = JSON.stringify({ after: first, done: 1, changed: 7, refused: [] });
    await write(sql`INSERT INTO stored_facts (name, value) VALUES ('oai-rebuild', ${position})`);
    expect(await rebuild()).toMatchObject({ done: 4, changed: 7 });
  });

  it('keeps the record of an item that the schema code refuses, and says so', async () => {
    const [id = ''] = handleIds;
    await write(sql`UPDATE handles SET metadata = '<nonsense/>' WHERE id = ${id}`);
    expect(await rebuild()).toMatchObject({ refused: [id], changed: 0 });
    expect(await recordOf(id)).toContain('Record 0');
  });

  it('moves items between the defined sets where what their summaries say comes out different', async () => {
    const [, id = ''] = handleIds;
    const criteria = { query: 'Record' };
    await app.call('POST', '/oai_sets', { body: { setSpec: 'records', name: 'Records', criteria } });
    while ((await app.call('GET', '/oai_sets/records')).json.count < 4);
    await write(sql`UPDATE handles SET summary = replace(summary, 'Record', 'Old') WHERE id = ${id}`);
    await write(sql`INSERT INTO feed_restamps (handle_id) VALUES (${id})`);
    while ((await app.call('GET', '/oai_sets/records')).json.count > 3);
    await rebuild();
    while ((await app.call('GET', '/oai_sets/records')).json.count < 4);
    const { items } = await askOai(app, 'verb=ListIdentifiers&metadataPrefix=oai_dc&set=records');
    expect(items.filter(({ deleted }) => !deleted)).toHaveLength(4);
    await app.call('DELETE', '/oai_sets/records');
  });

  it('that fails takes nothing down with it, says so, and goes on when it is started again', async () => {
    const last = [...handleIds].sort().at(-1) ?? '';
    await write(sql`UPDATE handles SET metadata_schema = 'unknown' WHERE id = ${last}`);
    expect(await rebuild()).toMatchObject({ running: false, unfinished: true, total: 4 });
    await write(sql`UPDATE handles SET metadata_schema = 'oai_dc' WHERE id = ${last}`);
    const again = await rebuild();
    expect(again).toMatchObject({ running: false, done: 4 });
    expect(again.unfinished).toBeUndefined();
  });

  it('is for administrators', async () => {
    for (const [method, path] of [
      ['POST', '/oai_feed/rebuild'],
      ['GET', '/oai_feed/rebuild'],
      ['POST', '/oai_feed/check'],
    ] as const) {
      expect((await app.call(method, path, { token: null })).status).toBe(401);
    }
  });
});

describe('the sets of administrators', () => {
  it('are made, previewed, changed and deleted over REST', async () => {
    const criteria = { metadataSchemas: ['oai_dc'] };
    expect((await app.call('POST', '/oai_sets/preview', { body: { criteria } })).json).toEqual({ count: 4 });
    const made = await app.call('POST', '/oai_sets', { body: { setSpec: 'all_dc', name: 'All', criteria } });
    expect([made.status, made.headers.get('location')]).toEqual([
      201,
      `${app.url}/api/v3/onezone/oai_sets/all_dc`,
    ]);
    while ((await app.call('GET', '/oai_sets/all_dc')).json.count < 4);
    expect((await askOai(app, 'verb=ListRecords&metadataPrefix=oai_dc&set=all_dc')).items).toHaveLength(4);
    expect((await askOai(app, 'verb=ListSets')).text).toContain('<setSpec>all_dc</setSpec>');
    expect((await app.call('PATCH', '/oai_sets/all_dc', { body: { name: 'Everything' } })).status).toBe(204);
    expect((await app.call('GET', '/oai_sets')).json.oaiSets).toMatchObject([
      { setSpec: 'all_dc', name: 'Everything', criteria },
    ]);
    expect((await app.call('DELETE', '/oai_sets/all_dc')).status).toBe(204);
    expect((await app.call('GET', '/oai_sets/all_dc')).status).toBe(404);
  });

  it('whatever their names and descriptions hold, are listed in well-formed XML', async () => {
    const body = {
      setSpec: 'odd',
      name: 'a\u0001b <&> \ufffe',
      description: 'c\u0008d ]]> <&> \uffff',
      criteria: { query: 'no record says this' },
    };
    expect((await app.call('POST', '/oai_sets', { body })).status).toBe(201);
    const { root, errors } = await askOai(app, 'verb=ListSets');
    expect(errors).toEqual([]);
    const sets = childElements(childElement(root, 'ListSets')!, 'set').map(textContent);
    expect(sets).toContainEqual(expect.stringContaining('a\ufffdb <&> \ufffd'));
    expect(sets).toContainEqual(expect.stringContaining('c\ufffdd ]]> <&> \ufffd'));
    expect((await app.call('DELETE', '/oai_sets/odd')).status).toBe(204);
  });

  it.each([
    [{ setSpec: 'a:b', name: 'x', criteria: {} }],
    [{ setSpec: 'a', name: '', criteria: {} }],
    [{ setSpec: 'a', name: 'x', criteria: { nope: 1 } }],
    [{ setSpec: 'a', name: 'x' }],
  ])('are refused where they are wrong: %j', async (body) => {
    expect((await app.call('POST', '/oai_sets', { body })).status).toBe(400);
  });
});

describe('the provenance of an item', () => {
  const origin = {
    baseUrl: 'https://elsewhere.example.org/oai',
    identifier: 'oai:elsewhere.example.org:1&2',
    datestamp: '2025-01-02',
    metadataNamespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    harvestDate: '2026-11-22T08:00:00Z',
    altered: true,
  };

  it('stands in the about of its records', async () => {
    const [, , id = ''] = handleIds;
    expect((await app.call('PUT', `/handles/${id}/provenance`, { body: origin })).status).toBe(204);
    while (!(await recordOf(id)).includes('<about>'));
    const text = await recordOf(id);
    const about = /<about>(.*)<\/about>/s.exec(text)?.[1] ?? '';
    expect(about).toContain('<identifier>oai:elsewhere.example.org:1&amp;2</identifier>');
    if (hasShared) expect(xsdComplaints('oai/provenance.xsd', about)).toEqual([]);
    const { counts } = await check();
    expect(counts).toEqual({});
  });

  it('tells every hop of a record that had been harvested before, one in the other', async () => {
    const [, , id = ''] = handleIds;
    const hop = (n: number) => ({ ...origin, baseUrl: `https://hop${n}.example.org/oai`, altered: false });
    const body = { ...origin, earlier: [hop(1), hop(2)] };
    expect((await app.call('PUT', `/handles/${id}/provenance`, { body })).status).toBe(204);
    while (!(await recordOf(id)).includes('hop2'));
    const about = /<about>(.*)<\/about>/s.exec(await recordOf(id))?.[1] ?? '';
    expect([...about.matchAll(/<baseURL>([^<]*)/g)].map(([, url]) => url)).toEqual([
      origin.baseUrl,
      hop(1).baseUrl,
      hop(2).baseUrl,
    ]);
    expect(about).toMatch(/(<\/originDescription>){3}<\/provenance>$/);
    if (hasShared) expect(xsdComplaints('oai/provenance.xsd', about)).toEqual([]);
    const wrong = { ...origin, earlier: [{ ...hop(1), harvestDate: 'once' }] };
    expect((await app.call('PUT', `/handles/${id}/provenance`, { body: wrong })).status).toBe(400);
  });

  it('is refused for what is no handle, and where it is wrong', async () => {
    expect((await app.call('PUT', '/handles/nope/provenance', { body: origin })).status).toBe(404);
    const body = { ...origin, datestamp: 'yesterday' };
    expect((await app.call('PUT', `/handles/${handleIds[2] ?? ''}/provenance`, { body })).status).toBe(400);
  });
});

describe('the harvest log', () => {
  it('tells administrators who harvested what', async () => {
    const headers = { 'user-agent': 'Careful harvester/1.0' };
    for (const query of [
      'verb=ListRecords&metadataPrefix=oai_dc',
      'verb=ListRecords&metadataPrefix=oai_dc',
      'verb=junk',
      'verb=ListRecords&metadataPrefix=an_invention',
    ]) {
      await app.call('GET', `/oai_pmh?${query}`, { root: true, token: null, headers });
    }
    const { harvests } = (await app.call('GET', '/oai_harvests')).json;
    const own = harvests.filter(({ agent }: { agent: string }) => agent === 'Careful harvester/1.0');
    expect(own).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          verb: 'ListRecords',
          metadataPrefix: 'oai_dc',
          requests: 2,
          records: 8,
          errors: 0,
        }),
        expect.objectContaining({ verb: '', requests: 1, records: 0, errors: 1 }),
        expect.objectContaining({ verb: 'ListRecords', metadataPrefix: '', requests: 1, errors: 1 }),
      ]),
    );
    expect((await app.call('GET', '/oai_harvests', { token: null })).status).toBe(401);
  });
});
