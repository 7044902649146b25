import { Entity } from 'typeorm';
import {
  InstantColumn,
  KeyColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/database/columns.js';

/** A set that an administrator defined, beside those of the handle services. */
@Entity('oai_sets')
export class OaiSet {
  @KeyColumn('pk_oai_sets')
  setSpec!: string;

  @TextColumn()
  name!: string;

  @TextColumn()
  description!: string;

  /** `SetCriteria` as JSON: which items are in it. */
  @TextColumn()
  criteria!: string;

  @InstantColumn()
  createdAt!: string;

  @InstantColumn()
  updatedAt!: string;

  /** Deletion; the row stays so that harvesters of the set learn that its items left. */
  @OptionalInstantColumn()
  deletedAt!: string | null;

  /** Last handle id that was compared with the present definition; null = all were. */
  @OptionalTextColumn()
  sweptAfter!: string | null;
}
