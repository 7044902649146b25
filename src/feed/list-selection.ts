import { sql, type Sql } from '../platform/database/database.js';
import type { FeedAnswer } from './feed.queries.js';

/** Which records a list holds, and what of them. */
export interface ListSelection {
  prefix: string;
  /** setSpec; undefined: all records */
  set: string | undefined;
  what: 'record' | 'header';
}

/** Where a page begins and the list ends: by datestamps at first, by positions afterwards. */
export type ListBounds =
  /** Whole seconds, both inclusive. */
  | { kind: 'dates'; from: string | undefined; until: string | undefined }
  /** `after` is the last position delivered; `upTo` undefined: all that is in the feed now. */
  | { kind: 'positions'; after: number; upTo: number | undefined };

/** How large a page may be. A page of two records is given whatever their size. */
export interface PageLimits {
  records: number;
  bytes: number;
}

/** One page of a list, in one snapshot. */
export interface ListPage extends FeedAnswer {
  /** The records or headers one after the other, in pieces. */
  body: Buffer[];
  count: number;
  /** Position of the page's last record. */
  last: number;
  /** Where the list ends. */
  upTo: number;
  /** True when at least two records follow. */
  more: boolean;
  /** Records in the whole list; only where the bounds are dates. */
  total: number | undefined;
}

/** Where the list begins and ends, and the feed's high-water: one row. Index: pk_feed_state, pk_feed_seconds */
export function boundsStatement(bounds: ListBounds): Sql {
  if (bounds.kind === 'positions') {
    const upTo = bounds.upTo === undefined ? sql`last_seq` : sql`CAST(${bounds.upTo} AS bigint)`;
    return sql`SELECT high_water, CAST(${bounds.after} AS bigint) AS after, ${upTo} AS up_to FROM feed_state WHERE id = 'feed'`;
  }
  const lastBefore = (condition: Sql) =>
    sql`coalesce((SELECT last_seq FROM feed_seconds WHERE ${condition} ORDER BY datestamp DESC LIMIT 1), 0)`;
  const after = bounds.from === undefined ? sql`0` : lastBefore(sql`datestamp < ${bounds.from}`);
  const upTo = bounds.until === undefined ? sql`last_seq` : lastBefore(sql`datestamp <= ${bounds.until}`);
  return sql`SELECT high_water, ${after} AS after, ${upTo} AS up_to FROM feed_state WHERE id = 'feed'`;
}

/** Within a statement that has the row of `boundsStatement` as `bounds`: the position after which the list goes on, and its end. */
export const low = sql`(SELECT after FROM bounds)`;
export const high = sql`(SELECT up_to FROM bounds)`;
