import { Entity, ForeignKey } from 'typeorm';
import { KeyColumn } from '../platform/database/columns.js';
import { Handle } from '../registry/handles/handle.entity.js';

/** An item to be published again although its metadata did not change: its sets or its rendering did. */
@Entity('feed_restamps')
export class FeedRestamp {
  @KeyColumn('pk_feed_restamps')
  @ForeignKey(() => Handle, { name: 'fk_feed_restamps_handle' })
  handleId!: string;
}
