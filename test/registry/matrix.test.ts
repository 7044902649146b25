import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { POLICY } from '../../src/platform/policy.js';
import { exampleIds } from '../../src/platform/describe.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { callerKinds, expected, given, type CallerKind } from './matrix/callers.js';
import { table, type Access } from './matrix/table.js';
import { makeCaller, makeWorld, type World } from './matrix/world.js';

interface Operation {
  parameters: { name: string; in: string; example?: string }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, unknown>;
}

const root = '/api/v3/onezone';
let app: TestApp;
let paths: Record<string, Record<string, Operation>>;
beforeAll(async () => {
  app = await startTestApp();
  paths = (await app.call('GET', '/api/openapi.json', { root: true })).json.paths;
}, 60_000);
afterAll(async () => {
  await app.close();
});

const routes = () =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.slice(root.length)}`),
  );

/** Rows whose example would fail for another reason than rights: with what status an allowed caller is answered. */
const otherwise: Record<string, number> = {
  'DELETE /handle_services/{id}': 400,
  'POST /handles/{id}/retry': 409,
  'PATCH /user/password': 400,
  'POST /user/spaces/join': 400,
  'POST /user/groups/join': 400,
  'POST /groups/{id}/spaces/join': 400,
  'POST /groups/{id}/parents/join': 400,
  'POST /tokens/verify_identity_token': 400,
  'POST /tokens/verify_invite_token': 400,
  'GET /user/tokens/named/name/{name}': 404,
  'DELETE /user/client_tokens/{token}': 404,
  'POST /prefixes/{prefix}/administrators/{suffix}/password': 404,
  'DELETE /handle_bans/{address}': 404,
  'GET /oai_sets/{setSpec}': 404,
  'PATCH /oai_sets/{setSpec}': 404,
  'DELETE /oai_sets/{setSpec}': 404,
};

/** Bodies that grant nothing: what one may grant is another question than whom one may ask. */
function bodyOf(row: string, operation: Operation, world: World): unknown {
  if (row.startsWith('PUT ') && row.endsWith('/{memberId}')) return {};
  if (/^PATCH .*privileges$/.test(row)) return row.includes('memberId') ? { revoke: [] } : { revoke: [] };
  const example = operation.requestBody?.content['application/json']?.example;
  if (example === undefined) return undefined;
  const texts = new Map(world.texts);
  if (/handles(\/preview)?$/.test(row)) texts.set(exampleIds.share, world.things.freeShare);
  const body = JSON.parse(replaced(JSON.stringify(example), texts));
  if ('token' in body) body.token = app.adminToken;
  if (/ (\/user|\/users\/\{id\})\/tokens\/named$/.test(row)) body.name = `n${Math.random()}`;
  if (row === 'POST /oai_sets') body.setSpec = `s${Math.random()}`;
  for (const caveat of body.caveats ?? [])
    if ('validUntil' in caveat) caveat.validUntil = Math.floor(Date.now() / 1000) + 600;
  return body;
}

const replaced = (text: string, texts: Map<string, string>) =>
  [...texts].reduce((result, [from, to]) => result.replaceAll(from, to), text);

async function ask(row: string, world: World, token: string | null): Promise<number> {
  const [method = '', path = ''] = row.replace(' (service)', '').split(' ');
  const operation = paths[`${root}${path}`]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`no such route: ${row}`);
  const asked = operation.parameters
    .filter((one) => one.in === 'path')
    .reduce(
      (text, { name, example }) =>
        text.replace(`{${name}}`, encodeURIComponent(replaced(example ?? '', world.texts))),
      path,
    );
  if (method === 'PUT') await app.call('DELETE', asked);
  if (row === 'DELETE /spaces/{id}/owners/{userId}') await app.call('PUT', asked);
  const body = bodyOf(row, operation, world);
  return (await app.call(method, asked, { token, ...(body !== undefined && { body }) })).status;
}

function statusOf(row: string): number {
  const [method = '', path = ''] = row.replace(' (service)', '').split(' ');
  const responses = paths[`${root}${path}`]?.[method.toLowerCase()]?.responses ?? {};
  return otherwise[row] ?? Number(Object.keys(responses).find((code) => code < '400'));
}

/** Asks one row as one kind of caller, in each of its variants; answers the statuses. */
async function cell(row: string, access: Access, caller: CallerKind, world: World): Promise<number[]> {
  const userId = world.texts.get(exampleIds.user) ?? '';
  const statuses: number[] = [];
  for (const variant of given(access, caller, world, userId)) {
    const { token } = await makeCaller(app, variant);
    statuses.push(await ask(row, world, caller === 'anonymous' ? null : token));
  }
  return statuses;
}

/** The route handlers of a controller, each with its policy. */
function handlersOf(controller: { name: string; prototype: unknown }): { name: string; policy: unknown }[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = name === 'constructor' ? undefined : prototype[name];
    if (typeof handler !== 'function' || Reflect.getMetadata('path', handler) === undefined) return [];
    const policy: unknown = Reflect.getMetadata(POLICY, handler) ?? Reflect.getMetadata(POLICY, controller);
    return [{ name: `${controller.name}.${name}`, policy }];
  });
}

describe('every route', () => {
  it('carries a policy', () => {
    const handlers = [...app.application.nest.get(ModulesContainer).values()]
      .flatMap((module) => [...module.controllers.values()])
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? handlersOf(metatype) : []));
    const missing = handlers.filter(({ policy }) => policy === undefined).map(({ name }) => name);
    expect(missing).toEqual([]);
    expect(handlers.length).toBeGreaterThan(200);
  });

  it('has a row in the table, and every row a route', () => {
    const rows = Object.keys(table).map((row) => row.replace(' (service)', ''));
    expect([...new Set(rows)].sort()).toEqual(routes().sort());
  });

  it(`answers each of ${callerKinds.length} kinds of callers as the table says`, async () => {
    const deviations: string[] = [];
    let cells = 0;
    let world = await makeWorld(app);
    for (const [row, access] of Object.entries(table)) {
      for (const caller of callerKinds) {
        const wanted = expected(access, caller, statusOf(row));
        const statuses = await cell(row, access, caller, world);
        if (statuses.some((status) => status !== wanted))
          deviations.push(`${row} as ${caller}: ${statuses.join()} instead of ${wanted}`);
        cells += statuses.length;
        const spoilt = !row.startsWith('GET ') && statuses.some((status) => status < 400);
        if (spoilt || caller === 'blocked') world = await makeWorld(app);
      }
    }
    expect(deviations).toEqual([]);
    expect(cells).toBeGreaterThan(13 * Object.keys(table).length - 1);
  }, 1_200_000);
});

describe('an absent thing', () => {
  it('answers 404 to everyone, before rights are judged', async () => {
    const world = await makeWorld(app);
    const absent: World = {
      ...world,
      texts: new Map([...world.texts].map(([example], at) => [example, `f${at}`.padEnd(32, '0')])),
    };
    const { token } = await makeCaller(app, {});
    const rows = Object.entries(table).filter(
      ([row, { kind }]) => (kind === 'rights' || kind === 'owner') && row.includes('{'),
    );
    const wrong: string[] = [];
    for (const [row] of rows)
      for (const caller of [null, token]) {
        const status = await ask(row, absent, caller);
        if (status !== 404) wrong.push(`${row}: ${status}`);
      }
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(100);
  }, 120_000);
});
