import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, callerOf, type Caller, type CallOptions } from '../support/app.js';
import { scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { createShare, createSpace, idOf, register } from '../support/factories.js';
import { FakeDatacite } from '../support/fakes/fake-datacite.js';
import { FakeEpic } from '../support/fakes/fake-epic.js';
import { FakeHandleNet } from '../support/fakes/fake-handle-net.js';
import { FakeProxy } from '../support/fakes/fake-proxy.js';
import { basicOf, type FakeRequest, type FakeServer } from '../support/fakes/fake-server.js';
import { leaks, stored } from '../support/planted-secret.js';
import { type ServerProcess, startServerProcess } from '../support/process.js';

const secret = 'canary-5e2f90b1-c0ffee';
const nextSecret = 'canary-77aa31f4-decade';

/** A service that tells its callers, with each refusal, what they sent. */
interface Gossip {
  name: string;
  fake: FakeServer & { password?: string };
  properties: (url: string) => Record<string, unknown>;
  proxyPath?: string;
  /** The protocol's own form of a refusal in words. */
  refusal: (echo: string) => { body: string; type: string };
}

const json = (body: object) => ({ body: JSON.stringify(body), type: 'application/json' });
const plain = (body: string) => ({ body, type: 'text/plain' });
const datacite = () => {
  const fake = new FakeDatacite();
  fake.store.password = secret;
  return fake;
};
const gossips: Gossip[] = [
  {
    name: 'handle-http',
    fake: new FakeHandleNet(),
    properties: (url) => ({
      type: 'Handle',
      prefix: '21.T1',
      endpoint: `${url}/api/handles`,
      username: '300:21.T1/USER01',
    }),
    refusal: (echo) => json({ responseCode: 2, message: echo }),
  },
  {
    name: 'epic-v2',
    fake: new FakeEpic(),
    properties: (url) => ({
      type: 'EPIC',
      prefix: '21.T2',
      endpoint: `${url}/api/v2/handles`,
      username: 'epic',
    }),
    refusal: plain,
  },
  {
    name: 'datacite-rest',
    fake: datacite(),
    properties: (url) => ({
      type: 'DataCite',
      prefix: '10.5072',
      endpoint: url,
      username: 'ABCD.REPO',
      publisher: 'P',
    }),
    refusal: (echo) => json({ errors: [{ title: `payload refused: ${echo}` }] }),
  },
  {
    name: 'datacite-mds',
    fake: datacite(),
    properties: (url) => ({
      type: 'DOI',
      prefix: '10.5072',
      host: url,
      doiEndpoint: '/doi',
      metadataEndpoint: '/metadata',
      username: 'ABCD.REPO',
      publisher: 'P',
    }),
    refusal: plain,
  },
  {
    name: 'handle-proxy',
    fake: new FakeProxy(),
    properties: () => ({ type: 'PID', prefix: '21.T3', username: 'u', endpoint: 'https://pid.example.org/' }),
    proxyPath: '/api/v1',
    refusal: plain,
  },
];

/** What a careless service prints into its refusal. */
const echoOf = (request: FakeRequest) =>
  `you sent ${request.headers.authorization}, that is ${basicOf(request)?.password}, and ${request.body.slice(0, 150)}`;

describe('a planted secret', () => {
  const places = new Map<string, string>();
  let scratch: ScratchEnvironment;
  let server: ServerProcess;
  let caller: Caller;

  beforeAll(async () => {
    for (const { fake } of gossips) {
      if ('password' in fake) fake.password = secret;
      await fake.start();
    }
    scratch = await scratchEnvironment();
    server = await startServerProcess({
      ...scratch.settings,
      LOG_LEVEL: 'trace',
      OUTGOING_ALLOW: gossips.map(({ fake }) => fake.allowed).join(','),
      REGISTRATION_DEADLINE_MS: '3000',
    });
    const plainCaller = callerOf(server.url, scratch.settings['ADMIN_TOKEN'] ?? '');
    caller = {
      call: async (method, route, options?: CallOptions) => {
        const answer = await plainCaller.call(method, route, options);
        places.set(`answer ${places.size}: ${method} ${route}`, shown(answer));
        return answer;
      },
    };
  });
  afterAll(async () => {
    await server.kill();
    await Promise.all(gossips.map(({ fake }) => fake.stop()));
    await scratch.remove();
  });

  const shown = ({ headers, text }: Answer) => `${JSON.stringify([...headers])}\n${text}`;
  const eventually = async (test: () => Promise<boolean>) => {
    for (let turn = 0; turn < 100 && !(await test()); turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await test()).toBe(true);
  };

  it.each(gossips)('is at work in $name, which echoes it when it refuses', async (gossip) => {
    const { fake, proxyPath } = gossip;
    const body = (password: unknown) => ({
      name: gossip.name,
      serviceProperties: { ...gossip.properties(fake.url), password },
      ...(proxyPath !== undefined && { proxyEndpoint: `${fake.url}${proxyPath}` }),
    });
    const serviceId = idOf(await caller.call('POST', '/handle_services', { body: body(secret) }));
    const checked = await caller.call('POST', `/handle_services/${serviceId}/check`);
    expect(checked.json).toMatchObject({ ok: true });
    const space = await createSpace(caller);
    const good = await register(caller, { shareId: await createShare(caller, space), serviceId });
    expect(good.status).toBe(201);

    fake.faults = (request) => {
      if (request.method === 'GET' && gossip.name !== 'handle-http') return undefined;
      const { body: text, type } = gossip.refusal(echoOf(request));
      return { kind: 'status', status: 400, body: text, headers: { 'content-type': type } };
    };
    const bad = await register(caller, { shareId: await createShare(caller, space), serviceId });
    expect([202, 503]).toContain(bad.status);
    const handleId: string = bad.json.handleId ?? bad.json.error.details.handleId;
    const handle = await caller.call('GET', `/handles/${handleId}`);
    // The proxy's refusals are told by their status alone; all others in the service's words.
    if (gossip.name !== 'handle-proxy') {
      expect(handle.json.lastOutcome.reason).toMatch(/you sent Basic \[redacted\], that is \[redacted\]/);
    }
    const rotated = await caller.call('PATCH', `/handle_services/${serviceId}`, { body: body(nextSecret) });
    expect(rotated.status).toBe(204);
    if (gossip.name !== 'handle-proxy' && gossip.name !== 'epic-v2' && gossip.name !== 'datacite-mds') {
      await eventually(async () => {
        const { json: status } = await caller.call('GET', `/handle_services/${serviceId}/status`);
        return status.credentials.next !== 'to be tried';
      });
    }
    await caller.call('POST', `/handle_services/${serviceId}/check`);
    await caller.call('GET', `/handle_services/${serviceId}`);
    await caller.call('GET', `/handle_services/${serviceId}/findings`);
    fake.faults = () => undefined;
  });

  it('is not repeated by refusals of our own', async () => {
    const properties = { type: 'Handle', prefix: '21.T1', endpoint: 'https://hdl.example.org/api/handles' };
    const refused = [
      { name: 'x', serviceProperties: { ...properties, password: { nested: secret } } },
      { name: 'x', serviceProperties: { ...properties, type: 'None', password: secret } },
      { name: 'x', serviceProperties: { ...properties, prefix: '', password: secret } },
      { name: 7, serviceProperties: { ...properties, password: secret } },
      `{"name": "x", "serviceProperties": {"password": ${secret}}}`,
      secret,
    ];
    for (const body of refused) {
      const answer = await caller.call('POST', '/handle_services', { body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    const stranger = await caller.call('GET', '/user', { token: secret });
    expect(stranger.status).toBe(401);
  });

  it('shows nowhere: answers, logs, errors, job rows, database', async () => {
    for (const route of ['/handle_services', '/audit', '/handles']) await caller.call('GET', route);
    for (const route of ['/metrics', '/readyz', '/oai_pmh?verb=ListRecords&metadataPrefix=oai_dc'])
      await caller.call('GET', route, { root: true });
    const { stdout, stderr } = await server.stop();
    places.set('log', stderr);
    places.set('standard output', stdout);
    for (const [name, text] of await stored(scratch)) places.set(name, text);
    expect(stderr).toContain('registration attempt');
    expect(leaks(places, [secret, nextSecret])).toEqual([]);
    process.stdout.write(`${JSON.stringify({ plantedSecret: 0, placesSearched: places.size })}\n`);
  });

  it.each([
    ['plain', secret],
    ['as Basic', Buffer.from(`300%3A21.T1%2FUSER01:${secret}`).toString('base64')],
    ['as Basic of another length', Buffer.from(`epic:${secret}!`).toString('base64')],
    ['as Basic of a third length', Buffer.from(`epic2:${secret}?!`).toString('base64')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ])('would be seen %s (negative control)', (_, form) => {
    expect(leaks(new Map([['row', `{"x":"${form}"}`]]), [secret])).toEqual(['row']);
  });
});
