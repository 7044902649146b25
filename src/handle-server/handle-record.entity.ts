import { Entity, Index } from 'typeorm';
import {
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/database/columns.js';

/** A name of the embedded handle server; its values are `HandleValue` rows. An empty record is a record too. */
@Entity('handle_records')
@Index('ix_handle_records_prefix', ['prefixFolded', 'nameFolded'])
export class HandleRecord {
  /** The name with A–Z folded: what names are compared by. */
  @KeyColumn('pk_handle_records')
  nameFolded!: string;

  /** `prefix/suffix` in the letters of its registration. */
  @TextColumn()
  name!: string;

  @TextColumn()
  prefixFolded!: string;

  /** Handle of the registry that owns the record (decision D16); null = made through a handle face. */
  @OptionalTextColumn()
  ownerHandleId!: string | null;

  /** Grows with every change of the record or its values. */
  @IntegerColumn()
  version!: number;

  @InstantColumn()
  createdAt!: string;

  @InstantColumn()
  updatedAt!: string;
}
