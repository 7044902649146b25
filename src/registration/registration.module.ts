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
import { Wakeups } from '../platform/wakeups.js';
import { RemoteCaller } from '../pid/remote-call.js';
import { Services } from './services.js';
import type { RegistryFacts } from './target.js';
import { RegistrationWorker } from './worker.js';

/** Starts the worker with the application where this process has that role, and stops it before the database closes. */
@Injectable()
class WorkerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly worker: RegistrationWorker,
    private readonly remote: RemoteCaller,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE !== 'web') await this.worker.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker.stop();
    await this.remote.close();
  }
}

const registryFacts = (config: Config): RegistryFacts => ({
  id: config.REPOSITORY_ID,
  publicUrl: config.PUBLIC_URL,
});

/** The one outgoing client, with the operator's allow-list. */
const remoteCaller = (config: Config) =>
  new RemoteCaller({
    allow: config.OUTGOING_ALLOW,
    userAgent: `Waymark/0.1 (+${config.PUBLIC_URL}; mailto:${config.ADMIN_EMAIL})`,
  });

/** The registration room: carries the ledger's desired state out to the handle services. */
@Module({
  providers: [
    { provide: RemoteCaller, inject: [CONFIG], useFactory: remoteCaller },
    {
      provide: Services,
      inject: [Database, Clock, RemoteCaller],
      useFactory: (database: Database, clock: Clock, remote: RemoteCaller) =>
        new Services({ database, clock, remote }),
    },
    {
      provide: RegistrationWorker,
      inject: [CONFIG, Services, Database, Clock, Wakeups, LOGGER],
      useFactory: (config: Config, services: Services, ...house: [Database, Clock, Wakeups, PinoLogger]) => {
        const [database, clock, wakeups, logger] = house;
        return new RegistrationWorker({ database, clock, wakeups, logger }, registryFacts(config), services);
      },
    },
    WorkerLifecycle,
  ],
  exports: [RegistrationWorker],
})
export class RegistrationModule {}
