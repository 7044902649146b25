import { Entity } from 'typeorm';
import { BigIntegerColumn, KeyColumn } from '../platform/database/columns.js';

/** The last `seq` of each second in which something was published: turns `from` and `until` into positions. */
@Entity('feed_seconds')
export class FeedSecond {
  @KeyColumn('pk_feed_seconds')
  datestamp!: string;

  @BigIntegerColumn()
  lastSeq!: number;
}
