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
import { RegistrationWorker } from './worker.js';

/** Starts the worker with the application where this process has that role, and stops it before the database closes. */
@Injectable()
class WorkerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly worker: RegistrationWorker,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ROLE !== 'web') await this.worker.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker.stop();
  }
}

/** The registration room: carries the ledger's desired state out to the handle services. */
@Module({
  providers: [
    {
      provide: RegistrationWorker,
      inject: [Database, Clock, Wakeups, LOGGER, CONFIG],
      useFactory: (database: Database, clock: Clock, wakeups: Wakeups, logger: PinoLogger, config: Config) =>
        new RegistrationWorker(database, clock, wakeups, logger, {
          id: config.REPOSITORY_ID,
          publicUrl: config.PUBLIC_URL,
        }),
    },
    WorkerLifecycle,
  ],
  exports: [RegistrationWorker],
})
export class RegistrationModule {}
