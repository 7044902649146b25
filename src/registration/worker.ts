import { toInstant } from '../platform/clock.js';
import type { Tx } from '../platform/database/database.js';
import { newId } from '../platform/ids.js';
import { pollMs } from '../platform/wakeups.js';
import { observe, type ServiceEffect, stronger } from './breaker.js';
import { ClockGuard } from './clock-guard.js';
import {
  type ClaimedHandle,
  claimDue,
  claimProbe,
  clearLeases,
  type DueService,
  findDueServices,
} from './claim.js';
import type { RegistrationMetrics } from './metrics.js';
import type { WorkerHouse } from './house.js';
import type { PublicationOptions } from '../registry/metadata/publication-options.js';
import { recordOutcome } from './ledger.js';
import { type LedgerChange, settle } from './outcome.js';
import { adapt, roomFor, spend } from './pace.js';
import { refusedAlone } from './refused-alone.js';
import { runAttempt } from './run-attempt.js';
import { lastSuccess, recordEffect, returnProbe, takeProbe } from './service-trouble.js';
import { type ServiceInUse, Services } from './services.js';
import type { RegistryFacts } from './target.js';

/** An attempt that ended and waits to be written down. */
interface Finished {
  handle: ClaimedHandle;
  service: ServiceInUse;
  change: LedgerChange;
  effect: ServiceEffect;
}

/** A service with due work and free places. */
interface Ready {
  due: DueService;
  service: ServiceInUse;
}

/** A handle taken in a turn. */
interface Taken {
  service: ServiceInUse;
  handle: ClaimedHandle;
  probing: boolean;
}

/** How long a claim is held; longer than an attempt may last. */
const leaseMs = 30_000;
/** How long a stop waits for attempts under way. */
const drainMs = 15_000;

/**
 * Carries desired state out to the handle services. One turn writes what has ended and claims what is due in a single
 * transaction; the attempts themselves run beside it, so many per service. Safe to kill at any instant.
 */
export class RegistrationWorker {
  private readonly owner = newId();
  private readonly running = new Set<Promise<void>>();
  /** Services whose fault was reported, by the version of their row. */
  private readonly unusable = new Map<string, string>();
  private finished: Finished[] = [];
  private stopping = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly house: WorkerHouse,
    private readonly registry: RegistryFacts,
    private readonly services: Services,
    private readonly metrics: Pick<RegistrationMetrics, 'attempted'>,
  ) {}

  /** Starts to work through what is due. On SQLite leases of a dead process are freed: no other can hold one. */
  async start(): Promise<void> {
    const { database, clock } = this.house;
    if (database.dialect === 'sqlite') await database.write(clearLeases);
    const last = await database.read(lastSuccess);
    if (last !== undefined && clock instanceof ClockGuard) clock.notBefore(last);
    this.loop = this.work();
  }

  /** Claims nothing more, lets attempts under way end (15 s at most), and writes their outcomes. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.loop;
    const drained = Promise.all(this.running);
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, drainMs).unref())]);
    await this.turn(false).catch((error: unknown) => {
      // What was done outside is found there again.
      this.house.logger.error({ err: error }, 'the last outcomes of registration could not be written');
    });
  }

  /** One turn and its attempts to their end, outcomes written. For tests. @returns how many attempts were made */
  async runOnce(): Promise<number> {
    const claimed = await this.turn(true);
    await Promise.all(this.running);
    await this.turn(false);
    return claimed;
  }

  private async work(): Promise<void> {
    const unlisten = this.house.wakeups.listen('registration-due', () => {
      this.wake();
    });
    while (!this.stopping) {
      // Made before the turn, so that whatever happens during it cuts the wait short.
      const woken = this.nextWake();
      await this.turn(true).catch((error: unknown) => {
        // The database may be away for a while; nothing is lost: outcomes wait in memory, leases run out.
        this.house.logger.error({ err: error }, 'a registration turn failed');
      });
      await woken;
    }
    unlisten();
  }

  /** Resolves at the next wake-up, finished attempt or poll. */
  private nextWake(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes what has ended, claims what is due, starts its attempts. @returns how many handles were claimed */
  private async turn(claiming: boolean): Promise<number> {
    const ready = claiming ? await this.readyServices(this.house.clock.now()) : [];
    if (ready.length === 0 && this.finished.length === 0) return 0;
    let done: Finished[] = [];
    try {
      const taken = await this.house.database.write(async (tx) => {
        // Both taken inside: leases begin now, and whatever ended while the write waited for its turn goes along.
        const now = this.house.clock.now();
        done = this.finished.splice(0);
        const blocked = await writeDown(tx, done, now, this.house.publication);
        const open = ready.filter(({ service }) => !blocked.has(service));
        return this.claim(tx, open, now);
      });
      this.announce(done);
      for (const each of taken) this.begin(each);
      return taken.length;
    } catch (error) {
      this.finished.unshift(...done);
      throw error;
    }
  }

  private async readyServices(now: Date): Promise<Ready[]> {
    const found = await this.house.database.read((reader) => findDueServices(reader, toInstant(now)));
    const ready: Ready[] = [];
    for (const due of found) {
      const service = await this.usable(due);
      if (service !== undefined && roomFor(service.pace, service.running) > 0) ready.push({ due, service });
    }
    return ready;
  }

  /** One service with broken settings, or a key that is missing, must not stop the others. */
  private async usable(due: DueService): Promise<ServiceInUse | undefined> {
    try {
      return await this.services.use(due.id, due.version);
    } catch (error) {
      if (this.unusable.get(due.id) !== due.version) {
        this.house.logger.error({ err: error, serviceId: due.id }, 'a handle service cannot be used');
      }
      this.unusable.set(due.id, due.version);
      return undefined;
    }
  }

  private async claim(tx: Tx, ready: Ready[], now: Date): Promise<Taken[]> {
    const taken: Taken[] = [];
    const lease = { owner: this.owner, now, until: toInstant(new Date(now.getTime() + leaseMs)) };
    for (const { due, service } of ready) {
      const probing = due.breakerOpenUntil !== null;
      if (probing && !(await takeProbe(tx, due, lease.until))) continue;
      if (!probing) service.breaker = { ...service.breaker, open: false };
      const handles = probing
        ? await claimProbe(tx, due.id, lease)
        : await claimDue(tx, due.id, roomFor(service.pace, service.running), lease);
      if (probing && handles.length === 0) await returnProbe(tx, due, lease.until);
      taken.push(...handles.map((handle) => ({ service, handle, probing })));
    }
    return taken;
  }

  private announce(done: Finished[]): void {
    const kinds = new Set(done.map(({ change }) => change.kind));
    if (kinds.has('confirm') || kinds.has('withdraw')) this.house.wakeups.wake('publication-due');
    if (kinds.has('stop') || kinds.has('burn')) this.house.wakeups.wake('settled');
  }

  private begin({ service, handle, probing }: Taken): void {
    service.running++;
    spend(service.pace, 1);
    const startedAt = this.house.clock.now();
    const run = runAttempt(service, handle, this.registry, this.house.logger).then((answered) => {
      service.running--;
      const result = refusedAlone(handle, answered, service.letInAt);
      if (result.kind === 'applied' || result.kind === 'withdrawn') service.letInAt = startedAt;
      this.metrics.attempted(service.driverName, result);
      const { memory, effect } = observe(service.breaker, result, probing);
      service.breaker = memory;
      if (result.kind !== 'failed') adapt(service.pace, false);
      else if (result.failure.throttled === true) adapt(service.pace, true);
      const change = settle(handle, result, this.house.clock.now(), Math.random());
      this.finished.push({ service, handle, effect, change });
      this.running.delete(run);
      this.wake();
    });
    this.running.add(run);
  }
}

/** @returns services that these outcomes stop: nothing more is claimed for them */
async function writeDown(
  tx: Tx,
  done: Finished[],
  now: Date,
  publication: PublicationOptions,
): Promise<Set<ServiceInUse>> {
  const effects = new Map<ServiceInUse, ServiceEffect>();
  for (const { service, effect } of done) {
    effects.set(service, stronger(effects.get(service) ?? { kind: 'none' }, effect));
  }
  // Services first and in a fixed order: the same lock order in every instance.
  for (const [service, effect] of [...effects].sort(([one], [other]) => (one.id < other.id ? -1 : 1))) {
    await recordEffect(tx, service.id, effect, service.breaker.consecutive, now);
  }
  for (const { handle, change } of done) await recordOutcome(tx, handle, change, now, publication);
  return new Set([...effects].filter(([, effect]) => effect.kind === 'open').map(([service]) => service));
}
