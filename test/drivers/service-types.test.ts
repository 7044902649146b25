import { describe, expect, it } from '@jest/globals';
import { drivers } from '../../src/drivers/drivers.js';
import {
  configureService,
  credentialOrigins,
  mintingRulesOf,
  resolverOf,
  serviceTypes,
} from '../../src/drivers/service-types.js';
import { givenCredential, secretTexts } from '../../src/drivers/unlisted-properties.js';
import { RegistryError } from '../../src/platform/errors.js';

const faultOf = (proxy: string | null, properties: Record<string, unknown>) => {
  try {
    configureService(proxy, properties);
    return undefined;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return [error.id, error.details['key']];
  }
};
const handles = 'https://hdl.example.org:8001/api/handles';
const keyInPem = '-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----';
const nested = (depth: number): object => (depth === 1 ? { a: 1 } : [nested(depth - 1)]);
const epic = 'https://epic.example.org/api/v2/handles';

describe('service types', () => {
  it.each([
    ['Local', { prefix: '21.T1' }, null, 'local'],
    ['Handle', { prefix: '21.T1', endpoint: handles }, null, 'handle-http'],
    ['EPIC', { prefix: '21.T1', endpoint: epic }, null, 'epic-v2'],
    ['PID', { prefix: '21.T1', endpoint: handles }, null, 'handle-http'],
    ['PID', { prefix: '21.T1', endpoint: epic }, null, 'epic-v2'],
    ['DataCite', { prefix: '10.5072' }, null, 'datacite-rest'],
    ['DOI', { prefix: '10.5072', host: 'https://mds.test.datacite.org' }, null, 'datacite-mds'],
    ['PID', { prefix: '21.T1' }, 'https://proxy.example.org/api/v1', 'handle-proxy'],
    ['DOI', { prefix: '10.5072' }, 'https://proxy.example.org/api/v1', 'handle-proxy'],
    ['PID', { prefix: '11789', suffixPrefix: '{{space.name}}' }, '172.17.0.9:8080/api/v1', 'handle-proxy'],
  ] as const)('%s %j with proxy %s is served by %s', (type, properties, proxy, driver) => {
    expect(configureService(proxy, { type, ...properties }).driver).toBe(driver);
    expect(drivers[driver]).toBeInstanceOf(Function);
  });

  it.each([
    [null, {}, ['missingRequiredValue', 'serviceProperties.type']],
    [null, { type: 'ARK' }, ['badValueNotAllowed', 'serviceProperties.type']],
    [null, { type: 'Local' }, ['missingRequiredValue', 'serviceProperties.prefix']],
    [null, { type: 'Local', prefix: 'no prefix' }, ['badValueIdentifier', 'serviceProperties.prefix']],
    [null, { type: 'DataCite', prefix: '21.T1' }, ['badValueIdentifier', 'serviceProperties.prefix']],
    [null, { type: 'Handle', prefix: '21.T1' }, ['missingRequiredValue', 'serviceProperties.endpoint']],
    [
      null,
      { type: 'Handle', prefix: '21.T1', endpoint: 'ftp://x' },
      ['badValueUrl', 'serviceProperties.endpoint'],
    ],
    [
      null,
      { type: 'Local', prefix: '21.T1', maxConcurrent: 'many' },
      ['badValueInteger', 'serviceProperties.maxConcurrent'],
    ],
    [
      null,
      { type: 'DataCite', prefix: '10.5072', system: 'mars' },
      ['badValueNotAllowed', 'serviceProperties.system'],
    ],
    [
      null,
      { type: 'Local', prefix: '21.T1', suffixPrefix: 'a b' },
      ['badValueString', 'serviceProperties.suffixPrefix'],
    ],
    ['not a url', { type: 'PID', prefix: '21.T1' }, ['badValueUrl', 'proxyEndpoint']],
    ['u:p@proxy.example.org', { type: 'PID', prefix: '21.T1' }, ['badValueUrl', 'proxyEndpoint']],
    ['http:u@proxy.example.org', { type: 'PID', prefix: '21.T1' }, ['badValueUrl', 'proxyEndpoint']],
    [
      null,
      { type: 'Handle', prefix: '21.T1', endpoint: 'https://u:p@hdl.example.org/' },
      ['badValueUrl', 'serviceProperties.endpoint'],
    ],
    [
      null,
      { type: 'Local', prefix: '21.T1', more: [{ at: 'ftp://u:p@hdl.example.org/' }] },
      ['badValueUrl', 'serviceProperties.more'],
    ],
    [
      null,
      { type: 'Handle', prefix: '21.T1', endpoint: handles, certificate: keyInPem },
      ['badValueString', 'serviceProperties.certificate'],
    ],
    [null, { type: 'Local', prefix: '21.T1', more: nested(9) }, ['badValueJSON', 'serviceProperties.more']],
    [null, { type: 'Local', prefix: '21.T1', auth: nested(9) }, ['badValueJSON', 'serviceProperties.auth']],
    [null, { type: 'Local', prefix: '21.T1', more: nested(8) }, undefined],
  ])('proxy %s with %j is refused: %j', (proxy, properties, fault) => {
    expect(faultOf(proxy, properties)).toEqual(fault);
  });

  it('part credentials from the rest, listed or merely sounding like it', () => {
    const given = {
      type: 'PID',
      prefix: '21.T1',
      endpoint: handles,
      username: 'u',
      password: 'p',
      apiToken: 't',
      extra: 1,
    };
    const { properties, credentials } = configureService(null, given);
    expect(credentials).toEqual({ password: 'p', apiToken: 't' });
    expect(properties).toEqual({ type: 'PID', prefix: '21.T1', endpoint: handles, username: 'u', extra: 1 });
  });

  it.each([
    ['pass', 'p'],
    ['dbPwd', 'p'],
    ['passphrase', 'p'],
    ['auth', { user: 'u', password: 'p' }],
    ['options', { headers: { Authorization: 'p' } }],
    ['list', [{ a: 1 }, { password: 'p' }]],
    ['pem', keyInPem],
    ['api-key', ['p']],
    ['token', 'json:"p"'],
  ])('keep an unlisted %s with a secret in it as a whole, and give it on as it was', (name, value) => {
    for (const proxy of [null, 'https://proxy.example.org'] as const) {
      const { properties, credentials } = configureService(proxy, {
        type: 'Local',
        prefix: '21.T1',
        [name]: value,
      });
      expect(properties).toEqual({ type: 'Local', prefix: '21.T1' });
      expect(givenCredential(credentials[name] ?? '')).toEqual(value);
      expect(
        secretTexts(credentials[name] ?? '').some((text) => ['p', keyInPem].includes(text) || text === value),
      ).toBe(true);
    }
  });

  it('show what only resembles a secret', () => {
    const given = {
      author: 'A',
      keywords: ['k'],
      autoSuffixGeneration: true,
      plain: { list: ['x@y.example'] },
    };
    const { properties, credentials } = configureService(null, { type: 'Local', prefix: '21.T1', ...given });
    expect([properties, credentials]).toEqual([{ type: 'Local', prefix: '21.T1', ...given }, {}]);
  });

  it.each([
    ['endpoint', 'https://hdl.example.org/other', true],
    ['endpoint', 'https://collector.example.org/api/handles', false],
    ['host', 'https://collector.example.org', false],
    ['doiEndpoint', '@collector.example.org/doi', false],
    ['server', { at: 'collector.example.org' }, false],
    ['type', 'DOI', false],
    ['suffixPrefix', 'a-', true],
    ['username', 'other', true],
  ])('a proxy still logs in at the same place when %s is %j: %s', (name, value, stays) => {
    const before = { type: 'PID', prefix: '21.T1', endpoint: 'https://hdl.example.org/api/handles' };
    const proxy = 'https://proxy.example.org/api/v1';
    const after = credentialOrigins(proxy, { ...before, [name]: value });
    expect(after === credentialOrigins(proxy, before)).toBe(stays);
  });

  it('say where a PID leads and how its suffix is made', () => {
    expect(resolverOf({ driver: 'local', properties: {} }, 'https://w.example')).toBe('https://w.example/');
    expect(resolverOf({ driver: 'epic-v2', properties: {} }, 'https://w.example')).toBe(
      'http://hdl.handle.net/',
    );
    expect(resolverOf({ driver: 'local', properties: { resolver: 'https://r.example' } }, 'x')).toBe(
      'https://r.example/',
    );
    expect(mintingRulesOf({ suffixPrefix: 'a-', suffixSuffix: 7 })).toMatchObject({
      suffixPrefix: 'a-',
      suffixSuffix: undefined,
    });
  });

  it('describe every property for people', () => {
    for (const { properties } of serviceTypes) {
      for (const { name, help } of properties) expect([name, help.length > 5]).toEqual([name, true]);
    }
  });
});
