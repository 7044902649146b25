import { type Database, type Reader, sql } from '../platform/database/database.js';
import type { Secrets } from '../platform/secrets.js';
import { credentialsPlace, readSealed } from '../registry/handle-services/service-credentials.js';
import { tryNewCredentials, type VainTrials } from './credential-trial.js';
import type { RegistrationMetrics } from './metrics.js';
import { roomFor, spend } from './pace.js';
import { lastLookBefore, type ListingWalk, searchOrphans, verifyNext } from './reconcile.js';
import type { Services } from './services.js';
import type { RegistryFacts } from './target.js';
import type { WorkerHouse } from './house.js';

const everyMs = 1000;

/** How long after the start the walk over the names outside begins: a fresh process has better things to do. */
const firstListingMs = 10 * 60_000;
/** How long a service that could not be asked is left alone by the sweep. */
const restMs = 5 * 60_000;

/** The slow work beside the worker: new credentials are tried, and what stands outside is compared with the ledger. */
export class Upkeep {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private readonly walks = new Map<string, ListingWalk>();
  private readonly vainTrials: VainTrials = new Map();
  /** Services that are left alone, by id: `performance.now()` of the next look. */
  private readonly resting = new Map<string, number>();

  constructor(
    private readonly house: WorkerHouse,
    private readonly registry: RegistryFacts,
    private readonly services: Services,
    private readonly metrics: RegistrationMetrics,
  ) {}

  start(): void {
    this.loop = this.work();
  }

  /** Looks under way are given up: they change nothing outside. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loop;
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const next = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      await this.round().catch((error: unknown) => {
        this.house.logger.error({ err: error }, 'upkeep of handle services failed');
      });
      await next;
    }
  }

  /** One look a service and second: a sweep must never be felt. */
  private async round(): Promise<void> {
    const { signal } = this.stopping;
    await tryNewCredentials(this.house, this.services, this.vainTrials, signal);
    const before = lastLookBefore(this.house.clock.now());
    const open = await this.house.database.read((reader) => findOpenServices(reader, before));
    const rested = open.filter(({ id }) => (this.resting.get(id) ?? 0) <= performance.now());
    await Promise.all(rested.map((service) => this.reconcile(service, signal)));
  }

  private async reconcile(
    { id, updated_at: version, unseen }: OpenService,
    stop: AbortSignal,
  ): Promise<void> {
    try {
      const service = await this.services.use(id, version);
      // Registrations go first: the sweep lives on what they leave of the service's limits.
      if (roomFor(service.pace, service.running) < 1) return;
      const verdict = unseen ? await verifyNext(this.house, service, this.registry, stop) : undefined;
      if (verdict !== undefined) this.metrics.reconciled(verdict);
      if (verdict === 'unseen') this.rest(id);
      const found =
        verdict === 'unseen'
          ? undefined
          : await searchOrphans(this.house, service, this.registry, this.walkOf(id), stop);
      if (verdict !== undefined || found !== undefined) spend(service.pace, 1);
      if (found === 'orphan') this.metrics.reconciled('orphan');
      if (verdict === 'drifted') this.house.wakeups.wake('registration-due');
    } catch (error) {
      this.rest(id);
      this.house.logger.warn({ err: error, serviceId: id }, 'a handle service could not be reconciled');
    }
  }

  private rest(serviceId: string): void {
    this.resting.set(serviceId, performance.now() + restMs);
  }

  private walkOf(serviceId: string): ListingWalk {
    const known = this.walks.get(serviceId);
    if (known !== undefined) return known;
    const walk = { page: undefined, unknown: [], dueAt: performance.now() + firstListingMs };
    this.walks.set(serviceId, walk);
    return walk;
  }
}

interface OpenService {
  id: string;
  updated_at: string;
  /** Has a handle that is due for a look: without one, no write is spent on the service. */
  unseen: boolean | number;
}

/** Live services that may be asked: not paused, breaker closed. Index: ix_handles_verified */
function findOpenServices(reader: Reader, before: string): Promise<OpenService[]> {
  return reader.rows(sql`
    SELECT s.id, s.updated_at, EXISTS (
      SELECT 1 FROM handles h WHERE h.service_id = s.id AND h.state IN ('registered', 'tombstoned')
        AND h.verified_at < ${before} AND h.desired_revision = h.applied_revision) AS unseen
    FROM handle_services s
    WHERE s.deleted_at IS NULL AND s.paused = ${false} AND s.breaker_open_until IS NULL`);
}

/**
 * Opens every credential once.
 * @throws Error naming the services whose credentials no key opens: better no start than a silent queue
 */
export async function proveCredentials(database: Database, secrets: Secrets): Promise<void> {
  const rows = await database.read(findSealed);
  const broken = rows.filter(({ id, sealed_credentials: stored }) => {
    try {
      secrets.openAll(credentialsPlace(id), readSealed(stored));
      return false;
    } catch {
      return true;
    }
  });
  if (broken.length === 0) return;
  const names = broken.map(({ name }) => `"${name}"`).join(', ');
  throw new Error(
    `The key ring does not open the credentials of ${names}. Give back the missing key in SECRET_KEYS.`,
  );
}

function findSealed(reader: Reader): Promise<{ id: string; name: string; sealed_credentials: string }[]> {
  return reader.rows(
    sql`SELECT id, name, sealed_credentials FROM handle_services
        WHERE sealed_credentials IS NOT NULL AND deleted_at IS NULL`,
  );
}
