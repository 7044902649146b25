import { Entity, ForeignKey, Index } from 'typeorm';
import { InstantColumn, KeyColumn } from '../../platform/database/columns.js';
import { User } from '../users/user.entity.js';
import { Space } from './space.entity.js';

/** A user who owns a space: he may do everything there, whatever he was granted, and is a direct member. */
@Entity('space_owners')
export class SpaceOwner {
  @KeyColumn('pk_space_owners')
  @ForeignKey(() => Space, { name: 'fk_space_owners_space', onDelete: 'CASCADE' })
  spaceId!: string;

  @KeyColumn('pk_space_owners')
  @Index('ix_space_owners_user')
  @ForeignKey(() => User, { name: 'fk_space_owners_user', onDelete: 'CASCADE' })
  userId!: string;

  @InstantColumn()
  createdAt!: string;
}
