import { Entity, Index } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** What a batch is doing; `interrupted` when its server ended or failed before all was done. */
export type BatchState = 'running' | 'finished' | 'interrupted';

/** A batch file that was run here. Its text, which holds passwords, is never kept. */
@Entity('batches')
@Index('ix_batches_created', ['createdAt'])
export class Batch {
  @KeyColumn('pk_batches')
  id!: string;

  @TextColumn()
  state!: BatchState;

  /** Nothing was changed; the results say what would have happened. */
  @BooleanColumn()
  dryRun!: boolean;

  /** Operations that the last run has come through, and how many of them are done. */
  @IntegerColumn()
  operations!: number;

  @IntegerColumn()
  successes!: number;

  /** Lines of the file. */
  @IntegerColumn()
  lines!: number;

  /** Operations of the file; null = written by a release that did not count them. */
  @IntegerColumn({ nullable: true })
  totalOperations!: number | null;

  /** The last run: an earlier one that is still alive stops when it sees another's. */
  @OptionalTextColumn()
  runToken!: string | null;

  /** Why the batch is interrupted. */
  @OptionalTextColumn()
  reason!: string | null;

  @InstantColumn()
  createdAt!: string;

  @InstantColumn()
  updatedAt!: string;
}
