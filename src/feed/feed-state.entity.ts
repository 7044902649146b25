import { Entity } from 'typeorm';
import { BigIntegerColumn, KeyColumn, TextColumn } from '../platform/database/columns.js';

/** The one row of the feed's state: up to where it is complete. */
@Entity('feed_state')
export class FeedState {
  @KeyColumn('pk_feed_state')
  id!: string;

  /** Whole second up to which the feed is complete. */
  @TextColumn()
  highWater!: string;

  /** Highest `seq` given out; 0 before the first publication. */
  @BigIntegerColumn()
  lastSeq!: number;

  /** Lowest datestamp ever published; '' before the first. */
  @TextColumn()
  earliestDatestamp!: string;
}
