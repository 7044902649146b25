import { RegistryError } from '../platform/errors.js';
import type { MintingRules } from '../pid/mint.js';
import { readProperties, type ServiceProperty } from './service-properties.js';

/** Names of the drivers, keys of drivers.ts. */
export type DriverName = 'local';

/** A kind of handle service that can be created, and the driver that serves it (decision D11). */
interface ServiceType {
  /** `serviceProperties.type`. */
  type: string;
  driver: DriverName;
  title: string;
  properties: readonly ServiceProperty[];
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

const naming: readonly ServiceProperty[] = [
  {
    name: 'suffixPrefix',
    kind: 'text',
    required: false,
    help: 'Put in front of every suffix',
    example: 'data-',
  },
  { name: 'suffixSuffix', kind: 'text', required: false, help: 'Put behind every suffix' },
  {
    name: 'identifierTemplate',
    kind: 'text',
    required: false,
    help: 'Begins every suffix; may name {{space.name}}, {{space.guid}} and {{user.name}}',
    example: '{{space.name}}',
  },
  {
    name: 'allowTemplateOverride',
    kind: 'switch',
    required: false,
    help: 'Publishers may choose a suffix of their own',
  },
  { name: 'resolver', kind: 'url', required: false, help: 'Address in front of a PID that makes it a link' },
  {
    name: 'maxConcurrent',
    kind: 'count',
    required: false,
    help: 'Most requests at one time; 16 unless given',
  },
];

const prefix: ServiceProperty = {
  name: 'prefix',
  kind: 'prefix',
  required: true,
  help: 'Prefix of the PIDs',
  example: '21.T99999',
};

/** Every service type: one line each. */
const serviceTypes: readonly ServiceType[] = [
  { type: 'Local', driver: 'local', title: 'Embedded handle server', properties: [prefix, ...naming] },
];

/**
 * Checks the configuration of a handle service and chooses its driver.
 * @throws RegistryError badValueNotAllowed for a type or proxy that no driver serves; missingRequiredValue and badValue…
 *   for its properties
 */
export function configureService(
  proxyEndpoint: string | null,
  given: Readonly<Record<string, unknown>>,
): ServiceConfiguration {
  const allowed = serviceTypes.map(({ type }) => type);
  if (given['type'] === undefined)
    throw new RegistryError('missingRequiredValue', { key: 'serviceProperties.type' });
  const found = proxyEndpoint === null ? serviceTypes.find(({ type }) => type === given['type']) : undefined;
  if (found === undefined)
    throw new RegistryError('badValueNotAllowed', { key: 'serviceProperties.type', allowed });
  const { open, credentials } = readProperties(found.properties, given);
  return { driver: found.driver, prefix: String(open['prefix']), properties: open, credentials };
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
