import { mintingRulesOf, resolverOf } from '../../drivers/service-types.js';
import { mintPid, type TemplateNames } from '../../pid/mint.js';
import { publicHandleOf } from '../../pid/pid.js';
import { serviceProperties, type ServiceRow } from './handle-services.queries.js';

/** A name and how Onezone prints it. */
export interface ChosenPid {
  pid: string;
  publicHandle: string;
}

/** A fresh name for a handle: minted here, before any service hears of it. */
export function choosePid(service: ServiceRow, publicUrl: string, names: TemplateNames): ChosenPid {
  const properties = serviceProperties(service);
  const pid = mintPid(service.prefix, mintingRulesOf(properties), names);
  return {
    pid,
    publicHandle: publicHandleOf(pid, resolverOf({ driver: service.driver, properties }, publicUrl)),
  };
}
