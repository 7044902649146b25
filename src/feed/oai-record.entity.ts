import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BooleanColumn, TextColumn } from '../platform/database/columns.js';
import { Handle } from '../registry/handles/handle.entity.js';

/** One item in one metadataPrefix as harvesters get it. A change moves it to a new, higher `seq`. */
@Entity('oai_records')
@Index('uq_oai_records_item', ['handleId', 'prefix'], { unique: true })
@Index('ix_oai_records_prefix', ['prefix', 'seq'])
@Index('ix_oai_records_datestamp', ['datestamp', 'seq'])
export class OaiRecord {
  /** Position in the feed; grows with every publication, never reused. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_records' })
  seq!: number;

  @TextColumn()
  prefix!: string;

  @TextColumn()
  @ForeignKey(() => Handle, { name: 'fk_oai_records_handle' })
  handleId!: string;

  /** Whole second at which the change became visible: `YYYY-MM-DDThh:mm:ssZ`; grows with `seq`. */
  @TextColumn()
  datestamp!: string;

  @BooleanColumn()
  deleted!: boolean;

  /** `<header>…</header>` */
  @TextColumn()
  header!: string;

  /** `<record>…</record>` */
  @TextColumn()
  record!: string;
}

