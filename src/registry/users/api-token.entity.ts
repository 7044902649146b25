import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  KeyColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';
import { User } from './user.entity.js';

/** An API token: 256 random bits that only their owner has; we keep the SHA-256. */
@Entity('api_tokens')
export class ApiToken {
  /** The public part, found inside the token's text. */
  @KeyColumn('pk_api_tokens')
  id!: string;

  @Index('ix_api_tokens_user')
  @TextColumn()
  @ForeignKey(() => User, { name: 'fk_api_tokens_user', onDelete: 'CASCADE' })
  userId!: string;

  /** Name of a named token; null for a temporary one. */
  @OptionalTextColumn()
  name!: string | null;

  /** SHA-256 of the whole token text, hex. */
  @TextColumn()
  secretHash!: string;

  @InstantColumn()
  createdAt!: string;

  @OptionalInstantColumn()
  expiresAt!: string | null;

  @BooleanColumn()
  revoked!: boolean;

  /** JSON array of caveats that narrow the token; null = none. */
  @OptionalTextColumn()
  caveats!: string | null;

  /** JSON object of the owner's own notes; null = none. */
  @OptionalTextColumn()
  customMetadata!: string | null;
}
