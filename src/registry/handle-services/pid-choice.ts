import { allowsOwnSuffix, mintingRulesOf, resolverOf } from '../../drivers/service-types.js';
import { chosenPid, mintPid, type TemplateNames } from '../../pid/mint.js';
import { RegistryError } from '../../platform/errors.js';
import { publicHandleOf } from '../../pid/pid.js';
import { serviceProperties, type ServiceRow } from './handle-services.queries.js';

/** A name and how Onezone prints it. */
export interface ChosenPid {
  pid: string;
  publicHandle: string;
}

/**
 * A name for a handle, chosen before any service hears of it: minted, or with the publisher's own suffix.
 * @throws RegistryError badValueNotAllowed when the service allows no own suffix, badValueIdentifier when it is none
 */
export function choosePid(
  service: ServiceRow,
  publicUrl: string,
  names: TemplateNames,
  ownSuffix?: string,
): ChosenPid {
  const properties = serviceProperties(service);
  if (ownSuffix !== undefined && !allowsOwnSuffix(properties)) {
    throw new RegistryError('badValueNotAllowed', { key: 'suffix', allowed: [] });
  }
  const pid =
    ownSuffix === undefined
      ? mintPid(service.prefix, mintingRulesOf(properties), names)
      : chosenPid(service.prefix, ownSuffix);
  if (pid === undefined) throw new RegistryError('badValueIdentifier', { key: 'suffix' });
  return {
    pid,
    publicHandle: publicHandleOf(pid, resolverOf({ driver: service.driver, properties }, publicUrl)),
  };
}
