import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { BooleanColumn, IntegerColumn, TextColumn } from '../platform/database/columns.js';
import { Handle } from '../registry/handles/handle.entity.js';

/**
 * One item in one metadataPrefix: what a list of the feed is made of. A change moves it to a new, higher `seq`.
 * Narrow, so that ListIdentifiers and finding the end of a page never touch the metadata (`OaiRecordBody`).
 */
@Entity('oai_records')
@Index('uq_oai_records_item', ['handleId', 'prefix'], { unique: true })
@Index('ix_oai_records_prefix', ['prefix', 'seq', 'size'])
export class OaiRecord {
  /** Position in the feed; grows with every publication, never reused. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_records' })
  seq!: number;

  @TextColumn()
  prefix!: string;

  @TextColumn()
  @ForeignKey(() => Handle, { name: 'fk_oai_records_handle' })
  handleId!: string;

  /** Whole second at which the change became visible: `YYYY-MM-DDThh:mm:ssZ`; never falls as `seq` grows. */
  @TextColumn()
  datestamp!: string;

  @BooleanColumn()
  deleted!: boolean;

  /** Length of `OaiRecordBody.record` in bytes, by which pages are limited. */
  @IntegerColumn()
  size!: number;

  /** `<header>…</header>` */
  @TextColumn()
  header!: string;
}
