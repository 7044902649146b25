import { Inject, Injectable } from '@nestjs/common';
import { Clock, toSecond } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database, sql, type Tx } from '../platform/database/database.js';
import { rememberFact } from '../platform/stored-facts.js';
import { Wakeups } from '../platform/wakeups.js';
import { findFeedState, isPublicationDue, type FeedStateRow } from './feed.queries.js';
import { pack, packsDue } from './packing.js';
import { isRebuildMoving } from './rebuild-position.js';
import { coverFeed, isFeedCovered } from './segments.js';
import { sweepSets } from './set-membership.js';
import { claimDue, stamp } from './stamping.js';

/** The stored fact that fixes the namespace of the OAI identifiers. */
export const repositoryIdFact = 'repository-id';

/** How far the high-water may be ahead of the clock before publication stops. */
const maxAheadMs = 60_000;
/** PostgreSQL's advisory lock of the publisher: one at a time in all instances. */
const publisherLock = 1;

/** What one pass did. */
export interface PublicationPass {
  /** Handles stamped. */
  published: number;
  /** True when a changed set's items were looked through for a step. */
  swept?: true;
  /** Why nothing may be stamped now; undefined when all is well. */
  fault?: string;
}

/**
 * The one publisher of the feed (decision D7): stamps committed changes in batches, so that no datestamp ever becomes
 * visible after a later one, and moves the high-water with them.
 */
@Injectable()
export class Publisher {
  private running: Promise<PublicationPass> | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Publishes one batch of what is due and moves the high-water to the present second, in one transaction. */
  async runOnce(): Promise<PublicationPass> {
    const pass = await this.database.write((tx) => this.publish(tx));
    if (pass.published > 0) this.wakeups.wake('settled');
    return pass;
  }

  /** The same for callers who only need a pass to have been made: those who ask while one runs share it. */
  runShared(): Promise<PublicationPass> {
    this.running ??= this.runOnce().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /**
   * Joins and fills a few loose segments of the feed. While a rebuild moves records, segments stay loose: they would lose
   * one record after the other, and be filled again after each.
   * @returns false when there is nothing to do
   */
  async packOnce(): Promise<boolean> {
    const isDue = await this.database.read(async (reader) => {
      if (!(await isFeedCovered(reader))) return true;
      return !(await isRebuildMoving(reader, this.clock.now())) && (await packsDue(reader)).length > 0;
    });
    if (!isDue) return false;
    await this.database.write(async (tx) => {
      await becomeOnlyPublisher(tx);
      await coverFeed(tx);
      await pack(tx, await packsDue(tx));
    });
    return true;
  }

  /** True when an accepted change waits for publication. */
  isDue(): Promise<boolean> {
    return this.database.read(isPublicationDue);
  }

  /** Why nothing may be stamped now; undefined when all is well. */
  async clockFault(): Promise<string | undefined> {
    const state = await this.database.read(findFeedState);
    return state && clockFault(state, this.clock.now());
  }

  private async publish(tx: Tx): Promise<PublicationPass> {
    await becomeOnlyPublisher(tx);
    const state = (await findFeedState(tx)) ?? (await beginFeed(tx));
    const now = this.clock.now();
    const fault = clockFault(state, now);
    if (fault !== undefined) return { published: 0, fault };
    const second = toSecond(now);
    const datestamp = second > state.high_water ? second : state.high_water;
    await coverFeed(tx);
    const swept = (await sweepSets(tx)) ? ({ swept: true } as const) : {};
    const ids = await claimDue(tx);
    if (ids.length === 0) {
      await tx.execute(sql`UPDATE feed_state SET high_water = ${datestamp} WHERE high_water < ${datestamp}`);
      return { published: 0, ...swept };
    }
    if (state.last_seq === 0) await rememberFact(tx, repositoryIdFact, this.config.REPOSITORY_ID);
    const repositoryId = this.config.REPOSITORY_ID;
    const lastSeq = await stamp(tx, { ids, datestamp, lastSeq: state.last_seq, repositoryId });
    await moveFeed(tx, datestamp, lastSeq);
    return { published: ids.length, ...swept };
  }
}

/** Until the transaction ends. */
async function becomeOnlyPublisher(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres') await tx.rows(sql`SELECT pg_advisory_xact_lock(${publisherLock})`);
}

async function beginFeed(tx: Tx): Promise<FeedStateRow> {
  await tx.execute(sql`
    INSERT INTO feed_state (id, high_water, last_seq, earliest_datestamp) VALUES ('feed', '', 0, '')
    ON CONFLICT (id) DO NOTHING`);
  return { high_water: '', last_seq: 0, earliest_datestamp: '' };
}

function clockFault(state: FeedStateRow, now: Date): string | undefined {
  if (state.high_water === '' || Date.parse(state.high_water) <= now.getTime() + maxAheadMs) return undefined;
  return `the clock stands more than 60 s behind the feed, which is complete up to ${state.high_water}`;
}

async function moveFeed(tx: Tx, datestamp: string, lastSeq: number): Promise<void> {
  await tx.execute(sql`
    INSERT INTO feed_seconds (datestamp, last_seq) VALUES (${datestamp}, ${lastSeq})
    ON CONFLICT (datestamp) DO UPDATE SET last_seq = excluded.last_seq`);
  await tx.execute(sql`
    UPDATE feed_state SET high_water = ${datestamp}, last_seq = ${lastSeq},
      earliest_datestamp = CASE WHEN earliest_datestamp = '' THEN ${datestamp} ELSE earliest_datestamp END`);
}
