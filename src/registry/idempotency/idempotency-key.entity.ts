import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';

/** A POST that its sender may repeat safely: the key he gave it, and how it was answered. Kept for a day. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  @KeyColumn('pk_idempotency_keys')
  @ForeignKey(() => User, { name: 'fk_idempotency_keys_user', onDelete: 'CASCADE' })
  userId!: string;

  @KeyColumn('pk_idempotency_keys')
  key!: string;

  /** SHA-256 of method, path and body: the same key with another request is a mistake. */
  @TextColumn()
  fingerprint!: string;

  @Index('ix_idempotency_keys_created')
  @InstantColumn()
  createdAt!: string;

  /** HTTP status of the answer; null while the request is under way. */
  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @OptionalTextColumn()
  location!: string | null;

  /** JSON of the answer's body without secrets, or of an error; null when there was none. */
  @OptionalTextColumn()
  body!: string | null;
}
