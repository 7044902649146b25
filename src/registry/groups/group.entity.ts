import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';

/** A group of users and groups. Its members are grants on it. */
@Entity('user_groups')
export class Group {
  @KeyColumn('pk_user_groups')
  id!: string;

  @TextColumn()
  name!: string;

  /** organization, unit, team or role_holders. */
  @TextColumn()
  type!: string;

  @InstantColumn()
  createdAt!: string;

  @OptionalTextColumn()
  creatorId!: string | null;
}
