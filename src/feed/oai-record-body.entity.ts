import { Entity, PrimaryColumn } from 'typeorm';
import { TextColumn } from '../platform/database/columns.js';

/** The finished bytes of an `OaiRecord`, under the same `seq`. */
@Entity('oai_record_bodies')
export class OaiRecordBody {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_oai_record_bodies' })
  seq!: number;

  /** `<record>…</record>`: header and, unless deleted, metadata and about. */
  @TextColumn()
  record!: string;
}
