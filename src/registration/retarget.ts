import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database, sql, type Tx } from '../platform/database/database.js';
import { Wakeups } from '../platform/wakeups.js';
import { resolverOf } from '../drivers/service-types.js';
import { publicHandleOf } from '../pid/pid.js';
import { recordAudit } from '../registry/audit/audit.js';
import {
  type HandleElsewhere,
  handlesElsewhere,
  retargetHandle,
} from '../registry/handles/identity-change.js';
import { publicationOptions } from '../registry/metadata/publication-options.js';
import { landingUrlOf } from '../registry/shares/share-view.js';
import type { Actor } from '../registry/users/principal.js';

/** What one step has done. */
export interface RetargetStep {
  /** Live handles that got a new revision. */
  retargeted: number;
  /** Tombstones whose services are told their new address. */
  tombstones: number;
  /** Handles that could not be rendered anew, with the reason. */
  failed: { handleId: string; reason: string }[];
  /** Give this to the next step; null = all is done. */
  next: string | null;
}

/** Fact under which the address stands that all handles were last pointed to. */
export const publicUrlFact = 'public_url';

/**
 * Brings all handles to this registry's present PUBLIC_URL, step by step: each live one becomes a new revision, each
 * tombstone is sent again. A step that is repeated finds nothing left to do.
 */
@Injectable()
export class Retarget {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param after what the last step answered as `next`; undefined = the beginning */
  async step(after: string | undefined, limit: number, actor: Actor): Promise<RetargetStep> {
    const [phase = 'live', cursor = ''] = (after ?? 'live:').split(/:(.*)/s);
    const step =
      phase === 'tombstones' ? await this.tombstones(cursor, limit) : await this.live(cursor, limit);
    if (step.next === null) await this.finish(actor);
    this.wakeups.wake('registration-due');
    this.wakeups.wake('publication-due');
    return step;
  }

  private async live(cursor: string, limit: number): Promise<RetargetStep> {
    const { PUBLIC_URL: publicUrl } = this.config;
    const rows = await this.database.read((reader) => handlesElsewhere(reader, publicUrl, cursor, limit));
    const step: RetargetStep = { retargeted: 0, tombstones: 0, failed: [], next: 'tombstones:' };
    for (const row of rows) {
      const reason = await this.retarget(row);
      if (reason === undefined) step.retargeted++;
      else step.failed.push({ handleId: row.id, reason });
    }
    const last = rows.at(-1);
    return rows.length < limit || last === undefined ? step : { ...step, next: `live:${last.id}` };
  }

  /** @returns why it could not be done; undefined when it was */
  private async retarget(row: HandleElsewhere): Promise<string | undefined> {
    const { PUBLIC_URL: publicUrl } = this.config;
    const properties = JSON.parse(row.properties) as Record<string, unknown>;
    // Only PIDs that this registry itself resolves are printed with its address.
    const moves = row.driver === 'local' && properties['resolver'] === undefined;
    const resolver = resolverOf({ driver: row.driver, properties }, publicUrl);
    const to = {
      landingUrl: landingUrlOf(publicUrl, row.share_id),
      publicHandle: moves ? publicHandleOf(row.pid, resolver) : row.public_handle,
      options: publicationOptions(this.config),
    };
    const at = toInstant(this.clock.now());
    try {
      await this.database.write((tx) => retargetHandle(tx, row.id, to, at));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async tombstones(cursor: string, limit: number): Promise<RetargetStep> {
    const at = toInstant(this.clock.now());
    const ids = await this.database.write((tx) => resendTombstones(tx, cursor, limit, at));
    const last = ids.at(-1);
    const next = ids.length < limit || last === undefined ? null : `tombstones:${last}`;
    return { retargeted: 0, tombstones: ids.length, failed: [], next };
  }

  /** The new address stands as told only when no live handle is left at the old one: until then each start warns. */
  private async finish(actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    const { PUBLIC_URL: publicUrl } = this.config;
    await this.database.write(async (tx) => {
      if ((await handlesElsewhere(tx, publicUrl, '', 1)).length > 0) return;
      await tx.execute(sql`
        INSERT INTO stored_facts (name, value) VALUES (${publicUrlFact}, ${publicUrl})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
      const subject = { objectKind: 'registry', objectId: 'registry' };
      await recordAudit(tx, { ...subject, at, actor, action: 'registry.retarget', after: { publicUrl } });
    });
  }
}

/** Makes tombstones after `cursor` due again, so that their services learn the new address. @returns their ids, sorted */
async function resendTombstones(tx: Tx, cursor: string, limit: number, now: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    UPDATE handles SET applied_revision = applied_revision - 1, state = 'deleting', next_attempt_at = ${now}
    WHERE id IN (
      SELECT id FROM handles WHERE id > ${cursor} AND state = 'tombstoned' AND applied_revision = desired_revision
      ORDER BY id LIMIT ${limit})
    RETURNING id`);
  return rows.map(({ id }) => id).sort();
}
