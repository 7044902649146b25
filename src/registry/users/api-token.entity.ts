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
@Index('uq_api_tokens_name', ['userId', 'name'], { unique: true, where: 'name IS NOT NULL' })
@Index('ix_api_tokens_ended', ['expiresAt'], { where: 'name IS NULL' })
export class ApiToken {
  /** The public part, found inside the token's text. */
  @KeyColumn('pk_api_tokens')
  id!: string;

  @Index('ix_api_tokens_user')
  @TextColumn()
  @ForeignKey(() => User, { name: 'fk_api_tokens_user', onDelete: 'CASCADE' })
  userId!: string;

  /** Name of a named token, once a user; null for a temporary or confined one. */
  @OptionalTextColumn()
  name!: string | null;

  /** What it is for: access, identity or invite. */
  @TextColumn()
  kind!: string;

  /** JSON of what an invite token lets its bearer do; null for others. */
  @OptionalTextColumn()
  invitation!: string | null;

  /** SHA-256 of the whole token text, hex. */
  @TextColumn()
  secretHash!: string;

  @InstantColumn()
  createdAt!: string;

  @OptionalInstantColumn()
  expiresAt!: string | null;

  @BooleanColumn()
  revoked!: boolean;

  /** JSON array of caveats that narrow the token. */
  @TextColumn()
  caveats!: string;

  /** JSON object of the owner's own notes. */
  @TextColumn()
  customMetadata!: string;

  /** Token that this one was confined from, and ends with. */
  @Index('ix_api_tokens_parent')
  @OptionalTextColumn()
  @ForeignKey(() => ApiToken, { name: 'fk_api_tokens_parent', onDelete: 'CASCADE' })
  parentId!: string | null;
}
