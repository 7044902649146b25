import { unixSeconds } from '../../platform/clock.js';
import type { Reader } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { etagOf } from '../../platform/etag.js';
import { toCreator } from '../users/creator.js';
import { requireService, serviceProperties, type ServiceRow } from './handle-services.queries.js';
import { credentialNames } from './service-credentials.js';

/** A handle service as its members see it; credentials are never shown. */
export function toServiceView(row: ServiceRow) {
  return {
    handleServiceId: row.id,
    name: row.name,
    proxyEndpoint: row.proxy_endpoint,
    serviceProperties: serviceProperties(row),
    credentialsSet: credentialNames(row.sealed_credentials),
    creator: toCreator(row.creator_id),
    creationTime: unixSeconds(row.created_at),
  };
}

/** A live handle service as its members see it, with its ETag; credentials are never shown. @throws RegistryError notFound */
export async function serviceView(reader: Reader, id: string) {
  const row = await requireService(reader, id);
  return { view: toServiceView(row), etag: serviceEtag(row) };
}

/** Changes with everything that a client may change of a handle service; not when new credentials pass their trial. */
export const serviceEtag = (row: ServiceRow) =>
  etagOf(
    row.id,
    row.name,
    row.proxy_endpoint,
    row.properties,
    row.next_credentials ?? row.sealed_credentials,
  );

/** A handle service for the API description. */
export const serviceExample = {
  handleServiceId: exampleIds.handleService,
  name: 'Local handles',
  proxyEndpoint: null,
  serviceProperties: { type: 'Local', prefix: '21.T15999' },
  credentialsSet: [],
  creator: { type: 'user', id: exampleIds.user },
  creationTime: 1795334400,
};
