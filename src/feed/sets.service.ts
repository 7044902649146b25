import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { Database, sql, type Reader, type Sql, type Tx } from '../platform/database/database.js';
import { RegistryError } from '../platform/errors.js';
import { withinPage, type Page } from '../platform/paging.js';
import { Wakeups } from '../platform/wakeups.js';
import { recordAudit } from '../registry/audit/audit.js';
import type { Actor } from '../registry/users/principal.js';
import { meets, setCriteria, type SetCriteria } from './set-criteria.js';
import type { CreateSet, UpdateSet } from './sets.schemas.js';

/** A defined set as the API shows it. */
export interface DefinedSetView {
  setSpec: string;
  name: string;
  description: string;
  criteria: SetCriteria;
  /** Items in it as of the last publication. */
  count: number;
  /** True while a change of its definition is still being carried into the feed. */
  settling: boolean;
}

interface SetRow {
  set_spec: string;
  name: string;
  description: string;
  criteria: string;
  swept_after: string | null;
  count: number;
}

/** Handles counted in one statement of a preview. */
const previewStep = 5000;

/** Sets that administrators define. A changed definition is carried into the feed by the publisher. */
@Injectable()
export class SetsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
  ) {}

  /** Defined sets, sorted. */
  async list(page: Page): Promise<DefinedSetView[]> {
    const part = withinPage(sql`s.set_spec`, page, 'AND');
    return (await this.database.read((reader) => definedSets(reader, part))).map(toView);
  }

  /** @throws RegistryError notFound */
  async get(setSpec: string): Promise<DefinedSetView> {
    const [row] = await this.database.read((reader) => definedSets(reader, sql`AND s.set_spec = ${setSpec}`));
    if (row === undefined) throw new RegistryError('notFound');
    return toView(row);
  }

  /** How many published items meet the criteria now. */
  async preview(criteria: SetCriteria): Promise<number> {
    let count = 0;
    let after: string | undefined = '';
    while (after !== undefined) {
      const step: { count: number; last: string | null } | undefined = await this.database.read((reader) =>
        countStep(reader, criteria, after ?? ''),
      );
      count += step?.count ?? 0;
      after = step?.last ?? undefined;
    }
    return count;
  }

  /** @throws RegistryError alreadyExists when the setSpec is taken, by a handle service too */
  async create(body: CreateSet, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    const { setSpec, name, description = '', criteria } = body;
    await this.change(setSpec, 'oai_set.create', actor, async (tx) => {
      await refuseTaken(tx, setSpec);
      await tx.execute(sql`
        INSERT INTO oai_sets (set_spec, name, description, criteria, created_at, updated_at, deleted_at, swept_after)
        VALUES (${setSpec}, ${name}, ${description}, ${JSON.stringify(criteria)}, ${at}, ${at}, ${null}, '')
        ON CONFLICT (set_spec) DO UPDATE SET name = excluded.name, description = excluded.description,
          criteria = excluded.criteria, updated_at = excluded.updated_at, deleted_at = NULL, swept_after = ''`);
    });
  }

  /** @throws RegistryError notFound */
  async update(setSpec: string, body: UpdateSet, actor: Actor): Promise<void> {
    const before = await this.get(setSpec);
    const { name, description, criteria } = { ...before, ...withoutUndefined(body) };
    const sweeps = body.criteria !== undefined;
    await this.change(setSpec, 'oai_set.update', actor, (tx) =>
      tx.execute(sql`
        UPDATE oai_sets SET name = ${name}, description = ${description}, criteria = ${JSON.stringify(criteria)},
          updated_at = ${toInstant(this.clock.now())}, swept_after = CASE WHEN ${sweeps} THEN '' ELSE swept_after END
        WHERE set_spec = ${setSpec} AND deleted_at IS NULL`),
    );
  }

  /** Takes the set away: it is listed no more, and its harvesters see its items as deleted. @throws RegistryError notFound */
  async delete(setSpec: string, actor: Actor): Promise<void> {
    await this.get(setSpec);
    const at = toInstant(this.clock.now());
    await this.change(setSpec, 'oai_set.delete', actor, (tx) =>
      tx.execute(
        sql`UPDATE oai_sets SET deleted_at = ${at}, updated_at = ${at}, swept_after = '' WHERE set_spec = ${setSpec}`,
      ),
    );
  }

  private async change(
    setSpec: string,
    action: string,
    actor: Actor,
    task: (tx: Tx) => Promise<unknown>,
  ): Promise<void> {
    await this.database.write(async (tx) => {
      await task(tx);
      const at = toInstant(this.clock.now());
      await recordAudit(tx, { at, actor, action, objectKind: 'oai_set', objectId: setSpec });
    });
    this.wakeups.wake('publication-due');
  }
}

/** Index: pk_oai_sets, ix_oai_set_members_set */
function definedSets(reader: Reader, which: Sql): Promise<SetRow[]> {
  return reader.rows<SetRow>(sql`
    SELECT s.set_spec, s.name, s.description, s.criteria, s.swept_after,
      (SELECT count(*) FROM oai_set_members m WHERE m.set_spec = s.set_spec) AS count
    FROM oai_sets s WHERE s.deleted_at IS NULL ${which}`);
}

async function refuseTaken(tx: Tx, setSpec: string): Promise<void> {
  const taken = await tx.first(sql`
    SELECT 1 AS one FROM handle_services WHERE id = ${setSpec}
    UNION ALL SELECT 1 FROM oai_sets WHERE set_spec = ${setSpec} AND deleted_at IS NULL`);
  if (taken !== undefined) throw new RegistryError('alreadyExists');
}

function countStep(reader: Reader, criteria: SetCriteria, after: string) {
  const step = sql`SELECT id FROM handles WHERE id > ${after} ORDER BY id LIMIT ${previewStep}`;
  return reader.first<{ count: number; last: string | null }>(sql`
    SELECT (SELECT count(*) FROM handles h WHERE h.id IN (${step}) AND ${meets(reader.dialect, criteria)}) AS count,
      (SELECT max(id) FROM (${step}) s) AS last`);
}

function toView({ set_spec, name, description, criteria, swept_after, count }: SetRow): DefinedSetView {
  const read = setCriteria.parse(JSON.parse(criteria));
  return { setSpec: set_spec, name, description, criteria: read, count, settling: swept_after !== null };
}

function withoutUndefined(body: UpdateSet): Partial<DefinedSetView> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
