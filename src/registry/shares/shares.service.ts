import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant, unixSeconds } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, sql } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { restRoot } from '../../platform/location.js';
import { recordAudit } from '../audit/audit.js';
import { toCreator } from '../users/creator.js';
import type { Actor } from '../users/principal.js';
import { storedFiles, type CreateShare, type UpdateShare } from './shares.schemas.js';
import { findShare, sharesOfSpace, type ShareRow } from './shares.queries.js';

/** The landing page of a share: publicUrl, and what is given to services and put into metadata. */
export const landingUrlOf = (publicUrl: string, shareId: string) => `${publicUrl}/share/${shareId}`;

/** Shares: what can be published. */
@Injectable()
export class SharesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes a share in a space; answers its id. */
  async create(spaceId: string, body: CreateShare, actor: Actor): Promise<string> {
    const id = newId();
    const now = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
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
        after: { spaceId, ...body },
      });
    });
    return id;
  }

  /** The share as its space's members see it. @throws RegistryError notFound */
  async get(id: string) {
    const row = await this.require(id);
    return { ...this.publicView(row), spaceId: row.space_id, creator: toCreator(row.creator_id) };
  }

  /** The share as everyone sees it. @throws RegistryError notFound */
  async getPublic(id: string) {
    return this.publicView(await this.require(id));
  }

  /** Changes what is given; the rest stays. */
  async update(id: string, body: UpdateShare, actor: Actor): Promise<void> {
    const now = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await findShare(tx, id);
      if (before === undefined) throw new RegistryError('notFound');
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
        before: { name: before.name, description: before.description, targetUrl: before.target_url },
        after: body,
      });
    });
  }

  /**
   * Removes a share without a live handle.
   * @throws RegistryError conflict while it has one
   */
  async delete(id: string, actor: Actor): Promise<void> {
    const now = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await findShare(tx, id);
      if (before === undefined) throw new RegistryError('notFound');
      if (before.handle_id !== null)
        throw new RegistryError('conflict', {
          reason: 'Delete the handle of this share first.',
          handleId: before.handle_id,
        });
      await tx.execute(sql`DELETE FROM shares WHERE id = ${id}`);
      await recordAudit(tx, {
        at: now,
        actor,
        action: 'share.delete',
        objectKind: 'share',
        objectId: id,
        before: { name: before.name, targetUrl: before.target_url },
      });
    });
  }

  /** Ids of a space's shares. */
  listOfSpace(spaceId: string): Promise<string[]> {
    return this.database.read((reader) => sharesOfSpace(reader, spaceId));
  }

  private async require(id: string): Promise<ShareRow> {
    const row = await this.database.read((reader) => findShare(reader, id));
    if (row === undefined) throw new RegistryError('notFound');
    return row;
  }

  private publicView(row: ShareRow) {
    return {
      shareId: row.id,
      name: row.name,
      description: row.description,
      publicUrl: landingUrlOf(this.config.PUBLIC_URL, row.id),
      publicRestUrl: `${this.config.PUBLIC_URL}${restRoot}/shares/${row.id}/public`,
      rootFileId: row.root_file_id,
      fileType: row.file_type,
      targetUrl: row.target_url,
      files: storedFiles.parse(JSON.parse(row.files)),
      handleId: row.handle_id,
      creationTime: unixSeconds(row.created_at),
    };
  }
}
