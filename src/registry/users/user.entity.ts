import { Entity, Index } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** A person or machine account. */
@Entity('users')
export class User {
  @KeyColumn('pk_users')
  id!: string;

  /** Name for Basic authentication; null when the account has none. */
  @Index('uq_users_username', { unique: true })
  @OptionalTextColumn()
  username!: string | null;

  @TextColumn()
  fullName!: string;

  /** scrypt hash in its printable form; null when the account has no password. */
  @OptionalTextColumn()
  passwordHash!: string | null;

  @BooleanColumn()
  basicAuthEnabled!: boolean;

  @BooleanColumn()
  blocked!: boolean;

  /** Grows when all temporary tokens are revoked; counts from 1. */
  @IntegerColumn()
  temporaryGeneration!: number;

  @InstantColumn()
  createdAt!: string;
}
