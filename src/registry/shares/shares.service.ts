import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { oneAtATime } from '../../platform/database/locks.js';
import { RegistryError } from '../../platform/errors.js';
import { requireMatch } from '../../platform/etag.js';
import { newId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import { Wakeups } from '../../platform/wakeups.js';
import { recordAudit } from '../audit/audit.js';
import { deleteHandle } from '../handles/handle-deletion.js';
import { deletesHandle } from '../handles/handle-policies.js';
import { authorize } from '../privileges/authorization.js';
import { lockSpace } from '../spaces/spaces.queries.js';
import type { Actor } from '../users/principal.js';
import { filesOf, publicShareEtag, shareEtag, toPublicShareView, toShareView } from './share-view.js';
import type { CreateShare, UpdateShare } from './shares.schemas.js';
import { lockShare, requireShare, requireShareOfFile, shareIds } from './shares.queries.js';

/** Shares: what can be published. */
@Injectable()
export class SharesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes a share in a space; answers its id. @throws RegistryError notFound; badData for the root file of another share */
  async create(spaceId: string, body: CreateShare, actor: Actor): Promise<string> {
    const id = newId();
    const now = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      if (!(await lockSpace(tx, spaceId, 'keep'))) throw new RegistryError('notFound');
      if (body.rootFileId !== undefined) await refuseSharedFile(tx, body.rootFileId);
      await tx.execute(sql`
        INSERT INTO shares (id, space_id, name, description, target_url, files, root_file_id, file_type, created_at,
          updated_at, creator_id)
        VALUES (${id}, ${spaceId}, ${body.name}, ${body.description ?? ''}, ${body.targetUrl},
          ${JSON.stringify(body.files ?? [])}, ${body.rootFileId ?? newId()}, ${body.fileType ?? 'dir'}, ${now}, ${now}, ${actor.userId})`);
      await recordAudit(tx, {
        at: now,
        actor,
        action: 'share.create',
        objectKind: 'share',
        objectId: id,
        after: { spaceId, name: body.name, targetUrl: body.targetUrl },
      });
    });
    return id;
  }

  /** The share as its space's members see it, with its ETag. @throws RegistryError notFound */
  async get(id: string) {
    const row = await this.database.read((reader) => requireShare(reader, id));
    return { view: toShareView(row, this.config.PUBLIC_URL), etag: shareEtag(row) };
  }

  /** The share as everyone sees it. @throws RegistryError notFound */
  async getPublic(id: string) {
    const row = await this.database.read((reader) => requireShare(reader, id));
    return { view: toPublicShareView(row, this.config.PUBLIC_URL), etag: publicShareEtag(row) };
  }

  /** Ids of all shares, or of a space's. */
  list(page: Page, spaceId?: string): Promise<string[]> {
    return this.database.read((reader) => shareIds(reader, page, spaceId));
  }

  /** Changes what is given; the rest stays. @throws RegistryError notFound, preconditionFailed */
  async update(id: string, body: UpdateShare, actor: Actor, ifMatch?: string): Promise<void> {
    const now = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockShare(tx, id);
      const before = await requireShare(tx, id);
      requireMatch(ifMatch, shareEtag(before));
      await tx.execute(sql`
        UPDATE shares SET name = ${body.name ?? before.name}, description = ${body.description ?? before.description},
          target_url = ${body.targetUrl ?? before.target_url},
          files = ${body.files === undefined ? before.files : JSON.stringify(body.files)}, updated_at = ${now}
        WHERE id = ${id}`);
      await recordAudit(tx, {
        at: now,
        actor,
        action: 'share.update',
        objectKind: 'share',
        objectId: id,
        before: {
          name: before.name,
          description: before.description,
          targetUrl: before.target_url,
          files: filesOf(before),
        },
        after: body,
      });
    });
  }

  /**
   * Removes a share, its handle first: for that the caller needs the handle's own right too.
   * @throws RegistryError notFound, preconditionFailed; forbidden when the handle may not be deleted: then all stays
   */
  async delete(id: string, actor: Actor, ifMatch?: string): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockShare(tx, id);
      const before = await requireShare(tx, id);
      requireMatch(ifMatch, shareEtag(before));
      const handleId = before.handle_id;
      if (handleId !== null) {
        const caller = { kind: 'user', userId: actor.userId } as const;
        await authorize(tx, caller, deletesHandle, { params: { id: handleId }, body: {} });
        await deleteHandle(tx, handleId, { reason: 'The share of this record was deleted.' }, { actor, at });
      }
      await tx.execute(sql`DELETE FROM shares WHERE id = ${id}`);
      await recordAudit(tx, {
        at,
        actor,
        action: 'share.delete',
        objectKind: 'share',
        objectId: id,
        before: { name: before.name, targetUrl: before.target_url, handleId },
      });
    });
    this.wakeups.wake('registration-due');
    this.wakeups.wake('publication-due');
  }

  /**
   * Where the data of a share's file is.
   * @param rootFileId Onezone's id of the share's root file
   * @param rest name of a file that the share lists, or Onezone's `content` of a share of one file; empty: the share itself
   * @throws RegistryError notFound when the share lists no such file
   */
  async dataUrl(rootFileId: string, rest: string): Promise<string> {
    const row = await this.database.read((reader) => requireShareOfFile(reader, rootFileId));
    const files = filesOf(row);
    const only = files.length === 1 ? files[0] : undefined;
    const named = files.find(({ name }) => name === rest) ?? (rest === 'content' ? only : undefined);
    const url = rest === '' ? (only?.url ?? row.target_url) : named?.url;
    if (url === undefined) throw new RegistryError('notFound');
    return new URL(url).href;
  }
}

/**
 * The public address of a share's data is made of its root file's id: nobody may lead another's readers elsewhere.
 * Index: ix_shares_root_file
 */
async function refuseSharedFile(tx: Tx, rootFileId: string): Promise<void> {
  await oneAtATime(tx, 'rootFile');
  const taken = await tx.first(sql`SELECT id FROM shares WHERE root_file_id = ${rootFileId} LIMIT 1`);
  if (taken !== undefined) throw new RegistryError('badData', { key: 'rootFileId' });
}
