import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrations } from '../migrations/index.js';
import { AppModule } from './app.module.js';
import { entities } from './entities.js';
import { SystemClock, type Clock } from './platform/clock.js';
import type { Config } from './platform/config.js';
import { Drain } from './platform/drain.js';
import { ErrorFilter } from './platform/error-filter.js';
import { Faces } from './platform/faces.js';
import { collectRoutes, configureHttp, createHttpAdapter } from './platform/http.js';
import { createLogger, NestLogger } from './platform/logging.js';
import { lockDataFolder } from './platform/process-lock.js';
import { ValidationPipe } from './platform/validation.js';
import { ApiDescription } from './registry/api-description/api-description.js';
import { describeApi } from './registry/api-description/document.js';
import { FirstStart, type FirstAdministrator } from './registry/first-start.js';

/** How long a stop waits for requests under way. */
const drainMs = 15_000;

/** The application in this process, with its database open; it may or may not listen. */
export interface Application {
  nest: NestFastifyApplication;
  /** Set when this start made the registry: the administrator and, unless ADMIN_TOKEN gave it, the token. */
  firstAdministrator: FirstAdministrator | undefined;
  /** Serves HTTP on HOST:PORT; answers the address without trailing slash. */
  listen: () => Promise<string>;
  /** Lets requests and attempts in flight end, then closes everything and frees the data folder. */
  close: () => Promise<void>;
}

/**
 * Opens the data folder or database, migrates, proves the write gate and starts every room.
 * @throws DataFolderInUseError when another process holds the data folder; Error when the database cannot be used
 */
export async function createApplication(
  config: Config,
  clock: Clock = new SystemClock(),
): Promise<Application> {
  const unlock = config.dialect === 'sqlite' ? lockDataFolder(config.DATA_DIR) : () => undefined;
  try {
    const drain = new Drain();
    const nest = await assemble(config, clock, drain);
    const firstAdministrator = await closingOnFailure(nest, () => nest.get(FirstStart).run());
    return {
      nest,
      firstAdministrator,
      listen: async () => {
        await nest.listen(config.PORT, config.HOST);
        return (await nest.getUrl()).replace('[::1]', '127.0.0.1');
      },
      close: async () => {
        await drain.finish(drainMs);
        await nest.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function assemble(config: Config, clock: Clock, drain: Drain): Promise<NestFastifyApplication> {
  const logger = createLogger(config.LOG_LEVEL);
  const parts = { config, clock, logger, entities, migrations };
  const edge: { filter?: ErrorFilter } = {};
  const nest = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(parts),
    createHttpAdapter(config, logger, (error, request, reply) => edge.filter?.answer(error, request, reply)),
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    },
  );
  const fastify = nest.getHttpAdapter().getInstance();
  configureHttp(fastify, logger);
  drain.attach(fastify);
  const methodsOf = collectRoutes(fastify);
  nest.useGlobalPipes(new ValidationPipe());
  edge.filter = new ErrorFilter(nest.get(Faces), logger, methodsOf);
  nest.useGlobalFilters(edge.filter);
  nest.get(ApiDescription).describeBy(() => describeApi(nest, config.PUBLIC_URL));
  await closingOnFailure(nest, () => nest.init());
  return nest;
}

/** A start that fails leaves no connection or loop behind that would keep the process alive. */
async function closingOnFailure<T>(nest: NestFastifyApplication, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await nest.close();
    throw error;
  }
}
