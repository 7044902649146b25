import { Injectable } from '@nestjs/common';
import { Clock, toInstant, unixSeconds } from '../../platform/clock.js';
import { Database, sql } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { recordAudit } from '../audit/audit.js';
import { addGrant } from '../privileges/grants.js';
import { resourcesOfUser } from '../privileges/effective.queries.js';
import { spacePrivileges } from '../privileges/privileges.js';
import { toCreator } from '../users/creator.js';
import type { Actor } from '../users/principal.js';
import type { CreateSpace } from './spaces.schemas.js';

interface SpaceRow {
  id: string;
  name: string;
  created_at: string;
  creator_id: string | null;
}

/** Spaces: where shares belong. */
@Injectable()
export class SpacesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Makes a space; the creator holds all privileges in it. Answers its id. */
  async create(body: CreateSpace, actor: Actor): Promise<string> {
    const id = newId();
    const createdAt = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await tx.execute(
        sql`INSERT INTO spaces (id, name, created_at, creator_id) VALUES (${id}, ${body.name}, ${createdAt}, ${actor.userId})`,
      );
      const member = {
        resourceKind: 'space',
        resourceId: id,
        memberKind: 'user',
        memberId: actor.userId,
      } as const;
      await addGrant(tx, member, spacePrivileges.admin, createdAt);
      await recordAudit(tx, {
        at: createdAt,
        actor,
        action: 'space.create',
        objectKind: 'space',
        objectId: id,
        after: { name: body.name },
      });
    });
    return id;
  }

  /** The space as Onezone shows it. @throws RegistryError notFound */
  async get(id: string) {
    const row = await this.database.read((reader) =>
      reader.first<SpaceRow>(sql`SELECT id, name, created_at, creator_id FROM spaces WHERE id = ${id}`),
    );
    if (row === undefined) throw new RegistryError('notFound');
    return {
      spaceId: row.id,
      name: row.name,
      creator: toCreator(row.creator_id),
      creationTime: unixSeconds(row.created_at),
    };
  }

  /** Ids of the spaces that a user is a direct member of. */
  listOf(userId: string): Promise<string[]> {
    return this.database.read((reader) => resourcesOfUser(reader, userId, 'space', 'direct'));
  }
}
