import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';
import { HandleService } from '../handle-services/handle-service.entity.js';

/** Where a handle stands. `registered` means: the service confirmed `appliedRevision`. */
export type HandleState =
  'pending' | 'registered' | 'updating' | 'deleting' | 'tombstoned' | 'conflict' | 'parked' | 'burnt';

/**
 * A Public Data record, and the ledger of its registration (decision D5). The PID is chosen and committed before any
 * byte goes out; work is due while `desiredRevision > appliedRevision`; what the feed shows is `publishedRevision`.
 */
@Entity('handles')
@Index('uq_handles_live_share', ['shareId'], { unique: true, where: 'deleted_at IS NULL' })
@Index('ix_handles_service', ['serviceId', 'id'])
@Index('ix_handles_share', ['shareId'])
@Index('ix_handles_due', ['serviceId', 'nextAttemptAt'], {
  where: "desired_revision > applied_revision AND state IN ('pending', 'updating', 'deleting')",
})
@Index('ix_handles_verified', ['serviceId', 'verifiedAt'], { where: "state IN ('registered', 'tombstoned')" })
@Index('ix_handles_unpublished', ['updatedAt', 'id'], {
  where: 'published_revision < desired_revision AND registered_at IS NOT NULL',
})
export class Handle {
  @KeyColumn('pk_handles')
  id!: string;

  @TextColumn()
  @ForeignKey(() => HandleService, { name: 'fk_handles_service' })
  serviceId!: string;

  /** `prefix/suffix` as chosen; never changes letters after publication. */
  @TextColumn()
  pid!: string;

  /** The PID with A–Z folded: what names are compared by. Never reused. */
  @Index('uq_handles_pid', { unique: true })
  @TextColumn()
  pidFolded!: string;

  /** The PID as Onezone prints it. */
  @TextColumn()
  publicHandle!: string;

  @TextColumn()
  shareId!: string;

  @TextColumn()
  metadataSchema!: string;

  /** Final XML: revised, PID in it. */
  @TextColumn()
  metadata!: string;

  /** `RecordSummary` as JSON: what pages are made of. */
  @TextColumn()
  summary!: string;

  /** Landing page given to the service and put into the metadata. */
  @TextColumn()
  landingUrl!: string;

  @TextColumn()
  state!: HandleState;

  /** Our latest version; grows by one with every accepted change, the deletion included. */
  @IntegerColumn()
  desiredRevision!: number;

  /** The latest version that the service confirmed; 0 = never registered. */
  @IntegerColumn()
  appliedRevision!: number;

  /** The latest version in the feed; 0 = never published. */
  @IntegerColumn()
  publishedRevision!: number;

  /** First confirmation by the service; public faces show nothing before it. */
  @OptionalInstantColumn()
  registeredAt!: string | null;

  /** True from the moment before the first byte about this PID may go out. */
  @BooleanColumn()
  everSent!: boolean;

  /** Attempts since the last success. */
  @IntegerColumn()
  attempts!: number;

  /** Not tried before this instant. */
  @InstantColumn()
  nextAttemptAt!: string;

  @OptionalTextColumn()
  leaseOwner!: string | null;

  @OptionalInstantColumn()
  leaseUntil!: string | null;

  /** Grows with every claim; an outcome with an older fence is thrown away. */
  @IntegerColumn()
  fence!: number;

  /** JSON of the last outcome: class, HTTP status, redacted reason, instant. */
  @OptionalTextColumn()
  lastOutcome!: string | null;

  /** Last comparison with what stands outside; null = never. */
  @OptionalInstantColumn()
  verifiedAt!: string | null;

  @InstantColumn()
  createdAt!: string;

  /** Last accepted change: Onezone's `timestamp`. */
  @InstantColumn()
  updatedAt!: string;

  @OptionalTextColumn()
  creatorId!: string | null;

  /** Accepted deletion; null = live. */
  @OptionalInstantColumn()
  deletedAt!: string | null;

  /** Tombstone: JSON `{reason?, note?, replacedBy?}`; null = live. */
  @OptionalTextColumn()
  tombstone!: string | null;
}
