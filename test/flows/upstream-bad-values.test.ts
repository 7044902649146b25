import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metadataSchemas } from '../../src/metadata/schemas.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { createShare, createSpace, dublinCore, idOf, localServiceId, publish } from '../support/factories.js';
import { group, service } from '../support/people.js';

// Source of the cases: the data_specs of oz-worker's {handle,hservice}_misc, {user,group}_{handles,hservice}, share,
// group_misc and space_misc api_test_SUITEs, and BAD_VALUES_NAME of api_test_utils.hrl (contract 4.9).
const badNames = [
  '',
  'a',
  '-asd',
  '/asd',
  ':asd',
  'asd★',
  'asd-',
  'x'.repeat(129),
  '.asd',
  'asd ',
  ' asd ',
  ' asd',
];
const correctName = '_πœę ßþą_śðæŋ-əłżź.ćńµジ(ャパル)パスで 日本を- 旅す.る()';
const longText = '𓀀é'.repeat(50_001).slice(0, -1);

let app: TestApp;
/** Ids that stand for `{space}` … in the paths and bodies of the tables. */
const ids: Record<string, string> = {};
beforeAll(async () => {
  app = await startTestApp();
  ids['group'] = await group(app);
  ids['space'] = await createSpace(app);
  ids['share'] = await createShare(app, ids['space']);
  ids['service'] = await service(app);
  ids['local'] = await localServiceId(app);
  const published = await publish(app);
  ids['handle'] = published.handleId;
  ids['published'] = published.shareId;
});
afterAll(async () => {
  await app.close();
});

const named = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);
const call = (route: string, body: object): Promise<Answer> => {
  const [method = '', path = ''] = named(route).split(' ');
  return app.call(method, path, { body: JSON.parse(named(JSON.stringify(body))) });
};
const errorOf = ({ status, json }: Answer) => [status, json?.error?.id, json?.error?.details];

const newService = { name: 'Service', serviceProperties: { type: 'Local', prefix: '21.T11111' } };
const newShare = { name: 'Share', targetUrl: 'https://data.example.org/1' };
const newHandle = {
  handleServiceId: '{local}',
  resourceType: 'Share',
  resourceId: '{share}',
  metadataPrefix: 'oai_dc',
  metadata: dublinCore('Good'),
};
const creation: Record<string, object> = {
  'POST /handle_services': newService,
  'POST /user/handle_services': newService,
  'POST /groups/{group}/handle_services': newService,
  'POST /spaces/{space}/shares': newShare,
  'POST /handles': newHandle,
  'POST /user/handles': newHandle,
  'POST /groups/{group}/handles': newHandle,
  'POST /spaces': { name: 'Space' },
  'POST /user/spaces': { name: 'Space' },
  'POST /groups/{group}/spaces': { name: 'Space' },
  'POST /groups': { name: 'Group' },
  'POST /user/groups': { name: 'Group' },
  'POST /groups/{group}/parents': { name: 'Group' },
  'POST /groups/{group}/children': { name: 'Group' },
};
const changes = ['handle_services/{service}', 'shares/{share}', 'spaces/{space}', 'groups/{group}'];
const matching = (pattern: RegExp) => Object.keys(creation).filter((route) => pattern.test(route));

describe('bad names', () => {
  const routes = [...matching(/(services|shares|spaces|groups|parents|children)$/)];

  it.each(routes)('are refused by %s', async (route) => {
    for (const name of badNames)
      expect([name, ...errorOf(await call(route, { ...creation[route], name }))]).toEqual([
        name,
        400,
        'badValueName',
        { key: 'name' },
      ]);
    const number = await call(route, { ...creation[route], name: 1234 });
    expect(errorOf(number)).toEqual([400, 'badValueString', { key: 'name' }]);
    expect((await call(route, { ...creation[route], name: correctName })).status).toBe(201);
  });

  it.each(changes)('are refused by PATCH /%s, which changes nothing', async (path) => {
    const before = (await app.call('GET', `/${named(path)}`)).json;
    for (const name of badNames)
      expect(errorOf(await call(`PATCH /${path}`, { name }))).toEqual([400, 'badValueName', { key: 'name' }]);
    expect(errorOf(await call(`PATCH /${path}`, { name: 1234 }))[1]).toBe('badValueString');
    expect((await app.call('GET', `/${named(path)}`)).json).toEqual(before);
    expect((await call(`PATCH /${path}`, { name: correctName })).status).toBe(204);
    expect((await app.call('GET', `/${named(path)}`)).json.name).toBe(correctName);
  });
});

/** Key, bad value, error id and what its details add to the key. */
type Bad = [key: string, value: unknown, id: string, details?: object];

const badServices: Bad[] = [
  ['proxyEndpoint', 1234, 'badValueString'],
  ['proxyEndpoint', '', 'badValueEmpty'],
  ['serviceProperties', 1234, 'badValueJSON'],
  ['serviceProperties', {}, 'badValueEmpty'],
];
const badShares: Bad[] = [
  ['description', 1234, 'badValueString'],
  ['description', longText, 'badValueTextTooLarge', { limit: 100_000 }],
];
const badGroups: Bad[] = [
  ['type', 'kingdom', 'badValueNotAllowed', { allowed: ['organization', 'unit', 'team', 'role_holders'] }],
  ['type', 1234, 'badValueString'],
];
const badPrivileges = (key: string): Bad[] => [
  [key, 1234, 'badValueListOfStrings'],
  [key, ['fly'], 'badValueListNotAllowed', { allowed: expect.any(Array) }],
];
const badHandles: Bad[] = [
  ['handleServiceId', '', 'badValueIdNotFound'],
  ['handleServiceId', 1234, 'badValueIdNotFound'],
  ['resourceType', '', 'badValueNotAllowed', { allowed: ['Share'] }],
  ['resourceType', 1234, 'badValueString'],
  ['resourceId', '', 'badValueIdNotFound'],
  ['resourceId', 1234, 'badValueIdNotFound'],
  [
    'metadataPrefix',
    'bad_metadata',
    'badValueNotAllowed',
    { allowed: metadataSchemas.map(({ name }) => name) },
  ],
  ['metadataPrefix', 1234, 'badValueString'],
  ['metadata', 1234, 'badValueString'],
  ['metadata', longText, 'badValueTextTooLarge', { limit: 100_000 }],
];
const badValues: Record<string, Bad[]> = {
  ...Object.fromEntries(matching(/handle_services$/).map((route) => [route, badServices])),
  'PATCH /handle_services/{service}': badServices,
  ...Object.fromEntries(matching(/handles$/).map((route) => [route, badHandles])),
  'PATCH /handles/{handle}': badHandles.slice(-2),
  'POST /spaces/{space}/shares': [
    ...badShares,
    ['rootFileId', '', 'badValueEmpty'],
    ['rootFileId', 1234, 'badValueString'],
    ['fileType', 1234, 'badValueString'],
    ['fileType', '', 'badValueNotAllowed', { allowed: ['file', 'dir'] }],
  ],
  'PATCH /shares/{share}': badShares,
  ...Object.fromEntries(matching(/(groups|parents|children)$/).map((route) => [route, badGroups])),
  'PATCH /groups/{group}': badGroups,
  'PATCH /user/privileges': [...badPrivileges('grant'), ...badPrivileges('revoke')],
  'PATCH /groups/{group}/privileges': [...badPrivileges('grant'), ...badPrivileges('revoke')],
};

describe('bad values', () => {
  it.each(Object.entries(badValues))('are refused by %s', async (route, cases) => {
    expect(cases.length).toBeGreaterThan(1);
    for (const [key, value, id, details] of cases)
      expect([value, ...errorOf(await call(route, { ...creation[route], [key]: value }))]).toEqual([
        value,
        400,
        id,
        { key, ...details },
      ]);
  });

  it.each(matching(/handles$/))('of a registration by %s are judged after its share', async (route) => {
    const body = { ...newHandle, resourceId: '{published}', metadata: 'null' };
    expect(errorOf(await call(route, body)).slice(0, 2)).toEqual([409, 'alreadyExists']);
  });

  // Departure (f): Onezone's details of badValueXML are the key alone.
  it.each(['null', '<a></b>'])('of metadata say where and why it is no XML: %s', async (metadata) => {
    for (const route of matching(/handles$/))
      expect(errorOf(await call(route, { ...newHandle, metadata }))).toEqual([
        400,
        'badValueXML',
        expect.objectContaining({ key: 'metadata', line: 1, reason: expect.stringMatching(/\w{3}/) }),
      ]);
    expect(errorOf(await call('PATCH /handles/{handle}', { metadata }))[1]).toBe('badValueXML');
  });

  // Departure: the older name of metadataSchema is taken, and a body without either misses the new one.
  it.each(['handleServiceId', 'resourceType', 'resourceId', 'metadata', 'metadataPrefix'])(
    'of a registration: %s is required',
    async (key) => {
      const missing = key === 'metadataPrefix' ? 'metadataSchema' : key;
      for (const route of matching(/handles$/))
        expect(errorOf(await call(route, { ...newHandle, [key]: undefined }))).toEqual([
          400,
          'missingRequiredValue',
          { key: missing },
        ]);
    },
  );

  // Departure: proxyEndpoint is required by Onezone; without it a driver of ours speaks to the authority.
  it.each(['name', 'serviceProperties'])('of a service: %s is required', async (key) => {
    for (const route of matching(/handle_services$/))
      expect(errorOf(await call(route, { ...newService, [key]: undefined }))).toEqual([
        400,
        'missingRequiredValue',
        { key },
      ]);
  });

  it.each([
    ['PATCH /handle_services/{service}', ['name', 'proxyEndpoint', 'serviceProperties']],
    ['PATCH /shares/{share}', ['description', 'files', 'name', 'targetUrl']],
    ['PATCH /groups/{group}', ['name', 'type']],
    ['PATCH /spaces/{space}', ['name']],
    ['PATCH /user/privileges', ['grant', 'revoke']],
  ])('of %s: one at least is needed', async (route, keys) => {
    expect(errorOf(await call(route, { unknown: true }))).toEqual([400, 'missingAtLeastOneValue', { keys }]);
  });

  it('of a change of metadata: nothing else can change, and it is required', async () => {
    expect(errorOf(await call('PATCH /handles/{handle}', { resourceId: '{share}' }))).toEqual([
      400,
      'missingRequiredValue',
      { key: 'metadata' },
    ]);
    expect(idOf(await call('POST /user/handles', newHandle))).toHaveLength(32);
  });
});
