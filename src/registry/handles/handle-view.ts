import { unixSeconds } from '../../platform/clock.js';
import { toCreator } from '../users/creator.js';
import type { HandleRow } from './handles.queries.js';

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
