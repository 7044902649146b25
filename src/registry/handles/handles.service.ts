import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Wakeups } from '../../platform/wakeups.js';
import { findSchema } from '../../metadata/schemas.js';
import type { MetadataSchema } from '../../metadata/schema.js';
import { recordAudit } from '../audit/audit.js';
import { removeGrantsOn } from '../privileges/grants.js';
import type { Actor } from '../users/principal.js';
import { draftRecord } from './draft.js';
import { toHandleView, toPublicHandleView } from './handle-view.js';
import type { DeleteHandle, UpdateHandle } from './handles.schemas.js';
import {
  burnUnsentHandle,
  findLiveHandle,
  liveHandleIds,
  reviseHandle,
  storeDisseminations,
  tombstoneHandle,
  type HandleRow,
} from './handles.queries.js';

/** Handles after their registration: read, update, delete. Registration itself is `HandleRegistration`. */
@Injectable()
export class HandlesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
  ) {}

  /** The handle as its members see it. @throws RegistryError notFound */
  async get(id: string) {
    return toHandleView(await this.require(id));
  }

  /** The handle as everyone sees it; nothing before its first registration. @throws RegistryError notFound */
  async getPublic(id: string) {
    const row = await this.require(id);
    if (row.registered_at === null) throw new RegistryError('notFound');
    return toPublicHandleView(row);
  }

  /** Ids of all live handles. */
  list(): Promise<string[]> {
    return this.database.read((reader) => liveHandleIds(reader));
  }

  /**
   * Replaces the metadata: visible here and in the feed at once, the service follows.
   * @throws RegistryError notFound, badValueXML
   */
  async update(id: string, body: UpdateHandle, actor: Actor): Promise<void> {
    const row = await this.require(id);
    const draft = draftRecord(schemaNamed(row.metadata_schema), body.metadata, {
      pid: row.pid,
      publicHandle: row.public_handle,
      landingUrl: row.landing_url,
    });
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const revision = await reviseHandle(tx, id, {
        metadata: draft.metadata,
        summary: JSON.stringify(draft.summary),
        at,
      });
      if (revision === undefined) throw new RegistryError('notFound');
      await storeDisseminations(tx, id, revision, draft.disseminations);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle.update',
        objectKind: 'handle',
        objectId: id,
        before: { revision: revision - 1 },
        after: { revision },
      });
    });
    this.announce();
  }

  /** Deletes a handle: tombstone here and in the feed at once, the service follows; the share is free again. */
  async delete(id: string, body: DeleteHandle, actor: Actor): Promise<void> {
    await this.database.write((tx) => deleteHandle(tx, id, body, actor, toInstant(this.clock.now())));
    this.announce();
  }

  /** Tells worker and publisher that there is something to do. */
  private announce(): void {
    this.wakeups.wake('registration-due');
    this.wakeups.wake('publication-due');
  }

  private async require(id: string): Promise<HandleRow> {
    const row = await this.database.read((reader) => findLiveHandle(reader, id));
    if (row === undefined) throw new RegistryError('notFound');
    return row;
  }
}

/**
 * The schema of a name that a handle carries or a checked body names.
 * @throws Error when this program no longer has it: a fault of the installation
 */
export function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema === undefined) throw new Error(`metadata schema ${name} is not part of this Waymark`);
  return schema;
}

async function deleteHandle(tx: Tx, id: string, body: DeleteHandle, actor: Actor, at: string): Promise<void> {
  const before = await findLiveHandle(tx, id);
  if (before === undefined) throw new RegistryError('notFound');
  const tombstone = JSON.stringify(body);
  const burnt = await burnUnsentHandle(tx, id, tombstone, at);
  if (!burnt && !(await tombstoneHandle(tx, id, tombstone, at))) throw new RegistryError('notFound');
  await removeGrantsOn(tx, 'handle', id);
  await recordAudit(tx, {
    at,
    actor,
    action: 'handle.delete',
    objectKind: 'handle',
    objectId: id,
    before: { pid: before.pid, state: before.state },
    after: body,
  });
}
