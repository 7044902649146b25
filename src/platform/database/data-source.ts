import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface, type MixedList } from 'typeorm';
import type { Config } from '../config.js';
import { SnakeCaseNaming } from './naming.js';

/** What the composition root hands to the database: TypeORM entities and migrations, each an explicit list. */
export interface SchemaParts {
  entities: (new () => object)[];
  migrations: (new () => MigrationInterface)[];
}

/** SQLite below this version can corrupt a database in WAL mode. Source: sqlite.org, WAL-reset note of 2026-03. */
const leastSqlite = '3.51.3';
const migrationLock = 2;
/** What PostgreSQL thinks of our statements' cost makes it compile them for 100 ms, to save none of the few that they take. */
const noCompiling = '-c jit=off';
const readOnlySession = '-c default_transaction_read_only=on';

// COUNT(*) and bigint columns are numbers here: all of ours stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The SQLite file of a data folder. */
export const sqliteFile = (config: Config) => path.join(config.DATA_DIR, 'waymark.sqlite');

/** Options of the writing connection. */
export function writerOptions(config: Config, parts: SchemaParts): DataSourceOptions {
  return config.dialect === 'postgres'
    ? postgresOptions(config.DATABASE_URL, 'waymark', 14, parts)
    : sqliteOptions(config, parts, false);
}

/** Options of the reading connection: it cannot write, and sees every commit. */
export function readerOptions(config: Config, parts: SchemaParts): DataSourceOptions {
  return config.dialect === 'postgres'
    ? postgresOptions(config.DATABASE_URL, 'waymark-read', 10, parts, readOnlySession)
    : sqliteOptions(config, parts, true);
}

/** Options of the connection to the streaming replica, which may lag; undefined when there is none. */
export function replicaOptions(config: Config, parts: SchemaParts): DataSourceOptions | undefined {
  return config.DATABASE_READ_URL === undefined
    ? undefined
    : postgresOptions(config.DATABASE_READ_URL, 'waymark-replica', 10, parts, readOnlySession);
}

/**
 * Opens the writing connection and brings the schema up to date. One instance at a time migrates.
 * @throws Error when SQLite is too old, or when the database was made by a newer Waymark
 */
export async function openWriter(options: DataSourceOptions): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  try {
    if (source.options.type === 'better-sqlite3') await checkSqliteVersion(source);
    await migrate(source);
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

async function migrate(source: DataSource): Promise<void> {
  const postgres = source.options.type === 'postgres';
  const lock = source.createQueryRunner();
  try {
    if (postgres) await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await refuseNewerSchema(source);
    await source.runMigrations({ transaction: 'each' });
    if (postgres) await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    else if ((await source.query<unknown[]>('PRAGMA foreign_key_check')).length > 0)
      throw new Error('The database breaks its foreign keys.');
  } finally {
    await lock.release();
  }
}

async function refuseNewerSchema(source: DataSource): Promise<void> {
  const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const runner = source.createQueryRunner();
  const exists = await runner.hasTable('migrations');
  await runner.release();
  const done = exists ? await source.query<{ name: string }[]>('SELECT name FROM migrations') : [];
  const newer = done.filter(({ name }) => !known.has(name));
  if (newer.length > 0) {
    throw new Error(
      `The database was made by a newer Waymark (it has ${newer.map(({ name }) => name).join(', ')}).`,
    );
  }
}

async function checkSqliteVersion(source: DataSource): Promise<void> {
  const [row] = await source.query<{ version: string }[]>('SELECT sqlite_version() AS version');
  const version = row?.version ?? '0';
  if (version.localeCompare(leastSqlite, 'en', { numeric: true }) < 0) {
    throw new Error(
      `SQLite ${version} can corrupt databases in WAL mode; ${leastSqlite} or newer is needed.`,
    );
  }
}

/** What of better-sqlite3 is used when a connection opens. */
interface SqliteConnection {
  pragma: (text: string) => unknown;
  function: (name: string, options: { deterministic: boolean }, body: (text: unknown) => string) => unknown;
}

function sqliteOptions(config: Config, parts: SchemaParts, readonly: boolean): DataSourceOptions {
  mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 });
  return {
    type: 'better-sqlite3',
    database: sqliteFile(config),
    readonly,
    fileMustExist: readonly,
    // Waiting blocks the event loop, so it is kept short; one writer per file makes it rare.
    timeout: 250,
    statementCacheSize: 400,
    prepareDatabase: (connection: SqliteConnection) => {
      // SQLite's own lower() knows the letters of ASCII only.
      connection.function('unicode_lower', { deterministic: true }, (text) => String(text).toLowerCase());
      // Counts only for a new file: fewer, larger pages make reading stretches of records a fifth faster.
      if (!readonly) connection.pragma('page_size = 8192');
      if (!readonly) connection.pragma('journal_mode = WAL');
      // better-sqlite3 is compiled so that WAL means NORMAL: commits could vanish at power loss.
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
      connection.pragma('trusted_schema = OFF');
      connection.pragma('cell_size_check = ON');
      // 32 MB: a page that many commits write is brought into the file once.
      connection.pragma('wal_autocheckpoint = 4000');
      connection.pragma('journal_size_limit = 67108864');
      connection.pragma('cache_size = -32768');
    },
    ...shared(parts),
  };
}

function postgresOptions(
  url: string | undefined,
  applicationName: string,
  poolSize: number,
  parts: SchemaParts,
  sessionOptions = '',
): DataSourceOptions {
  if (url === undefined) throw new Error('DATABASE_URL is needed');
  return {
    type: 'postgres',
    url,
    applicationName,
    poolSize,
    extra: {
      connectionTimeoutMillis: 2000,
      statement_timeout: 60_000,
      lock_timeout: 5000,
      idle_in_transaction_session_timeout: 10_000,
      options: `${noCompiling} ${sessionOptions}`,
    },
    ...shared(parts),
  };
}

function shared(parts: SchemaParts) {
  return {
    entities: parts.entities as MixedList<new () => object>,
    migrations: parts.migrations,
    synchronize: false,
    logging: false,
    namingStrategy: new SnakeCaseNaming(),
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  } as const;
}
