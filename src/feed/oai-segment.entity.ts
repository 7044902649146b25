import { Entity, Index, PrimaryColumn } from 'typeorm';
import { IntegerColumn, OptionalTextColumn, TextColumn } from '../platform/database/columns.js';

/**
 * A stretch of the feed in one metadataPrefix, with the finished bytes of its records one after the other: pages of a
 * whole harvest are put together from few of them. Every record lies in exactly one segment.
 */
@Entity('oai_segments')
@Index('ix_oai_segments_prefix', ['prefix', 'lastSeq', 'firstSeq', 'items', 'size'])
@Index('ix_oai_segments_loose', ['prefix', 'lastSeq'], { where: 'records IS NULL' })
export class OaiSegment {
  /** The last position that it covers. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_segments' })
  lastSeq!: number;

  @TextColumn()
  prefix!: string;

  /** The first position that it covers. */
  @IntegerColumn()
  firstSeq!: number;

  /** Records in it. */
  @IntegerColumn()
  items!: number;

  /** Sum of their `OaiRecord.size`, in bytes. */
  @IntegerColumn()
  size!: number;

  /** Every `OaiRecord.header` in order; null while the segment is loose: then they are joined as they are read. */
  @OptionalTextColumn()
  headers!: string | null;

  /** Every `OaiRecordBody.record` in order; null while the segment is loose. */
  @OptionalTextColumn()
  records!: string | null;
}
