import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { request as httpRequest } from 'node:http';
import {
  attributeValue,
  childElement,
  childElements,
  textContent,
  type XmlElement,
} from '../../src/xml/tree.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { localServiceId, publish, dublinCore } from '../support/factories.js';
import { askOai, readReply } from '../support/oai.js';

let app: TestApp;
let identifier: string;
let serviceId: string;
beforeAll(async () => {
  app = await startTestApp({
    REPOSITORY_NAME: 'Łódź & <Data>',
    REPOSITORY_ID: 'data.example.org',
    OAI_PAGE_RECORDS: '5',
  });
  serviceId = await localServiceId(app);
  for (const title of ['One', 'Two', 'Three ]]> & more']) {
    const { handleId } = await publish(app, dublinCore(title.replace('&', '&amp;').replace('>', '&gt;')));
    identifier = `oai:data.example.org:${handleId}`;
  }
});
afterAll(() => app.close());

const texts = (parent: XmlElement | undefined, name: string) =>
  parent === undefined ? [] : childElements(parent, name).map(textContent);

describe('Identify', () => {
  it('tells everything once, in the order of the schema', async () => {
    const { content } = await askOai(app, 'verb=Identify');
    expect(texts(content, 'repositoryName')).toEqual(['Łódź & <Data>']);
    expect(texts(content, 'baseURL')).toEqual([`${app.url}/oai_pmh`]);
    expect(texts(content, 'protocolVersion')).toEqual(['2.0']);
    expect(texts(content, 'deletedRecord')).toEqual(['persistent']);
    expect(texts(content, 'granularity')).toEqual(['YYYY-MM-DDThh:mm:ssZ']);
    expect(texts(content, 'compression')).toEqual(['gzip']);
    expect(texts(content, 'adminEmail')).toEqual(['admin@waymark.example.org']);
  });

  it('describes itself in blocks that each stand alone, the identifier scheme with a record that exists', async () => {
    const { content } = await askOai(app, 'verb=Identify');
    const blocks = childElements(content!, 'description').map(
      (block) => childElements(block, undefined)[0] ?? block.children[0],
    );
    const names = (blocks as XmlElement[]).map(({ name }) => name);
    expect(names).toEqual(['oai-identifier', 'rightsManifest', 'toolkit']);
    const [scheme] = blocks as XmlElement[];
    const sample = texts(scheme, 'sampleIdentifier')[0] ?? '';
    expect((await askOai(app, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${sample}`)).errors).toEqual(
      [],
    );
    expect(content && childElements(content, 'description')).toHaveLength(3);
  });

  it('names a lower bound of all datestamps', async () => {
    const { content } = await askOai(app, 'verb=Identify');
    const [earliest = ''] = texts(content, 'earliestDatestamp');
    const { items } = await askOai(app, 'verb=ListIdentifiers&metadataPrefix=oai_dc');
    expect(items.every(({ datestamp }) => datestamp >= earliest)).toBe(true);
    const date = new Date(Date.parse(earliest) - 1000).toISOString().slice(0, 19);
    expect((await askOai(app, `verb=ListRecords&metadataPrefix=oai_dc&until=${date}Z`)).errors).toEqual([
      'noRecordsMatch',
    ]);
  });
});

describe('ListMetadataFormats and ListSets', () => {
  it('offer oai_dc as the protocol defines it', async () => {
    const { content } = await askOai(app, 'verb=ListMetadataFormats');
    const format = childElements(content!, 'metadataFormat').find(
      (one) => texts(one, 'metadataPrefix')[0] === 'oai_dc',
    );
    expect(texts(format, 'schema')).toEqual(['http://www.openarchives.org/OAI/2.0/oai_dc.xsd']);
    expect(texts(format, 'metadataNamespace')).toEqual(['http://www.openarchives.org/OAI/2.0/oai_dc/']);
  });

  it('tell the formats of one item', async () => {
    const { content } = await askOai(app, `verb=ListMetadataFormats&identifier=${identifier}`);
    expect(childElements(content!, 'metadataFormat').map((one) => texts(one, 'metadataPrefix')[0])).toEqual([
      'oai_dc',
    ]);
  });

  it('list the handle services as sets', async () => {
    const { content } = await askOai(app, 'verb=ListSets');
    expect(childElements(content!, 'set').map((set) => texts(set, 'setSpec')[0])).toEqual([serviceId]);
  });
});

describe('GetRecord', () => {
  it('gives the same header as the lists, by either case of the namespace', async () => {
    const [one] = (await askOai(app, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${identifier}`)).items;
    const { items } = await askOai(app, 'verb=ListRecords&metadataPrefix=oai_dc');
    expect(items).toContainEqual(one);
    expect(one?.sets).toEqual([serviceId]);
    const shouted = identifier.replace('data.example.org', 'DATA.example.ORG');
    expect((await askOai(app, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${shouted}`)).items).toEqual([
      one,
    ]);
  });

  it('declares every namespace inside the metadata part', async () => {
    const { text } = await askOai(app, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${identifier}`);
    const part = /<metadata>(.*)<\/metadata>/s.exec(text)?.[1] ?? '';
    expect(part).toContain('xmlns:xsi=');
    expect(part).toContain('Three ]]&gt; &amp; more');
  });
});

const record = 'verb=GetRecord&metadataPrefix=oai_dc&identifier=';
const list = 'verb=ListRecords&metadataPrefix=oai_dc';

describe('errors', () => {
  const table: [string, string[]][] = [
    ['', ['badVerb']],
    ['verb=junk', ['badVerb']],
    ['verb=Identify&verb=ListSets', ['badVerb']],
    ['verb=Identify&x=y', ['badArgument']],
    ['verb=ListRecords', ['badArgument']],
    ['verb=GetRecord', ['badArgument', 'badArgument']],
    [`${record}%25zz`, ['badArgument']],
    [`${record}a%00b`, ['badArgument']],
    [`${record}a%EF%BF%BEb`, ['badArgument']],
    [`${record}%ff%fe`, ['badArgument']],
    [`${record}nope`, ['idDoesNotExist']],
    [`${record}oai:data.example.org:nope`, ['idDoesNotExist']],
    [`${record}oai:other.example.org:1`, ['idDoesNotExist']],
    ['verb=ListMetadataFormats&identifier=oai:data.example.org:nope', ['idDoesNotExist']],
    ['verb=GetRecord&metadataPrefix=nope&identifier=x:y', ['idDoesNotExist', 'cannotDisseminateFormat']],
    ['verb=ListRecords&metadataPrefix=nope', ['cannotDisseminateFormat']],
    ['verb=ListIdentifiers&metadataPrefix=nope&set=a', ['cannotDisseminateFormat']],
    [`${list}&set=nope`, ['noRecordsMatch']],
    [`${list}&set=a:b`, ['noRecordsMatch']],
    [`${list}&from=2999-01-01`, ['noRecordsMatch']],
    [`${list}&until=1999-01-01`, ['noRecordsMatch']],
    [`${list}&from=2001-01-02&until=2001-01-01`, ['badArgument']],
    [`${list}&from=2001-01-01&until=2001-01-02T00:00:00Z`, ['badArgument']],
    [`${list}&from=junk&until=junk`, ['badArgument', 'badArgument']],
    ['verb=ListRecords&resumptionToken=junk', ['badResumptionToken']],
    ['verb=ListIdentifiers&resumptionToken=a%2Fb%2Bc', ['badResumptionToken']],
    ['verb=ListSets&resumptionToken=junk', ['badResumptionToken']],
    [`${list}&resumptionToken=junk`, ['badArgument']],
  ];
  it.each(table)('%s: %j by GET and POST', async (query, errors) => {
    const get = await askOai(app, query);
    const post = await askOai(app, query, { post: true });
    expect([get.status, post.status]).toEqual([200, 200]);
    expect(get.errors).toEqual(errors);
    expect(post.errors).toEqual(errors);
    expect(childElements(get.root, 'error').every((error) => textContent(error).length > 10)).toBe(true);
  });

  it('echo the arguments unless they are wrong', async () => {
    const { root } = await askOai(app, `${list}&set=nope`);
    expect(attributeValue(childElement(root, 'request')!, 'set')).toBe('nope');
  });
});

describe('HTTP', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused, in XML', async (method) => {
    const answer = await app.call(method, '/oai_pmh', { root: true });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(answer.headers.get('allow')).toContain('GET, POST');
  });

  it.each([
    ['application/json', '{"verb":"Identify"}'],
    ['application/json', 'no JSON'],
    ['application/json', ''],
    ['text/xml', '<verb>Identify</verb>'],
    ['text/plain', 'verb=Identify'],
    ['application/octet-stream', 'verb=Identify'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('POST as %s of %j is badArgument, whatever the query says', async (type, body) => {
    for (const path of ['/oai_pmh', '/oai_pmh?verb=Identify']) {
      const answer = await app.call('POST', path, { root: true, body, headers: { 'content-type': type } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
      expect(readReply(answer.text).errors).toEqual(['badArgument']);
      expect(answer.text).toContain('application/x-www-form-urlencoded');
    }
  });

  it('HEAD is answered as GET is, without a body', async () => {
    const answer = await app.call('HEAD', '/oai_pmh?verb=Identify', { root: true });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  });

  it('ignores the Host header', async () => {
    const text = await rawGet('/oai_pmh?verb=Identify', { host: 'evil.example.org' });
    expect(text.toString()).toContain(`<baseURL>${app.url}/oai_pmh</baseURL>`);
  });

  it('takes a URL of 7,000 characters', async () => {
    const long = await rawGet(`/oai_pmh?verb=ListRecords&resumptionToken=${'x'.repeat(7000)}`, {});
    expect(long.toString()).toContain('badResumptionToken');
  });

  it.each([
    [undefined, false],
    ['gzip', true],
    ['x-gzip, deflate', true],
    ['*', true],
    ['GZIP;Q=0.5', true],
    ['gzip;q=0', false],
    ['gzip;q=0.4, identity;q=0.5', false],
    ['identity', false],
    ['br, zstd', false],
    ['identity;q=0, *;q=0', false],
    ['gzip;q=nonsense', false],
  ])('Accept-Encoding %s: compressed %s, with the same content', async (accept, compressed) => {
    const plain = await rawGet(`/oai_pmh?${list}`, {});
    const answer = await rawAnswer(
      `/oai_pmh?${list}`,
      accept === undefined ? {} : { 'accept-encoding': accept },
    );
    expect(answer.headers['content-encoding']).toBe(compressed ? 'gzip' : undefined);
    expect(answer.headers['vary']).toBe('Accept-Encoding');
    const body = compressed ? gunzipSync(answer.body) : answer.body;
    const undated = (text: Buffer) => text.toString().replace(/<responseDate>[^<]*/, '');
    expect(undated(body)).toBe(undated(plain));
  });
});

const rawGet = async (path: string, headers: Record<string, string>) => (await rawAnswer(path, headers)).body;

function rawAnswer(path: string, headers: Record<string, string>) {
  return new Promise<{ body: Buffer; headers: Record<string, unknown> }>((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    httpRequest({ hostname, port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ body: Buffer.concat(chunks), headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
}
