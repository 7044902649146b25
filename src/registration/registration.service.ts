import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { RegistryError } from '../platform/errors.js';
import { Wakeups } from '../platform/wakeups.js';
import { PidDriverError } from '../pid/driver.js';
import { recordAudit } from '../registry/audit/audit.js';
import { credentialNames } from '../registry/handle-services/service-credentials.js';
import type { Actor } from '../registry/users/principal.js';
import {
  countStopped,
  findServiceHealth,
  findServiceQueue,
  halfOpen,
  openFindings,
  registerLostAnew,
  retryHandles,
  type ServiceHealth,
  setPaused,
} from './registration.queries.js';
import { findServiceRow, Services } from './services.js';
import { untilResumed } from './service-trouble.js';

const checkMs = 20_000;
const mostFindings = 1000;

/** What administrators see and do of the registration of handles. */
@Injectable()
export class RegistrationDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly services: Services,
  ) {}

  /** How a service is doing. @throws RegistryError notFound */
  async status(serviceId: string) {
    const now = this.clock.now();
    return this.database.read(async (reader) => {
      const health = await findServiceHealth(reader, serviceId);
      if (health === undefined) throw new RegistryError('notFound');
      const queue = await findServiceQueue(reader, serviceId);
      const stopped = await countStopped(reader, serviceId);
      const findings = await openFindings(reader, serviceId, mostFindings);
      return {
        handleServiceId: serviceId,
        name: health.name,
        paused: Boolean(health.paused),
        breaker: breakerOf(health, toInstant(now)),
        trouble: health.trouble_reason,
        queue: {
          depth: queue.depth,
          oldest: queue.oldest,
          oldestAgeSeconds:
            queue.oldest === null ? 0 : Math.max(0, (now.getTime() - Date.parse(queue.oldest)) / 1000),
          ...stopped,
        },
        lastSuccess: health.last_success_at,
        credentials: {
          set: credentialNames(health.sealed_credentials),
          next: health.next_credentials === null ? null : (health.next_credentials_problem ?? 'to be tried'),
        },
        findings: findings.length,
      };
    });
  }

  /** What the reconciler found and nobody has settled. */
  async findings(serviceId: string) {
    const rows = await this.database.read((reader) => openFindings(reader, serviceId, mostFindings));
    return rows.map((row) => ({
      pid: row.pid,
      handleId: row.handle_id,
      kind: row.kind,
      detail: row.detail,
      foundAt: row.found_at,
    }));
  }

  /** Tries a service's account; changes nothing outside. @throws RegistryError notFound */
  async check(serviceId: string) {
    const row = await this.database.read((reader) => findServiceRow(reader, serviceId));
    if (row === undefined) throw new RegistryError('notFound');
    try {
      const { driver } = await this.services.use(row.id, row.updated_at);
      const { confirmed } = await driver.check(AbortSignal.timeout(checkMs));
      return { ok: true, confirmed };
    } catch (error) {
      if (!(error instanceof PidDriverError)) throw error;
      const { class: failureClass, reason, status } = error.failure;
      return { ok: false, class: failureClass, reason, ...(status !== undefined && { status }) };
    }
  }

  /** Stops sending to a service; nothing is lost meanwhile. */
  async pause(serviceId: string, reason: string | undefined, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await setPaused(tx, serviceId, true, reason ?? 'paused by an administrator');
      await recordAudit(tx, { ...onService(serviceId, 'pause'), at, actor, after: { reason } });
    });
  }

  /** Sends again, with a single probe first where the breaker was open. */
  async resume(serviceId: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await setPaused(tx, serviceId, false, null);
      await halfOpen(tx, serviceId, at);
      await recordAudit(tx, { ...onService(serviceId, 'resume'), at, actor });
    });
    this.wakeups.wake('registration-due');
  }

  /** Tries a handle again at once, and registers anew one that is gone outside. @throws RegistryError conflict when there is nothing to do for it */
  async retryHandle(handleId: string, actor: Actor): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      const retried =
        (await registerLostAnew(tx, handleId, at)) || (await retryHandles(tx, { handleId }, at));
      if (retried === 0) {
        throw new RegistryError('conflict', { reason: 'The service has confirmed the handle as it is.' });
      }
      await recordAudit(tx, { action: 'handle.retry', objectKind: 'handle', objectId: handleId, at, actor });
    });
    this.wakeups.wake('registration-due');
  }

  /** Tries everything again that waits for a service, what was given up included. */
  async retryService(serviceId: string, actor: Actor): Promise<{ retried: number }> {
    const at = toInstant(this.clock.now());
    const retried = await this.database.write(async (tx) => {
      const count = await retryHandles(tx, { serviceId }, at);
      await recordAudit(tx, { ...onService(serviceId, 'retry'), at, actor, after: { retried: count } });
      return count;
    });
    this.wakeups.wake('registration-due');
    return { retried };
  }
}

const onService = (id: string, verb: string) =>
  ({ action: `handle_service.${verb}`, objectKind: 'handle_service', objectId: id }) as const;

function breakerOf(health: ServiceHealth, now: string) {
  const until = health.breaker_open_until;
  if (until === null) return { state: 'closed', until: null, failures: health.consecutive_failures };
  const state = until === untilResumed ? 'stopped' : until > now ? 'open' : 'half-open';
  return { state, until: until === untilResumed ? null : until, failures: health.consecutive_failures };
}
