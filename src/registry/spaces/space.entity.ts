import { Entity } from 'typeorm';
import { InstantColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';

/** A space: where shares belong, and whose members may publish them. */
@Entity('spaces')
export class Space {
  @KeyColumn('pk_spaces')
  id!: string;

  @TextColumn()
  name!: string;

  @InstantColumn()
  createdAt!: string;

  @OptionalTextColumn()
  creatorId!: string | null;
}
