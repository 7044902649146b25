import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { createShare, idOf, register } from '../support/factories.js';
import { FakeProxy } from '../support/fakes/fake-proxy.js';

describe('registration through a Onedata handle proxy', () => {
  const fake = new FakeProxy();
  let app: TestApp;
  let serviceId: string;

  beforeAll(async () => {
    await fake.start();
    app = await startTestApp({ OUTGOING_ALLOW: fake.allowed, REGISTRATION_DEADLINE_MS: '5000' });
    const serviceProperties = {
      type: 'PID',
      endpoint: 'https://hdl.example.org/api/handles',
      prefix: '21.T3',
      username: '300:21.T3/USER01',
      password: fake.password,
      autoSuffixGeneration: true,
      suffixPrefix: '',
      suffixSuffix: '',
    };
    const body = { name: 'Proxied', proxyEndpoint: `${fake.url}/api/v1`, serviceProperties };
    serviceId = idOf(await app.call('POST', '/handle_services', { body }));
  });
  afterAll(async () => {
    await app.close();
    await fake.stop();
  });

  const published = async () => {
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect(answer.status).toBe(201);
    return (await app.call('GET', `/handles/${answer.json.handleId}`)).json;
  };

  it('sends what Onezone sends', async () => {
    const handle = await published();
    const request = fake.requests.at(-1)!;
    expect([request.method, request.path]).toEqual(['PUT', '/api/v1/handle']);
    expect(handle.publicHandle).toBe(`http://hdl.handle.net/21.T3/${request.query.get('hndl')}`);
    expect(request.json).toEqual({
      url: `${app.url}/share/${handle.resourceId}`,
      serviceProperties: expect.objectContaining({
        type: 'PID',
        password: fake.password,
        autoSuffixGeneration: true,
      }),
      metadata: { onedata_dc: expect.stringContaining('<dc:title>Test record</dc:title>') },
    });
  });

  it('takes the name that the proxy gives, in metadata and resolver alike', async () => {
    fake.nameGiven = (hndl) => `http://hdl.handle.net/21.T3/given-${hndl}`;
    const handle = await published();
    expect(handle.publicHandle).toMatch(/^http:\/\/hdl\.handle\.net\/21\.T3\/given-/);
    const identifiers = [...handle.metadata.matchAll(/<dc:identifier>([^<]*)<\/dc:identifier>/g)].map(
      ([, text]) => text,
    );
    expect(identifiers).toEqual([handle.publicHandle, `${app.url}/share/${handle.resourceId}`]);
    const pid = handle.publicHandle.replace('http://hdl.handle.net/', '');
    expect((await app.call('GET', `/${pid}`, { root: true })).headers.get('location')).toBe(
      `${app.url}/share/${handle.resourceId}`,
    );
    const record = await app.call(
      'GET',
      `/oai_pmh?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:${app.config.REPOSITORY_ID}:${handle.handleId}`,
      { root: true },
    );
    expect(record.text).toContain(`<dc:identifier>${handle.publicHandle}</dc:identifier>`);
  });

  it('keeps its own name when the proxy’s address says less', async () => {
    fake.nameGiven = (hndl) => `http://hndl.service.example.com/${hndl}`;
    const handle = await published();
    expect(handle.publicHandle).toMatch(/^http:\/\/hndl\.service\.example\.com\/[0-9a-z-]+$/);
    const suffix = handle.publicHandle.split('/').at(-1);
    expect((await app.call('GET', `/21.T3/${suffix}`, { root: true })).status).toBe(302);
  });

  it('calls it a conflict when the name is taken here', async () => {
    fake.nameGiven = () => 'http://hdl.handle.net/21.T3/always-the-same';
    await published();
    const answer = await register(app, { shareId: await createShare(app), serviceId });
    expect([answer.status, answer.json.error.details.state]).toEqual([503, 'conflict']);
  });
});
