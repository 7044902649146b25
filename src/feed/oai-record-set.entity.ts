import { Entity, Index, PrimaryColumn } from 'typeorm';
import { KeyColumn } from '../platform/database/columns.js';

/** Which sets a record of the feed is in. Narrow, so that a selective harvest costs what it returns. */
@Entity('oai_record_set')
@Index('ix_oai_record_set_seq', ['seq'])
export class OaiRecordSet {
  @KeyColumn('pk_oai_record_set')
  setSpec!: string;

  @KeyColumn('pk_oai_record_set')
  prefix!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_record_set' })
  seq!: number;
}

