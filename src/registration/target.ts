import type { PidTarget } from '../pid/driver.js';
import { pidAsPath } from '../pid/pid.js';
import type { ClaimedHandle } from './claim.js';

/** What targets need to know of this registry. */
export interface RegistryFacts {
  /** REPOSITORY_ID. */
  id: string;
  /** PUBLIC_URL without trailing slash. */
  publicUrl: string;
}

/** What is wanted outside for a claimed handle. */
export function targetOf(handle: ClaimedHandle, registry: RegistryFacts): PidTarget {
  return {
    pid: handle.pid,
    publicHandle: handle.publicHandle,
    url: handle.landingUrl,
    tombstoneUrl: `${registry.publicUrl}/${pidAsPath(handle.pid)}`,
    metadataUrl: `${registry.publicUrl}/oai_pmh?${metadataQuery(registry.id, handle.id)}`,
    createdYear: handle.createdAt.slice(0, 4),
    mark: { registryId: registry.id, handleId: handle.id, revision: handle.desiredRevision },
    metadata: { schema: handle.metadataSchema, xml: handle.metadata, summary: handle.summary },
  };
}

function metadataQuery(registryId: string, handleId: string): string {
  const identifier = `oai:${registryId}:${handleId}`;
  return new URLSearchParams({ verb: 'GetRecord', metadataPrefix: 'oai_dc', identifier }).toString();
}
