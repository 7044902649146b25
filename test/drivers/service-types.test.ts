import { describe, expect, it } from '@jest/globals';
import { drivers } from '../../src/drivers/drivers.js';
import {
  configureService,
  mintingRulesOf,
  resolverOf,
  serviceTypes,
} from '../../src/drivers/service-types.js';
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
