import { unixSeconds } from '../../platform/clock.js';
import type { Reader } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { RegistryError } from '../../platform/errors.js';
import { etagOf } from '../../platform/etag.js';
import { toCreator } from '../users/creator.js';
import { findLiveHandle, type HandleRow } from './handles.queries.js';

/** A handle as everyone may see it. Source: Onezone contract 1.2.2; `timestamp` is the last accepted change. */
export function toPublicHandleView(row: HandleRow) {
  return {
    handleId: row.id,
    handleServiceId: row.service_id,
    publicHandle: row.public_handle,
    resourceType: 'Share',
    resourceId: row.share_id,
    metadataPrefix: row.metadata_schema,
    metadataSchema: row.metadata_schema,
    metadata: row.metadata,
    timestamp: `${row.updated_at.slice(0, 19)}Z`,
    creationTime: unixSeconds(row.created_at),
  };
}

/** A handle as its members see it: with its creator and where its registration stands. */
export function toHandleView(row: HandleRow) {
  return {
    ...toPublicHandleView(row),
    creator: toCreator(row.creator_id),
    state: row.state,
    desiredRevision: row.desired_revision,
    appliedRevision: row.applied_revision,
    lastOutcome: row.last_outcome === null ? null : (JSON.parse(row.last_outcome) as unknown),
  };
}

/** A live handle as its members see it, with its ETag. @throws RegistryError notFound */
export async function handleView(reader: Reader, id: string) {
  const row = await requireLiveHandle(reader, id);
  return { view: toHandleView(row), etag: handleEtag(row) };
}

/** A live handle's row. @throws RegistryError notFound */
export async function requireLiveHandle(reader: Reader, id: string): Promise<HandleRow> {
  const row = await findLiveHandle(reader, id);
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** Changes with every accepted change of metadata, not with the progress of its registration. */
export const handleEtag = (row: HandleRow) => etagOf(row.id, row.desired_revision);

const metadata =
  '<?xml version="1.0" encoding="utf-8" ?>\n' +
  '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Snow depths</dc:title></metadata>';

/** A public handle for the API description. */
export const publicHandleExample = {
  handleId: exampleIds.handle,
  handleServiceId: exampleIds.handleService,
  publicHandle: 'http://hdl.handle.net/21.T15999/8aqx3hfg0mvs2k7c',
  resourceType: 'Share',
  resourceId: exampleIds.share,
  metadataPrefix: 'oai_dc',
  metadataSchema: 'oai_dc',
  metadata,
  timestamp: '2026-11-22T08:00:00Z',
  creationTime: 1795334400,
};

/** A handle for the API description. */
export const handleExample = {
  ...publicHandleExample,
  creator: { type: 'user', id: exampleIds.user },
  state: 'registered',
  desiredRevision: 1,
  appliedRevision: 1,
  lastOutcome: null,
};
