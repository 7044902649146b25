import { FeedRestamp } from './feed/feed-restamp.entity.js';
import { FeedSecond } from './feed/feed-second.entity.js';
import { FeedState } from './feed/feed-state.entity.js';
import { OaiProvenance } from './feed/oai-provenance.entity.js';
import { OaiRecordBody } from './feed/oai-record-body.entity.js';
import { OaiRecordSet } from './feed/oai-record-set.entity.js';
import { OaiRecord } from './feed/oai-record.entity.js';
import { OaiSegment } from './feed/oai-segment.entity.js';
import { OaiSet } from './feed/oai-set.entity.js';
import { OaiSetMember } from './feed/oai-set-member.entity.js';
import { BatchResult } from './handle-server/batch/batch-result.entity.js';
import { Batch } from './handle-server/batch/batch.entity.js';
import { HandleRecord } from './handle-server/handle-record.entity.js';
import { HandleValue } from './handle-server/handle-value.entity.js';
import { HomedPrefix } from './handle-server/homed-prefix.entity.js';
import { ReverseLookupUser } from './handle-server/reverse-lookup/reverse-lookup-user.entity.js';
import { OaiHarvest } from './oai-pmh/oai-harvest.entity.js';
import { GateProbe, StoredFact } from './platform/fact.entity.js';
import { RegistrationFinding } from './registration/finding.entity.js';
import { AuditEntry } from './registry/audit/audit-entry.entity.js';
import { Group } from './registry/groups/group.entity.js';
import { HandleService } from './registry/handle-services/handle-service.entity.js';
import { Dissemination } from './registry/handles/dissemination.entity.js';
import { Handle } from './registry/handles/handle.entity.js';
import { Grant } from './registry/privileges/grant.entity.js';
import { IdempotencyKey } from './registry/idempotency/idempotency-key.entity.js';
import { Share } from './registry/shares/share.entity.js';
import { SpaceOwner } from './registry/spaces/space-owner.entity.js';
import { Space } from './registry/spaces/space.entity.js';
import { ApiToken } from './registry/users/api-token.entity.js';
import { User } from './registry/users/user.entity.js';

/** Every table, for the data source. */
export const entities = [
  ApiToken,
  AuditEntry,
  Batch,
  BatchResult,
  Dissemination,
  FeedRestamp,
  FeedSecond,
  FeedState,
  GateProbe,
  Grant,
  Group,
  Handle,
  HandleRecord,
  HandleService,
  HandleValue,
  HomedPrefix,
  IdempotencyKey,
  OaiHarvest,
  OaiProvenance,
  OaiRecord,
  OaiRecordBody,
  OaiRecordSet,
  OaiSegment,
  OaiSet,
  OaiSetMember,
  RegistrationFinding,
  ReverseLookupUser,
  Share,
  Space,
  SpaceOwner,
  StoredFact,
  User,
];
