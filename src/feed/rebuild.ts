import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock, toInstant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database, sql, type Reader, type Tx } from '../platform/database/database.js';
import { LOGGER, type PinoLogger } from '../platform/logging.js';
import { findFact } from '../platform/stored-facts.js';
import { Wakeups } from '../platform/wakeups.js';
import { prepareRecord, type RenderedRecord } from '../metadata/prepare.js';
import { recordAudit } from '../registry/audit/audit.js';
import { publicationOptions, type PublicationOptions } from '../registry/metadata/publication-options.js';
import { schemaNamed } from '../registry/metadata/record-drafts.js';
import { storeDisseminations } from '../registry/handles/handles.queries.js';
import type { Actor } from '../registry/users/principal.js';
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

interface Item {
  id: string;
  pid: string;
  public_handle: string;
  landing_url: string;
  metadata_schema: string;
  metadata: string;
  summary: string;
  desired_revision: number;
}

/** Where an interrupted rebuild goes on: kept in the stored facts after each step. */
const storedProgress = z.object({
  after: z.string(),
  done: z.number(),
  changed: z.number(),
  refused: z.array(z.string()),
  /** True when a summary came out different, by which items belong to defined sets. */
  summaries: z.boolean().default(false),
});
type Position = z.output<typeof storedProgress>;

const nothing: Position = { after: '', done: 0, changed: 0, refused: [], summaries: false };
const fact = 'oai-rebuild';
const itemsAtOnce = 25;
const refusedShown = 100;

/**
 * Renders every live item anew after a change of schema code, beside normal work: step by step, and where it stopped
 * when the process ends. Items whose records come out different are published again; nothing else moves.
 */
@Injectable()
export class FeedRebuild implements BeforeApplicationShutdown {
  private readonly options: PublicationOptions;
  private running: Promise<void> | undefined;
  private stopped = false;
  /** How the last rebuild of this process ended. */
  private last: Position | undefined;

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
    const position = (await this.position()) ?? nothing;
    const subject = { objectKind: 'registry', objectId: 'registry' };
    const entry = { ...subject, at: toInstant(this.clock.now()), actor, action: 'registry.rebuild_feed' };
    await this.database.write(async (tx) => {
      await keep(tx, position);
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
    const { done, changed, refused } = position ?? this.last ?? nothing;
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

  private async position(): Promise<Position | undefined> {
    const text = await this.database.read((reader) => findFact(reader, fact));
    return text === undefined ? undefined : storedProgress.parse(JSON.parse(text));
  }

  private async run(from: Position): Promise<void> {
    for (let position = from; !this.stopped;) {
      const { after } = position;
      const items: Item[] = await this.database.read((reader) => nextItems(reader, after));
      if (items.length === 0) {
        await this.finish(position);
        return;
      }
      position = await this.step(position, items);
    }
  }

  private async step(position: Position, items: Item[]): Promise<Position> {
    const next = { ...position, after: items.at(-1)?.id ?? '', done: position.done + items.length };
    const rendered: { item: Item; summary: string; records: RenderedRecord[] }[] = [];
    for (const item of items) {
      // One record at a time: requests are answered in between.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      const identity = { ...identityOf(item), options: this.options };
      const prepared = prepareRecord(schemaNamed(item.metadata_schema), item.metadata, identity);
      if (prepared.valid) {
        rendered.push({ item, summary: JSON.stringify(prepared.summary), records: prepared.disseminations });
      } else next.refused = [...next.refused, item.id].slice(0, refusedShown);
    }
    next.summaries ||= rendered.some(({ item, summary }) => summary !== item.summary);
    next.changed += await this.database.write(async (tx) => {
      let changed = 0;
      for (const { item, summary, records } of rendered) {
        if (await replace(tx, item, summary, records)) changed++;
      }
      await keep(tx, { ...next, changed: next.changed + changed });
      return changed;
    });
    if (next.changed > position.changed) this.wakeups.wake('publication-due');
    return next;
  }

  private async finish(position: Position): Promise<void> {
    this.last = position;
    await this.database.write(async (tx) => {
      if (position.summaries) await sweepAllSets(tx);
      await tx.execute(sql`DELETE FROM stored_facts WHERE name = ${fact}`);
    });
    if (position.summaries) this.wakeups.wake('publication-due');
  }
}

const identityOf = ({ pid, public_handle, landing_url }: Item) => ({
  pid,
  publicHandle: public_handle,
  landingUrl: landing_url,
});

/** Index: pk_handles */
function nextItems(reader: Reader, after: string): Promise<Item[]> {
  return reader.rows<Item>(sql`
    SELECT id, pid, public_handle, landing_url, metadata_schema, metadata, summary, desired_revision
    FROM handles WHERE id > ${after} AND deleted_at IS NULL ORDER BY id LIMIT ${itemsAtOnce}`);
}

/** Stores what came out different, unless the item was changed meanwhile. @returns true when it did */
async function replace(tx: Tx, item: Item, summary: string, records: RenderedRecord[]): Promise<boolean> {
  const present = await tx.first<{ published: number }>(sql`
    SELECT published_revision AS published FROM handles
    WHERE id = ${item.id} AND desired_revision = ${item.desired_revision} AND deleted_at IS NULL`);
  if (present === undefined) return false;
  if (summary !== item.summary)
    await tx.execute(sql`UPDATE handles SET summary = ${summary} WHERE id = ${item.id}`);
  const stored = await tx.rows<RenderedRecord>(sql`
    SELECT prefix, payload FROM disseminations WHERE handle_id = ${item.id} AND revision = ${item.desired_revision}`);
  const same =
    stored.length === records.length &&
    records.every(({ prefix, payload }) =>
      stored.some((old) => old.prefix === prefix && old.payload === payload),
    );
  if (same) return false;
  await tx.execute(sql`DELETE FROM disseminations WHERE handle_id = ${item.id}`);
  await storeDisseminations(tx, item.id, item.desired_revision, records);
  if (present.published > 0) {
    await tx.execute(
      sql`INSERT INTO feed_restamps (handle_id) VALUES (${item.id}) ON CONFLICT (handle_id) DO NOTHING`,
    );
  }
  return true;
}

async function keep(tx: Tx, position: Position): Promise<void> {
  await tx.execute(sql`
    INSERT INTO stored_facts (name, value) VALUES (${fact}, ${JSON.stringify(position)})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}
