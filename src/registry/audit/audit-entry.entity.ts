import { Entity, Index } from 'typeorm';
import { InstantColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';

/** One privileged change: who, what, before and after, when, in which request. Written in the transaction of the change. */
@Entity('audit_entries')
@Index('ix_audit_entries_object', ['objectKind', 'objectId', 'at'])
export class AuditEntry {
  /** Instant and random tail, so that keys grow with time. */
  @KeyColumn('pk_audit_entries')
  id!: string;

  @InstantColumn()
  at!: string;

  /** User who did it; null = the system itself. */
  @OptionalTextColumn()
  actorId!: string | null;

  /** Verb such as `handle.create`. */
  @TextColumn()
  action!: string;

  @TextColumn()
  objectKind!: string;

  @TextColumn()
  objectId!: string;

  /** JSON before the change, redacted; null for a creation. */
  @OptionalTextColumn()
  before!: string | null;

  /** JSON after the change, redacted; null for a deletion. */
  @OptionalTextColumn()
  after!: string | null;

  @OptionalTextColumn()
  requestId!: string | null;
}
