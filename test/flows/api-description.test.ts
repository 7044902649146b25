import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { ForeignPrefixBan } from '../../src/handle-server/foreign-prefix-ban.js';
import { Database, sql } from '../../src/platform/database/database.js';
import { exampleIds } from '../../src/platform/describe.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { createShare, createSpace, dublinCore, idOf, register } from '../support/factories.js';
import { admit, group, person, personWith, service, type Person } from '../support/people.js';

interface Operation {
  operationId: string;
  summary?: string;
  parameters: { name: string; in: string; example?: string; required?: boolean }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<
    string,
    { description?: string; content?: Record<string, { example?: unknown; examples?: object }> }
  >;
}
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  info: object;
};

let app: TestApp;
let document: Document;
beforeAll(async () => {
  app = await startTestApp({ FOREIGN_PREFIX_BAN: 'on' });
  document = (await app.call('GET', '/api/openapi.json', { root: true, token: null })).json;
}, 60_000);
afterAll(async () => {
  await app.close();
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
const successOf = ({ responses }: Operation) => Number(Object.keys(responses).find((code) => code < '400'));

/** Living things that stand for the examples, all related to each other, and who asks. */
interface World {
  caller: Person;
  texts: Map<string, string>;
}

const admins: string[] = [];

const tag = () => Math.random().toString(36).slice(2, 12);

async function world(): Promise<World> {
  const account = { fullName: 'Jane Doe', username: `u${tag()}`, password: 'correct horse battery' };
  const userId = idOf(await app.call('POST', '/users', { body: account }));
  const named = await app.call('POST', `/users/${userId}/tokens/named`, { body: { name: 'harvest script' } });
  const caller = personWith(app, userId, named.json.token);
  await app.call('PATCH', `/users/${userId}/privileges`, { body: { grant: admins } });
  const [club, parent, child] = [await group(app), await group(app), await group(app)];
  const place = await createSpace(app, caller.token);
  await anotherOwner(place);
  const serviceId = await service(app, `21.T${tag()}`);
  const rootFileId = `f${tag()}`;
  const share = idOf(
    await caller.call('POST', `/spaces/${place}/shares`, {
      body: {
        name: 'Share',
        targetUrl: 'https://data.example.org/1',
        rootFileId,
        files: [{ name: 'snow.csv', url: 'https://data.example.org/snow.csv' }],
      },
    }),
  );
  const registered = await register(app, { shareId: share, serviceId }, caller.token);
  const { handleId } = registered.json;
  await admit(app, `/groups/${club}/users`, userId, ['group_view']);
  await admit(app, `/groups/${parent}/children`, club, ['group_view']);
  await admit(app, `/groups/${club}/children`, child, ['group_view']);
  for (const at of [`/spaces/${place}`, `/handle_services/${serviceId}`, `/handles/${handleId}`])
    await admit(app, `${at}/groups`, club, []);
  await admit(app, `/handle_services/${serviceId}/users`, userId, []);
  const identity = await caller.call('POST', '/user/tokens/named', {
    body: { name: 'identity', type: { identityToken: {} } },
  });
  return {
    caller,
    texts: new Map([
      [exampleIds.user, userId],
      [exampleIds.group, club],
      [exampleIds.parentGroup, parent],
      [exampleIds.childGroup, child],
      [exampleIds.space, place],
      [exampleIds.share, share],
      [exampleIds.handleService, serviceId],
      [exampleIds.handle, handleId],
      [exampleIds.token, named.json.tokenId],
      [exampleIds.rootFile, rootFileId],
      ['21.T15999', '21.T99999'],
      ['identity token', identity.json.token],
      ['ADMIN2', `ADMIN${tag()}`],
    ]),
  };
}

const replaced = (text: string, texts: Map<string, string>) =>
  [...texts].reduce((result, [from, to]) => result.replaceAll(from, to), text);

/** What an example says that cannot be said before there is a world. */
async function tokenFor(path: string, { caller, texts }: World): Promise<string> {
  if (path.endsWith('verify_identity_token')) return texts.get('identity token') ?? '';
  const host = async (at: string) => (await app.call('POST', at)).json.token as string;
  if (path.endsWith('/user/groups/join') || path.endsWith('verify_invite_token'))
    return host(`/groups/${await group(app)}/users/token`);
  if (path.endsWith('/user/spaces/join')) return host(`/spaces/${await createSpace(app)}/users/token`);
  if (path.endsWith('/parents/join')) return host(`/groups/${await group(app)}/children/token`);
  if (path.endsWith('/spaces/join')) return host(`/spaces/${await createSpace(app)}/groups/token`);
  return caller.token;
}

async function bodyOf(path: string, operation: Operation, world: World): Promise<unknown> {
  const example = operation.requestBody?.content['application/json']?.example;
  if (example === undefined) return undefined;
  const texts = new Map(world.texts);
  if (path.endsWith('/handles'))
    texts.set(exampleIds.share, await createShare(app, texts.get(exampleIds.space)));
  const body = JSON.parse(replaced(JSON.stringify(example), texts));
  if ('token' in body) body.token = await tokenFor(path, world);
  if (path.endsWith('/named')) body.name = `script ${tag()}`;
  if (path.endsWith('/oai_sets')) body.setSpec = tag();
  if (path.endsWith('/users')) body.username = `j${tag()}`;
  for (const caveat of body.caveats ?? [])
    if ('validUntil' in caveat) caveat.validUntil = Math.floor(Date.now() / 1000) + 600;
  return body;
}

/** What must be so before an example can work. */
async function prepare(method: string, path: string, asked: string, { caller, texts }: World): Promise<void> {
  if (method === 'PUT') await app.call('DELETE', asked, { root: true });
  if (path.endsWith('/privileges') && method === 'PATCH' && !path.includes('{memberId}'))
    await app.call('PATCH', `/users/${caller.id}/privileges`, { body: { grant: admins } });
  if (method === 'DELETE' && path.endsWith('/handle_services/{id}')) await withdrawn(texts);
  if (path.endsWith('/handles/{id}/retry')) await waiting(texts);
  if (path.endsWith('/oai_sets/{setSpec}'))
    await app.call('POST', '/oai_sets', {
      body: { setSpec: 'datasets', name: 'Datasets', criteria: { resourceTypes: ['Dataset'] } },
    });
  if (method === 'DELETE' && path.includes('/handle_bans/')) banned();
  if (path.includes('/administrators/'))
    await app.call('POST', '/prefixes', { body: { prefix: '21.T99999', username: 'ADMIN' } });
}

/** An owner of a space beside the one that examples speak of, who may then go. */
async function anotherOwner(spaceId: string): Promise<void> {
  const { id } = await person(app);
  await admit(app, `/spaces/${spaceId}/users`, id, []);
  await app.call('PUT', `/spaces/${spaceId}/owners/${id}`);
}

/** An address that read foreign prefixes until it was banned: more than tests on one machine can do over HTTP. */
function banned(): void {
  const bans = app.application.nest.get(ForeignPrefixBan);
  for (let read = 0; read < 3; read++) bans.foreignRead({ ip: '192.0.2.7' } as FastifyRequest);
}

/** A handle service without handles, as deletion wants it. */
async function withdrawn(texts: Map<string, string>): Promise<void> {
  const serviceId = texts.get(exampleIds.handleService);
  await app.call('DELETE', `/handles/${texts.get(exampleIds.handle)}`);
  const waits = async () =>
    (await app.call('GET', `/handle_services/${serviceId}/status`)).json.queue.depth > 0;
  while (await waits()) await new Promise((resolve) => setImmediate(resolve));
}

/** A handle whose update its service has not confirmed, as a retry wants it. */
async function waiting(texts: Map<string, string>): Promise<void> {
  await app.call('POST', `/handle_services/${texts.get(exampleIds.handleService)}/pause`, { body: {} });
  const body = { metadata: dublinCore('Waiting') };
  await app.call('PATCH', `/handles/${texts.get(exampleIds.handle)}`, { body });
}

/** Sends an example, in a request of this id. */
async function send(
  { path, method, operation }: ReturnType<typeof operations>[number],
  world: World,
  requestId: string,
): Promise<Answer> {
  const parameters = operation.parameters.filter((one) => one.in === 'path');
  const asked = parameters.reduce(
    (text, { name, example }) =>
      text.replace(`{${name}}`, encodeURIComponent(replaced(example ?? '', world.texts))),
    path,
  );
  await prepare(method, path, asked, world);
  const body = await bodyOf(path, operation, world);
  return world.caller.call(method, asked, {
    root: true,
    headers: { 'x-request-id': requestId },
    ...(body !== undefined && { body }),
  });
}

/** Changing routes that leave no entry in the audit trail, and why. */
const unaudited: Record<string, string> = {
  'POST /handles/preview': 'stores nothing',
  'POST /oai_sets/preview': 'stores nothing',
  'POST /metadata/validate': 'stores nothing',
  'POST /tokens/examine': 'reads',
  'POST /tokens/infer_access_token_scope': 'reads',
  'POST /tokens/verify_access_token': 'reads',
  'POST /tokens/verify_identity_token': 'reads',
  'POST /tokens/verify_invite_token': 'reads',
  'POST /handle_services/{id}/check': 'asks the service; changes nothing here or there',
  'POST /oai_feed/check': 'reads',
  'POST /handles/retarget': 'one step; the last step of a walk has the entry of the whole',
};

/** Whether a request left an entry in the audit trail. */
async function isAudited(requestId: string): Promise<boolean> {
  const entry = await app.application.nest
    .get(Database)
    .read((reader) =>
      reader.first(sql`SELECT id FROM audit_entries WHERE request_id = ${requestId} LIMIT 1`),
    );
  return entry !== undefined;
}

describe('/api/openapi.json', () => {
  it('is OpenAPI 3.1 of the REST API alone', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().length).toBeGreaterThan(200);
    expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/v3/onezone/'))).toEqual([]);
  });

  it('gives every operation an id of its own, a summary, an example and its errors', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const lacking = operations().filter(({ method, operation }) => {
      const success = operation.responses[String(successOf(operation))];
      const answers = success?.content?.['application/json']?.example !== undefined;
      const silent = [201, 204, 307].includes(successOf(operation));
      const asks = Object.values(operation.requestBody?.content ?? {});
      const errors = Object.keys(operation.responses).filter((code) => code >= '400');
      const paths = operation.parameters.filter((one) => one.in === 'path');
      return !(
        (operation.summary ?? '') !== '' &&
        (answers || silent || method === 'DELETE') &&
        asks.every(({ example }) => example !== undefined) &&
        paths.every(({ example }) => example !== undefined) &&
        errors.length > 1
      );
    });
    expect(lacking.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('tells the answers that only some operations give', () => {
    const told = (route: string) => {
      const one = operations().find(
        ({ method, path }) => `${method} ${path}` === route.replace(' ', ' /api/v3/onezone'),
      );
      return Object.entries(one?.operation.responses ?? {})
        .map(([status, { description = '' }]) => `${status} ${description}`)
        .join('\n');
    };
    for (const route of ['POST /handles', 'POST /user/handles', 'POST /groups/{id}/handles']) {
      expect(told(route)).toMatch(/^202 Accepted$/m);
      expect(told(route)).toMatch(/^409 conflict, alreadyExists$/m);
      expect(told(route)).toMatch(/^413 payloadTooLarge$/m);
    }
    expect(told('POST /groups/{id}/handles')).toMatch(/^404 notFound$/m);
    expect(told('DELETE /handle_services/{id}')).toMatch(/^409 conflict$/m);
    const change = told('PATCH /handle_services/{id}');
    for (const id of ['missingAtLeastOneValue', 'badValueEmpty', 'badValueJSON', 'badValueString'])
      expect(change).toContain(id);
    expect(told('GET /audit')).not.toContain('limitReached');
    expect(told('GET /users')).toContain('limitReached');
  });

  it('lets metadataPrefix stand for metadataSchema', () => {
    const register = operations().find(
      ({ method, path }) => method === 'POST' && path.endsWith('/onezone/handles'),
    );
    const { schema } = Object.values(register?.operation.requestBody?.content ?? {})[0] as {
      schema?: object;
    };
    expect(schema).toMatchObject({
      properties: { metadataPrefix: { deprecated: true }, metadataSchema: {} },
      required: ['handleServiceId', 'metadata', 'resourceId', 'resourceType'],
      anyOf: [{ required: ['metadataSchema'] }, { required: ['metadataPrefix'] }],
    });
  });

  describe('has examples', () => {
    const wrong: string[] = [];
    const silent: string[] = [];
    beforeAll(async () => {
      admins.push(...(await app.call('GET', '/privileges')).json.admin);
      const shared = await world();
      for (const one of operations()) {
        const { path, method, operation } = one;
        const spoils = ['DELETE', 'PATCH'].includes(method) || /\/(pause|retry)$/.test(path);
        const requestId = `example-${tag()}`;
        const answer = await send(one, spoils ? await world() : shared, requestId);
        const success = successOf(operation);
        const example = operation.responses[String(success)]?.content?.['application/json']?.example;
        const missing = Object.keys(example ?? {}).filter((key) => !(key in (answer.json ?? {})));
        const route = `${method} ${path.slice('/api/v3/onezone'.length)}`;
        if (answer.status !== success || missing.length > 0)
          wrong.push(`${route}: ${answer.status} ${missing.join()} ${answer.text.slice(0, 300)}`);
        if (method !== 'GET' && !(await isAudited(requestId))) silent.push(route);
      }
    }, 600_000);

    it('that work: every one is sent to a running server', () => {
      expect(wrong).toEqual([]);
    });

    it('that leave an audit entry of their request when they change something', () => {
      expect(silent.sort()).toEqual(Object.keys(unaudited).sort());
    });

    it('with something in every answer that has a body', () => {
      const empty = operations().filter(({ operation }) => {
        const answer = operation.responses[String(successOf(operation))]?.content?.['application/json'];
        return answer?.example !== undefined && Object.keys(answer.example ?? {}).length === 0;
      });
      expect(empty.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    });
  });
});
