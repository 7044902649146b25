import { Entity, ForeignKey } from 'typeorm';
import { IntegerColumn, KeyColumn, OptionalTextColumn, TextColumn } from '../../platform/database/columns.js';
import { Batch } from './batch.entity.js';

/** What became of one operation of a batch, written in the transaction of its change. */
@Entity('batch_results')
export class BatchResult {
  @KeyColumn('pk_batch_results')
  @ForeignKey(() => Batch, { name: 'fk_batch_results_batch', onDelete: 'CASCADE' })
  batchId!: string;

  /** From 1, in the order of the file. */
  @IntegerColumn({ primary: true, primaryKeyConstraintName: 'pk_batch_results' })
  ordinal!: number;

  /** Line of the file on which the operation begins. */
  @IntegerColumn()
  line!: number;

  /** As the log names it, such as `create` or `add values`. */
  @TextColumn()
  operation!: string;

  /** The handle, or what else the operation is about. */
  @TextColumn()
  subject!: string;

  /** SHA-256 of the operation's text without passwords: what a resumed run recognises it by. */
  @TextColumn()
  digest!: string;

  /** 1 = done; null = the operation could not be read. */
  @IntegerColumn({ nullable: true })
  responseCode!: number | null;

  @OptionalTextColumn()
  message!: string | null;
}
