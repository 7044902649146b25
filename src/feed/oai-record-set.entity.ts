import { Entity, Index, PrimaryColumn } from 'typeorm';
import { IntegerColumn, KeyColumn, OptionalTextColumn } from '../platform/database/columns.js';

/**
 * Which sets a record of the feed is in: the order of a selective harvest, which so costs what it returns. A row with a
 * header of its own says that the item left the set: harvesters of that set see it as deleted.
 */
@Entity('oai_record_set', { withoutRowid: true })
@Index('ix_oai_record_set_seq', ['seq'])
@Index('ix_oai_record_set_left', ['handleId'], { where: 'handle_id IS NOT NULL' })
export class OaiRecordSet {
  @KeyColumn('pk_oai_record_set')
  setSpec!: string;

  @KeyColumn('pk_oai_record_set')
  prefix!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_record_set' })
  seq!: number;

  /** As `OaiRecord.size`. */
  @IntegerColumn()
  size!: number;

  /** The item that left the set; null while it is in it. */
  @OptionalTextColumn()
  handleId!: string | null;

  /** `<header status="deleted">…</header>` of an item that left the set; null while it is in it. */
  @OptionalTextColumn()
  leftHeader!: string | null;
}
