import { Entity, ForeignKey } from 'typeorm';
import { InstantColumn, KeyColumn, TextColumn } from '../../platform/database/columns.js';
import { HomedPrefix } from '../homed-prefix.entity.js';

/** A name and password for the reverse look-up alone. */
@Entity('reverse_lookup_users')
export class ReverseLookupUser {
  @KeyColumn('pk_reverse_lookup_users')
  username!: string;

  /** The prefix with which it was made; searches are not limited to it, since all public values are public. */
  @TextColumn()
  @ForeignKey(() => HomedPrefix, { name: 'fk_reverse_lookup_users_prefix', onDelete: 'CASCADE' })
  prefixFolded!: string;

  @TextColumn()
  sealedPassword!: string;

  @InstantColumn()
  createdAt!: string;
}
