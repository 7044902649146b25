import { z } from 'zod';
import { mintPid, type TemplateNames } from '../../pid/mint.js';
import { publicHandleOf } from '../../pid/pid.js';
import type { ServiceRow } from './handle-services.queries.js';

/** What the service's properties say about names; the drivers' own properties pass by. */
const namingProperties = z.object({
  type: z.string(),
  resolver: z.string().optional(),
  suffixPrefix: z.string().optional(),
  suffixSuffix: z.string().optional(),
  identifierTemplate: z.string().optional(),
});

/** Where PIDs of other services resolve, as Onezone prints it. */
const globalResolver = 'http://hdl.handle.net/';

/** A name and how Onezone prints it. */
export interface ChosenPid {
  pid: string;
  publicHandle: string;
}

/** A fresh name for a handle: minted here, before any service hears of it. */
export function choosePid(service: ServiceRow, publicUrl: string, names: TemplateNames): ChosenPid {
  const properties = namingProperties.parse(JSON.parse(service.properties));
  const pid = mintPid(service.prefix, properties, names);
  const resolver = properties.resolver ?? (properties.type === 'Local' ? `${publicUrl}/` : globalResolver);
  return { pid, publicHandle: publicHandleOf(pid, resolver) };
}
