import { setImmediate } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database, sql } from '../platform/database/database.js';
import { LOGGER, type PinoLogger } from '../platform/logging.js';
import { Wakeups } from '../platform/wakeups.js';
import { prepareRecord } from '../metadata/prepare.js';
import { recordAudit } from '../registry/audit/audit.js';
import { publicationOptions, type PublicationOptions } from '../registry/metadata/publication-options.js';
import { schemaNamed } from '../registry/metadata/record-drafts.js';
import type { Actor } from '../registry/users/principal.js';
import {
  dropPosition,
  findPosition,
  keepPosition,
  rebuildStart,
  type RebuildPosition,
} from './rebuild-position.js';
import { nextItems, storeRendered, type RenderedItem, type StoredItem } from './rebuild.queries.js';
import { sweepAllSets } from './set-membership.js';

/** How far a rebuild is. */
export interface RebuildProgress {
  running: boolean;
  /** Items looked at, out of about `total`. */
  done: number;
  total: number;
  /** Items whose records changed, and are published again. */
  changed: number;
  /** Items that the present schema code refuses; their records stay as they were. The first hundred. */
  refused: string[];
  /** Set when it stopped before the end; starting it again goes on from there. */
  unfinished?: true;
}

/** Of one transaction. Texts of more would be alive through several young collections, which copy them each time. */
const itemsAtOnce = 5;
const refusedShown = 100;

/**
 * Renders every live item anew after a change of schema code, beside normal work: step by step, and where it stopped
 * when the process ends. Items whose records come out different are published again, many at a time when the publisher
 * next looks; nothing else moves.
 */
@Injectable()
export class FeedRebuild implements BeforeApplicationShutdown {
  private readonly options: PublicationOptions;
  private running: Promise<void> | undefined;
  private stopped = false;
  /** How the last rebuild of this process ended. */
  private last: RebuildPosition | undefined;

  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {
    this.options = publicationOptions(config);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Begins a rebuild, or goes on with one that was interrupted; one that runs is left alone. */
  async start(actor: Actor): Promise<RebuildProgress> {
    const position = (await this.position()) ?? rebuildStart;
    const subject = { objectKind: 'registry', objectId: 'registry' };
    const entry = { ...subject, at: toInstant(this.clock.now()), actor, action: 'registry.rebuild_feed' };
    await this.database.write(async (tx) => {
      await keepPosition(tx, position);
      await recordAudit(tx, { ...entry, after: position });
    });
    this.running ??= this.run(position)
      .catch((error: unknown) => {
        // Nobody waits for it; where it stopped is stored, and starting it again goes on.
        this.logger.error({ err: error }, 'the rebuild of the feed stopped');
      })
      .finally(() => {
        this.running = undefined;
      });
    return this.progress();
  }

  /** How far it is; of the last rebuild when none runs. */
  async progress(): Promise<RebuildProgress> {
    const position = await this.position();
    const { done, changed, refused } = position ?? this.last ?? rebuildStart;
    const total = await this.database.read((reader) =>
      reader.first<{ total: number }>(sql`SELECT count(*) AS total FROM handles WHERE deleted_at IS NULL`),
    );
    const running = this.running !== undefined;
    const unfinished = !running && position !== undefined ? ({ unfinished: true } as const) : {};
    return { running, done, total: total?.total ?? 0, changed, refused, ...unfinished };
  }

  /** Ends when every item was looked at, or the application stops. */
  async finished(): Promise<void> {
    await this.running;
  }

  private position(): Promise<RebuildPosition | undefined> {
    return this.database.read(findPosition);
  }

  private async run(from: RebuildPosition): Promise<void> {
    for (let position = from; !this.stopped;) {
      const { after } = position;
      const items = await this.database.read((reader) => nextItems(reader, after, itemsAtOnce));
      if (items.length === 0) {
        await this.finish(position);
        return;
      }
      position = await this.step(position, items);
    }
  }

  private async step(position: RebuildPosition, items: StoredItem[]): Promise<RebuildPosition> {
    const rendered: RenderedItem[] = [];
    const refused: string[] = [];
    for (const item of items) {
      // One record at a time: requests are answered in between.
      await setImmediate();
      const one = this.render(item);
      if (one === undefined) refused.push(item.id);
      else rendered.push(one);
    }
    return this.database.write(async (tx) => {
      const changed = await storeRendered(tx, rendered);
      const reached: RebuildPosition = {
        ...position,
        after: items.at(-1)?.id ?? '',
        done: position.done + items.length,
        changed: position.changed + changed,
        refused: [...position.refused, ...refused].slice(0, refusedShown),
        summaries: position.summaries || rendered.some(({ item, summary }) => summary !== item.summary),
        ...(changed > 0 && { changedAt: toInstant(this.clock.now()) }),
      };
      await keepPosition(tx, reached);
      return reached;
    });
  }

  /** Undefined when the present schema code refuses it. */
  private render(item: StoredItem): RenderedItem | undefined {
    const identity = { ...identityOf(item), options: this.options };
    const prepared = prepareRecord(schemaNamed(item.metadata_schema), item.metadata, identity);
    if (!prepared.valid) return undefined;
    return { item, summary: JSON.stringify(prepared.summary), records: prepared.disseminations };
  }

  private async finish(position: RebuildPosition): Promise<void> {
    this.last = position;
    await this.database.write(async (tx) => {
      if (position.summaries) await sweepAllSets(tx);
      await dropPosition(tx);
    });
    this.wakeups.wake('publication-due');
  }
}

const identityOf = ({ pid, public_handle, landing_url }: StoredItem) => ({
  pid,
  publicHandle: public_handle,
  landingUrl: landing_url,
});
