import { Injectable } from '@nestjs/common';
import { Clock, toInstant, unixSeconds } from '../../platform/clock.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { homePrefix } from '../../handle-server/homed-prefixes.js';
import { configureService } from '../../drivers/service-types.js';
import { recordAudit } from '../audit/audit.js';
import { liveHandleIds } from '../handles/handles.queries.js';
import { resourcesOfUser } from '../privileges/effective.queries.js';
import { addGrant, removeGrantsOn } from '../privileges/grants.js';
import { handleServicePrivileges } from '../privileges/privileges.js';
import { toCreator } from '../users/creator.js';
import type { Actor } from '../users/principal.js';
import type { CreateService, UpdateService } from './handle-services.schemas.js';
import {
  findService,
  liveServiceIds,
  requireService,
  serviceProperties,
  type ServiceRow,
} from './handle-services.queries.js';

/** Handle services: configured accounts at registration authorities. */
@Injectable()
export class HandleServicesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a service; answers its id.
   * @param actor null: the system itself, on first start
   * @param member becomes a member with all privileges; undefined: nobody does
   * @throws RegistryError badValue… for properties that its type does not know
   */
  async create(body: CreateService, actor: Actor | null, member?: { userId: string }): Promise<string> {
    const id = newId();
    const at = toInstant(this.clock.now());
    const configured = configureService(body.proxyEndpoint ?? null, body.serviceProperties);
    await this.database.write(async (tx) => {
      await tx.execute(sql`
        INSERT INTO handle_services (id, name, proxy_endpoint, driver, prefix, properties, sealed_credentials, paused,
          breaker_open_until, trouble_reason, consecutive_failures, last_success_at, created_at, updated_at, creator_id, deleted_at)
        VALUES (${id}, ${body.name}, ${body.proxyEndpoint ?? null}, ${configured.driver}, ${configured.prefix},
          ${JSON.stringify(configured.properties)}, ${null}, ${false}, ${null}, ${null}, 0, ${null}, ${at}, ${at},
          ${actor?.userId ?? null}, ${null})`);
      if (configured.driver === 'local') await homePrefix(tx, configured.prefix, at);
      if (member !== undefined) {
        const key = {
          resourceKind: 'handle_service',
          resourceId: id,
          memberKind: 'user',
          memberId: member.userId,
        } as const;
        await addGrant(tx, key, handleServicePrivileges.admin, at);
      }
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle_service.create',
        objectKind: 'handle_service',
        objectId: id,
        after: { name: body.name, properties: configured.properties },
      });
    });
    return id;
  }

  /** The service as its members see it; credentials are never shown. @throws RegistryError notFound */
  async get(id: string) {
    const row = await this.database.read((reader) => requireService(reader, id));
    return {
      handleServiceId: row.id,
      name: row.name,
      proxyEndpoint: row.proxy_endpoint,
      serviceProperties: serviceProperties(row),
      creator: toCreator(row.creator_id),
      creationTime: unixSeconds(row.created_at),
    };
  }

  /** Id and name, for everyone. @throws RegistryError notFound */
  async getPublic(id: string) {
    const row = await this.database.read((reader) => requireService(reader, id));
    return { handleServiceId: row.id, name: row.name };
  }

  /** Changes what is given. Driver and prefix are for life: PIDs depend on them. */
  async update(id: string, body: UpdateService, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const before = await requireService(tx, id);
      const configured = reconfigured(before, body);
      await tx.execute(sql`
        UPDATE handle_services SET name = ${body.name ?? before.name}, proxy_endpoint = ${body.proxyEndpoint ?? before.proxy_endpoint},
          properties = ${JSON.stringify(configured)}, updated_at = ${at}
        WHERE id = ${id}`);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle_service.update',
        objectKind: 'handle_service',
        objectId: id,
        before: { name: before.name, properties: serviceProperties(before) },
        after: { name: body.name, properties: configured },
      });
    });
  }

  /** Removes a service. @throws RegistryError cannotDeleteNonEmptyHandleService while a live handle is registered in it */
  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.write((tx) => deleteService(tx, id, actor, toInstant(this.clock.now())));
  }

  /** Ids of all services. */
  list(): Promise<string[]> {
    return this.database.read((reader) => liveServiceIds(reader));
  }

  /** Ids of the services that a user is a direct, or an effective, member of. */
  listOf(userId: string, reach: 'direct' | 'effective'): Promise<string[]> {
    return this.database.read((reader) => resourcesOfUser(reader, userId, 'handle_service', reach));
  }

  /** Ids of the live handles registered in a service. */
  handlesOf(id: string): Promise<string[]> {
    return this.database.read((reader) => liveHandleIds(reader, id));
  }

  /** Adds a user as member. @throws RegistryError notFound, relationAlreadyExists */
  async addUser(id: string, userId: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      if ((await findService(tx, id)) === undefined) throw new RegistryError('notFound');
      const key = {
        resourceKind: 'handle_service',
        resourceId: id,
        memberKind: 'user',
        memberId: userId,
      } as const;
      if (!(await addGrant(tx, key, handleServicePrivileges.member, at))) {
        throw new RegistryError('relationAlreadyExists', {
          childType: 'user',
          childId: userId,
          parentType: 'handle_service',
          parentId: id,
        });
      }
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle_service.add_user',
        objectKind: 'handle_service',
        objectId: id,
        after: { userId },
      });
    });
  }
}

function reconfigured(before: ServiceRow, body: UpdateService): Record<string, unknown> {
  const given = body.serviceProperties ?? serviceProperties(before);
  const configured = configureService(body.proxyEndpoint ?? before.proxy_endpoint, given);
  if (configured.driver !== before.driver)
    throw new RegistryError('badValueNotAllowed', {
      key: 'serviceProperties.type',
      allowed: [serviceProperties(before)['type']],
    });
  if (configured.prefix !== before.prefix)
    throw new RegistryError('badValueNotAllowed', {
      key: 'serviceProperties.prefix',
      allowed: [before.prefix],
    });
  return configured.properties;
}

async function deleteService(tx: Tx, id: string, actor: Actor, at: string): Promise<void> {
  const before = await requireService(tx, id);
  const live = await tx.first(
    sql`SELECT id FROM handles WHERE service_id = ${id} AND deleted_at IS NULL LIMIT 1`,
  );
  if (live !== undefined) throw new RegistryError('cannotDeleteNonEmptyHandleService');
  await tx.execute(sql`UPDATE handle_services SET deleted_at = ${at}, updated_at = ${at} WHERE id = ${id}`);
  await removeGrantsOn(tx, 'handle_service', id);
  await recordAudit(tx, {
    at,
    actor,
    action: 'handle_service.delete',
    objectKind: 'handle_service',
    objectId: id,
    before: { name: before.name },
  });
}
