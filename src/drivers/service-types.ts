import { RegistryError } from '../platform/errors.js';
import { isHttpUrl } from '../platform/validation.js';
import type { MintingRules } from '../pid/mint.js';
import { proxyAddress } from './handle-proxy/proxy-address.js';
import { readProperties, type ServiceProperty } from './service-properties.js';
import {
  account,
  dataciteDoi,
  dataciteRest,
  handleValues,
  naming,
  pacing,
  prefix,
  requiredEndpoint,
  sessions,
} from './service-property-tables.js';

/** Names of the drivers, keys of drivers.ts. */
export type DriverName =
  'local' | 'handle-http' | 'epic-v2' | 'datacite-rest' | 'datacite-mds' | 'handle-proxy';

/** A kind of handle service that can be created, and the driver that serves it (decision D11). */
interface ServiceType {
  /** `serviceProperties.type`. */
  type: string;
  title: string;
  properties: readonly ServiceProperty[];
  driver: (properties: Readonly<Record<string, unknown>>) => DriverName;
}

/** What the registry stores of a new or changed handle service. */
export interface ServiceConfiguration {
  driver: DriverName;
  prefix: string;
  /** serviceProperties without credentials, as given. */
  properties: Record<string, unknown>;
  /** To be sealed; empty when the type needs none. */
  credentials: Record<string, string>;
}

/** Every service type: one line each. */
export const serviceTypes: readonly ServiceType[] = [
  {
    type: 'Local',
    title: 'Embedded handle server',
    properties: [prefix, ...naming, ...handleValues, ...pacing],
    driver: () => 'local',
  },
  {
    type: 'Handle',
    title: 'Handle.net server (HTTP JSON API)',
    properties: [requiredEndpoint, prefix, ...account, ...sessions, ...naming, ...handleValues, ...pacing],
    driver: () => 'handle-http',
  },
  {
    type: 'EPIC',
    title: 'EPIC API v2',
    properties: [requiredEndpoint, prefix, ...account, ...naming, ...handleValues, ...pacing],
    driver: () => 'epic-v2',
  },
  {
    type: 'DataCite',
    title: 'DataCite (REST API)',
    properties: [...dataciteRest, ...naming, ...pacing],
    driver: () => 'datacite-rest',
  },
  {
    type: 'DOI',
    title: 'DataCite (MDS API), as Onezone names it',
    properties: [...dataciteDoi, ...account, ...naming, ...pacing],
    driver: () => 'datacite-mds',
  },
  {
    type: 'PID',
    title: 'Handle.net or EPIC server, as Onezone names it',
    properties: [requiredEndpoint, prefix, ...account, ...sessions, ...naming, ...handleValues, ...pacing],
    // EPIC's collection is …/v2/handles or …/handles; the Handle JSON API's is …/api/handles.
    driver: ({ endpoint }) => (/(?<!\/api)\/handles\/*$/.test(String(endpoint)) ? 'epic-v2' : 'handle-http'),
  },
];

/** With a proxy the properties are the proxy's business: whatever the type, only the prefix is ours. */
const proxied: readonly ServiceProperty[] = [prefix, ...naming, ...pacing];

/**
 * Checks the configuration of a handle service and chooses its driver.
 * @throws RegistryError badValueNotAllowed for a type that no driver serves; badValueUrl for a proxy address;
 *   missingRequiredValue and badValue… for the properties of the type
 */
export function configureService(
  proxyEndpoint: string | null,
  given: Readonly<Record<string, unknown>>,
): ServiceConfiguration {
  const { type } = given;
  if (type === undefined) throw new RegistryError('missingRequiredValue', { key: 'serviceProperties.type' });
  const found = serviceTypes.find((each) => each.type === type);
  const allowed = serviceTypes.map((each) => each.type);
  if (found === undefined)
    throw new RegistryError('badValueNotAllowed', { key: 'serviceProperties.type', allowed });
  if (proxyEndpoint !== null && !isHttpUrl(proxyAddress(proxyEndpoint)))
    throw new RegistryError('badValueUrl', { key: 'proxyEndpoint' });
  const table = proxyEndpoint === null ? found.properties : proxied;
  const { open, credentials } = readProperties(table, given);
  const driver = proxyEndpoint === null ? found.driver(open) : 'handle-proxy';
  return { driver, prefix: String(open['prefix']), properties: open, credentials };
}

/**
 * The origins that a service's credentials are sent to, as one text; '' for those that the driver knows by itself.
 */
export function credentialOrigins(
  proxyEndpoint: string | null,
  properties: Readonly<Record<string, unknown>>,
): string {
  const addresses =
    proxyEndpoint === null ? [properties['endpoint'], properties['host']] : [proxyAddress(proxyEndpoint)];
  return addresses
    .map((address) => (typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : ''))
    .join(' ');
}

/**
 * What stands in front of a PID of the service to make it a public handle, with its trailing slash.
 * @param publicUrl PUBLIC_URL of this registry, which resolves the PIDs of local services
 */
export function resolverOf(
  service: { driver: string; properties: Readonly<Record<string, unknown>> },
  publicUrl: string,
): string {
  const own = service.properties['resolver'];
  if (typeof own === 'string') return own.endsWith('/') ? own : `${own}/`;
  return service.driver === 'local' ? `${publicUrl}/` : 'http://hdl.handle.net/';
}

/** How the service wants its suffixes made. */
export function mintingRulesOf(properties: Readonly<Record<string, unknown>>): MintingRules {
  const text = (name: string) => (typeof properties[name] === 'string' ? properties[name] : undefined);
  return {
    suffixPrefix: text('suffixPrefix'),
    suffixSuffix: text('suffixSuffix'),
    identifierTemplate: text('identifierTemplate'),
  };
}

/** True when publishers may choose a suffix of their own. */
export function allowsOwnSuffix(properties: Readonly<Record<string, unknown>>): boolean {
  return properties['allowTemplateOverride'] === true;
}
