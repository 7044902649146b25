import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BigIntegerColumn,
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  TextColumn,
} from '../platform/database/columns.js';
import { HandleRecord } from './handle-record.entity.js';

/**
 * How `data` is to be read: text, base64 of bytes that are no text, the JSON of a structured handle value, or (a secret
 * key) text sealed for its place.
 */
export type HandleDataFormat = 'string' | 'base64' | 'admin' | 'vlist' | 'site' | 'key' | 'sealed';

/** One value of a handle record. Source: RFC 3651 section 3.1 and the HTTP JSON API of handle.net 9. */
@Entity('handle_values')
// On (type_folded, the first 128 characters of data): TypeORM cannot say it.
@Index('ix_handle_values_search', { synchronize: false })
export class HandleValue {
  @KeyColumn('pk_handle_values')
  @ForeignKey(() => HandleRecord, { name: 'fk_handle_values_record', onDelete: 'CASCADE' })
  nameFolded!: string;

  /** Index within the record, above 0 (`index` is a word of SQL). */
  @IntegerColumn({ primary: true, primaryKeyConstraintName: 'pk_handle_values' })
  idx!: number;

  /** As given, such as `URL` or `10320/loc`. */
  @TextColumn()
  type!: string;

  /** The type with A–Z folded: what types are compared by. */
  @TextColumn()
  typeFolded!: string;

  @TextColumn()
  format!: HandleDataFormat;

  @TextColumn()
  data!: string;

  /** 0 = `ttl` counts seconds from the reading; 1 = `ttl` is an instant in Unix seconds. */
  @IntegerColumn()
  ttlType!: number;

  @BigIntegerColumn()
  ttl!: number;

  /** Four bits as text: admin read, admin write, public read, public write. */
  @TextColumn()
  permissions!: string;

  /** Last change of the value; a whole second. */
  @InstantColumn()
  timestamp!: string;

  /** JSON array of `{handle, index}`. */
  @TextColumn()
  refs!: string;

  /** Place in the record's storage order, which answers keep. */
  @IntegerColumn()
  position!: number;

  /** Written by the registry for its own handle: read-only through every handle face (decision D16). */
  @BooleanColumn()
  owned!: boolean;
}
