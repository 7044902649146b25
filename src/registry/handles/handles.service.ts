import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { requireMatch } from '../../platform/etag.js';
import type { Page } from '../../platform/paging.js';
import { Wakeups } from '../../platform/wakeups.js';
import { recordAudit } from '../audit/audit.js';
import { RecordDrafts } from '../metadata/record-drafts.js';
import type { Actor } from '../users/principal.js';
import { deleteHandle } from './handle-deletion.js';
import { handleEtag, handleView, requireLiveHandle, toPublicHandleView } from './handle-view.js';
import type { DeleteHandle, UpdateHandle } from './handles.schemas.js';
import {
  handleProgress,
  liveHandleIds,
  lockHandle,
  reviseHandle,
  storeDisseminations,
} from './handles.queries.js';

/** How long an answer waits for the publisher; the change is accepted either way. */
const publicationWaitMs = 2000;

/** Handles after their registration: read, update, delete. Registration itself is `HandleRegistration`. */
@Injectable()
export class HandlesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly drafts: RecordDrafts,
  ) {}

  /** The handle as its members see it, with its ETag. @throws RegistryError notFound */
  get(id: string) {
    return this.database.read((reader) => handleView(reader, id));
  }

  /** The handle as everyone sees it; nothing before its first registration. @throws RegistryError notFound */
  async getPublic(id: string) {
    const row = await this.require(id);
    if (row.registered_at === null) throw new RegistryError('notFound');
    return { view: toPublicHandleView(row), etag: handleEtag(row) };
  }

  /** Ids of all live handles, or of those in a service. */
  list(page: Page, serviceId?: string): Promise<string[]> {
    return this.database.read((reader) => liveHandleIds(reader, page, serviceId));
  }

  /**
   * Replaces the metadata: visible here and in the feed at once, the service follows.
   * @throws RegistryError notFound, badValueXML, preconditionFailed
   */
  async update(id: string, body: UpdateHandle, actor: Actor, ifMatch?: string): Promise<void> {
    const row = await this.require(id);
    const draft = this.drafts.require(row.metadata_schema, body.metadata, {
      pid: row.pid,
      publicHandle: row.public_handle,
      landingUrl: row.landing_url,
    });
    const at = toInstant(this.clock.now());
    const revised = await this.database.write(async (tx) => {
      await lockHandle(tx, id);
      requireMatch(ifMatch, handleEtag(await requireLiveHandle(tx, id)));
      const summary = JSON.stringify(draft.summary);
      const revision = await reviseHandle(tx, id, { metadata: draft.metadata, summary, at });
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
      return revision;
    });
    await this.announce(id, revised);
  }

  /** Deletes a handle: tombstone here and in the feed at once, the service follows; the share is free again. */
  async delete(id: string, body: DeleteHandle, actor: Actor, ifMatch?: string): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write((tx) => deleteHandle(tx, id, body, { actor, at, ifMatch }));
    await this.announce(id);
  }

  /** Tells worker and publisher, and waits a moment until harvesters see the change: all of it, or up to a revision. */
  private async announce(id: string, revision?: number): Promise<void> {
    this.wakeups.wake('registration-due');
    this.wakeups.wake('publication-due');
    await this.wakeups.until('settled', publicationWaitMs, () =>
      this.database.read(async (reader) => {
        const row = await handleProgress(reader, id);
        if (row === undefined || row.registered_at === null) return true;
        return row.published_revision >= (revision ?? row.desired_revision) ? true : undefined;
      }),
    );
  }

  private require(id: string) {
    return this.database.read((reader) => requireLiveHandle(reader, id));
  }
}
