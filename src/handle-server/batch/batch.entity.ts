import { Entity, Index } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** What a batch is doing: its operations run while it is sent; `broken` when the sending stopped halfway. */
export type BatchState = 'running' | 'finished' | 'broken';

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

  @IntegerColumn()
  operations!: number;

  @IntegerColumn()
  successes!: number;

  @IntegerColumn()
  lines!: number;

  /** Why the batch is broken. */
  @OptionalTextColumn()
  reason!: string | null;

  @InstantColumn()
  createdAt!: string;

  @InstantColumn()
  updatedAt!: string;
}
