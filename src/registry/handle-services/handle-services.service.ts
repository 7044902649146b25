import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { requireMatch } from '../../platform/etag.js';
import { newId } from '../../platform/ids.js';
import { Secrets } from '../../platform/secrets.js';
import { Wakeups } from '../../platform/wakeups.js';
import type { Page } from '../../platform/paging.js';
import { homePrefix } from '../../handle-server/homed-prefixes.js';
import {
  configureService,
  credentialOrigins,
  type ServiceConfiguration,
} from '../../drivers/service-types.js';
import { recordAudit } from '../audit/audit.js';
import type { Member } from '../privileges/effective.queries.js';
import { addGrant, removeGrantsOn } from '../privileges/grants.js';
import { handleServicePrivileges } from '../privileges/privileges.js';
import type { Actor } from '../users/principal.js';
import type { CreateService, UpdateService } from './handle-services.schemas.js';
import { changedCredentials, storedCredentials } from './service-credentials.js';
import {
  liveServiceIds,
  lockService,
  requireService,
  serviceProperties,
  type ServiceRow,
} from './handle-services.queries.js';
import { serviceEtag, serviceView } from './service-view.js';

/** Handle services: configured accounts at registration authorities. */
@Injectable()
export class HandleServicesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly wakeups: Wakeups,
  ) {}

  /**
   * Makes a service; answers its id.
   * @param actor null: the system itself, on first start
   * @param member becomes a member with all privileges; undefined: nobody does
   * @throws RegistryError badValue… for properties that its type does not know
   */
  async create(body: CreateService, actor: Actor | null, member?: Member): Promise<string> {
    const id = newId();
    const at = toInstant(this.clock.now());
    const configured = configureService(body.proxyEndpoint ?? null, body.serviceProperties);
    const sealed = storedCredentials(this.secrets, id, configured.credentials);
    await this.database.write(async (tx) => {
      await tx.execute(sql`
        INSERT INTO handle_services (id, name, proxy_endpoint, driver, prefix, properties, sealed_credentials, paused,
          breaker_open_until, trouble_reason, consecutive_failures, last_success_at, created_at, updated_at, creator_id, deleted_at)
        VALUES (${id}, ${body.name}, ${body.proxyEndpoint ?? null}, ${configured.driver}, ${configured.prefix},
          ${JSON.stringify(configured.properties)}, ${sealed}, ${false}, ${null}, ${null}, 0, ${null}, ${at}, ${at},
          ${actor?.userId ?? null}, ${null})`);
      if (configured.driver === 'local') await homePrefix(tx, configured.prefix, at);
      if (member !== undefined)
        await addGrant(tx, { kind: 'handle_service', id }, member, handleServicePrivileges.admin, at);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle_service.create',
        objectKind: 'handle_service',
        objectId: id,
        after: {
          name: body.name,
          proxyEndpoint: body.proxyEndpoint,
          properties: configured.properties,
          member,
        },
      });
    });
    return id;
  }

  /** The service as its members see it, with its ETag; credentials are never shown. @throws RegistryError notFound */
  get(id: string) {
    return this.database.read((reader) => serviceView(reader, id));
  }

  /** Id and name, for everyone. @throws RegistryError notFound */
  async getPublic(id: string) {
    const row = await this.database.read((reader) => requireService(reader, id));
    return { handleServiceId: row.id, name: row.name };
  }

  /**
   * Changes what is given. Driver and prefix are for life: PIDs depend on them. New credentials are tried by the worker
   * beside the ones in use; those that are not given stay, unless the service now speaks to another origin: nobody who
   * may change a service can have its credentials sent to a place of his own.
   */
  async update(id: string, body: UpdateService, actor: Actor, ifMatch?: string): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockService(tx, id, 'change');
      const before = await requireService(tx, id);
      requireMatch(ifMatch, serviceEtag(before));
      const configured = reconfigured(before, body);
      const proxyEndpoint = body.proxyEndpoint ?? before.proxy_endpoint;
      await tx.execute(sql`
        UPDATE handle_services SET name = ${body.name ?? before.name}, proxy_endpoint = ${proxyEndpoint},
          properties = ${JSON.stringify(configured.properties)}, updated_at = ${at}
        WHERE id = ${id}`);
      const isMoved =
        credentialOrigins(proxyEndpoint, configured.properties) !==
        credentialOrigins(before.proxy_endpoint, serviceProperties(before));
      if (isMoved) await this.replaceCredentials(tx, id, configured.credentials);
      else await this.offerCredentials(tx, before, configured.credentials);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle_service.update',
        objectKind: 'handle_service',
        objectId: id,
        before: {
          name: before.name,
          proxyEndpoint: before.proxy_endpoint,
          properties: serviceProperties(before),
        },
        after: {
          name: body.name,
          proxyEndpoint: body.proxyEndpoint,
          properties: configured.properties,
          credentials: Object.keys(configured.credentials),
        },
      });
    });
    this.wakeups.wake('registration-due');
  }

  /** What was stored is forgotten: it was for another place. */
  private async replaceCredentials(
    tx: Tx,
    id: string,
    given: Readonly<Record<string, string>>,
  ): Promise<void> {
    await tx.execute(sql`
      UPDATE handle_services SET sealed_credentials = ${storedCredentials(this.secrets, id, given)},
        next_credentials = ${null}, next_credentials_problem = ${null} WHERE id = ${id}`);
  }

  /** The worker tries them before they take the place of those in use. */
  private async offerCredentials(
    tx: Tx,
    before: ServiceRow,
    given: Readonly<Record<string, string>>,
  ): Promise<void> {
    const changed = changedCredentials(this.secrets, before, given);
    if (changed === null) return;
    await tx.execute(sql`
      UPDATE handle_services SET next_credentials = ${changed}, next_credentials_problem = ${null} WHERE id = ${before.id}`);
  }

  /** Removes a service. @throws RegistryError cannotDeleteNonEmptyHandleService while a live handle is registered in it */
  async delete(id: string, actor: Actor, ifMatch?: string): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await lockService(tx, id, 'change');
      requireMatch(ifMatch, serviceEtag(await requireService(tx, id)));
      await deleteService(tx, id, actor, at);
    });
  }

  /** Ids of all services. */
  list(page: Page): Promise<string[]> {
    return this.database.read((reader) => liveServiceIds(reader, page));
  }
}

function reconfigured(before: ServiceRow, body: UpdateService): ServiceConfiguration {
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
  return configured;
}

async function deleteService(tx: Tx, id: string, actor: Actor, at: string): Promise<void> {
  const before = await requireService(tx, id);
  await assertNothingUnderWay(tx, id);
  const live = await tx.first(
    sql`SELECT id FROM handles WHERE service_id = ${id} AND deleted_at IS NULL LIMIT 1`,
  );
  if (live !== undefined) throw new RegistryError('cannotDeleteNonEmptyHandleService');
  await tx.execute(sql`UPDATE handle_services SET deleted_at = ${at}, updated_at = ${at} WHERE id = ${id}`);
  const members = await removeGrantsOn(tx, { kind: 'handle_service', id });
  await recordAudit(tx, {
    at,
    actor,
    action: 'handle_service.delete',
    objectKind: 'handle_service',
    objectId: id,
    before: { name: before.name, members },
  });
}

/** Withdrawals still need the service's account, those that wait for a person too. Index: ix_handles_service */
async function assertNothingUnderWay(tx: Tx, id: string): Promise<void> {
  const due = await tx.first(sql`
    SELECT h.id FROM handles h WHERE h.service_id = ${id} AND h.deleted_at IS NOT NULL
      AND h.desired_revision > h.applied_revision AND h.state IN ('pending', 'updating', 'deleting', 'parked') LIMIT 1`);
  if (due !== undefined) {
    throw new RegistryError('conflict', { reason: 'Handles of the service still wait to be withdrawn.' });
  }
}
