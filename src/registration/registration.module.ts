import {
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER, type PinoLogger } from '../platform/logging.js';
import { Secrets } from '../platform/secrets.js';
import { StoredFacts } from '../platform/stored-facts.js';
import { Wakeups } from '../platform/wakeups.js';
import { RemoteCaller } from '../pid/remote-call.js';
import { ClockGuard } from './clock-guard.js';
import { KeyRotation } from './key-rotation.js';
import { RegistrationMetrics } from './metrics.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationDesk } from './registration.service.js';
import { publicUrlFact, Retarget } from './retarget.js';
import { Services } from './services.js';
import type { RegistryFacts } from './target.js';
import { proveCredentials, Upkeep } from './upkeep.js';
import { publicationOptions } from '../registry/metadata/publication-options.js';
import type { WorkerHouse } from './house.js';
import { RegistrationWorker } from './worker.js';

/** Injection token of what worker and upkeep use of the platform. */
const HOUSE = Symbol('WorkerHouse');

/** Starts the worker with the application where this process has that role, and stops it before the database closes. */
@Injectable()
class WorkerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly worker: RegistrationWorker,
    private readonly upkeep: Upkeep,
    private readonly remote: RemoteCaller,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE === 'web') return;
    await this.worker.start();
    this.upkeep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.worker.stop(), this.upkeep.stop()]);
    await this.remote.close();
  }
}

/** Refuses to start with credentials that no key opens, and warns when handles lead to a former address. */
@Injectable()
class StartProof implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly facts: StoredFacts,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await proveCredentials(this.database, this.secrets);
    const { PUBLIC_URL: publicUrl } = this.config;
    const stored = await this.facts.getOrCreate(publicUrlFact, () => publicUrl);
    if (stored === publicUrl) return;
    this.logger.warn(
      { stored, publicUrl },
      'PUBLIC_URL has changed: run "waymark retarget" to bring all handles along',
    );
  }
}

/** The one outgoing client, with the operator's allow-list. */
const remoteCaller = (config: Config) =>
  new RemoteCaller({
    allow: config.OUTGOING_ALLOW,
    userAgent: `Waymark/0.1 (+${config.PUBLIC_URL}; mailto:${config.ADMIN_EMAIL})`,
  });

const house = (
  database: Database,
  clock: Clock,
  wakeups: Wakeups,
  logger: PinoLogger,
  config: Config,
): WorkerHouse => ({
  database,
  clock: new ClockGuard(clock, (byMs) => logger.warn({ byMs }, 'the clock was put forward or back')),
  wakeups,
  logger,
  publication: publicationOptions(config),
});

const services = ({ database, clock }: WorkerHouse, remote: RemoteCaller, secrets: Secrets) =>
  new Services({ database, clock, remote }, secrets);

const facts = (config: Config): RegistryFacts => ({ id: config.REPOSITORY_ID, publicUrl: config.PUBLIC_URL });

const worker = (own: WorkerHouse, config: Config, used: Services, metrics: RegistrationMetrics) =>
  new RegistrationWorker(own, facts(config), used, metrics);

const upkeep = (own: WorkerHouse, config: Config, used: Services, metrics: RegistrationMetrics) =>
  new Upkeep(own, facts(config), used, metrics);

/** The registration room: carries the ledger's desired state out to the handle services. */
@Module({
  controllers: [RegistrationController],
  providers: [
    { provide: RemoteCaller, inject: [CONFIG], useFactory: remoteCaller },
    { provide: HOUSE, inject: [Database, Clock, Wakeups, LOGGER, CONFIG], useFactory: house },
    { provide: Services, inject: [HOUSE, RemoteCaller, Secrets], useFactory: services },
    {
      provide: RegistrationWorker,
      inject: [HOUSE, CONFIG, Services, RegistrationMetrics],
      useFactory: worker,
    },
    { provide: Upkeep, inject: [HOUSE, CONFIG, Services, RegistrationMetrics], useFactory: upkeep },
    RegistrationMetrics,
    RegistrationDesk,
    KeyRotation,
    Retarget,
    StartProof,
    WorkerLifecycle,
  ],
  exports: [RegistrationWorker],
})
export class RegistrationModule {}
