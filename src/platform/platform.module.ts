import {
  type DynamicModule,
  Global,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from './clock.js';
import { CONFIG, type Config } from './config.js';
import {
  openWriter,
  readerOptions,
  replicaOptions,
  type SchemaParts,
  sqliteFile,
  writerOptions,
} from './database/data-source.js';
import { Database } from './database/database.js';
import { ReadThread } from './database/read-thread.js';
import { proveWriteGate } from './database/self-test.js';
import { FifoGate, openGate } from './database/write-gate.js';
import { Faces } from './faces.js';
import { HealthController, Readiness } from './health.controller.js';
import { Metrics, MetricsController } from './metrics.js';
import { Locations } from './location.js';
import { LOGGER, type PinoLogger } from './logging.js';
import { PlainRoutes } from './plain-routes.js';
import { Secrets } from './secrets.js';
import { StoredFacts } from './stored-facts.js';
import { Wakeups } from './wakeups.js';

/** What the composition root gives the platform. */
export interface PlatformParts extends SchemaParts {
  config: Config;
  clock: Clock;
  logger: PinoLogger;
}

const readName = 'read';
const replicaName = 'replica';

/** Plumbing for every room: settings, clock, database, wake-ups, faces, health. */
@Global()
@Module({})
export class PlatformModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly wakeups: Wakeups,
    private readonly database: Database,
  ) {}

  static forRoot(parts: PlatformParts): DynamicModule {
    return {
      module: PlatformModule,
      imports: dataSources(parts),
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: CONFIG, useValue: parts.config },
        { provide: Clock, useValue: parts.clock },
        { provide: LOGGER, useValue: parts.logger },
        {
          provide: Database,
          inject: [
            getDataSourceToken(),
            getDataSourceToken(readName),
            { token: getDataSourceToken(replicaName), optional: true },
          ],
          useFactory: openDatabase(parts),
        },
        { provide: Wakeups, useFactory: () => new Wakeups(parts.config.DATABASE_URL) },
        Faces,
        Metrics,
        PlainRoutes,
        Readiness,
        { provide: Secrets, useFactory: () => new Secrets(parts.config) },
        StoredFacts,
        Locations,
      ],
      exports: [
        CONFIG,
        Clock,
        LOGGER,
        Database,
        Wakeups,
        Faces,
        Metrics,
        PlainRoutes,
        Readiness,
        Secrets,
        StoredFacts,
        Locations,
      ],
    };
  }

  /** Not while the providers are made: a start that fails there could not close the connection again. */
  async onModuleInit(): Promise<void> {
    await this.wakeups.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.wakeups.close();
    await this.database.close();
  }
}

/** The writer first: the readers need the file and the schema that it makes. */
function dataSources(parts: PlatformParts): DynamicModule[] {
  const replica = replicaOptions(parts.config, parts);
  const reading = {
    [readName]: readerOptions(parts.config, parts),
    ...(replica && { [replicaName]: replica }),
  };
  return [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ ...writerOptions(parts.config, parts), retryAttempts: 0 }),
      dataSourceFactory: (options) => {
        if (options === undefined) throw new Error('data source options are missing');
        return openWriter(options);
      },
    }),
    ...Object.entries(reading).map(([name, options]) =>
      TypeOrmModule.forRootAsync({
        name,
        inject: [getDataSourceToken()],
        useFactory: (_writer: DataSource) => ({ ...options, retryAttempts: 0 }),
      }),
    ),
  ];
}

function openDatabase({ config, logger }: PlatformParts) {
  return async (writer: DataSource, reader: DataSource, replica?: DataSource): Promise<Database> => {
    const database =
      config.dialect === 'sqlite'
        ? new Database(writer, reader, new FifoGate(), { thread: new ReadThread(sqliteFile(config)) })
        : new Database(writer, reader, openGate, { replicaSource: replica });
    database.onSlowWrite = (heldMs) => {
      logger.warn({ heldMs: Math.round(heldMs) }, 'a write held the gate for long');
    };
    try {
      await proveWriteGate(database);
    } catch (error) {
      for (const source of [replica, reader, writer]) await source?.destroy();
      throw error;
    }
    return database;
  };
}
