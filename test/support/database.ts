import { mkdirSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { entities } from '../../src/entities.js';
import { loadConfig, type Config } from '../../src/platform/config.js';
import { openWriter, readerOptions, writerOptions } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { FifoGate, openGate } from '../../src/platform/database/write-gate.js';
import { scratchEnvironment } from './environment.js';

/** A migrated scratch database of the run's kind, without an application around it. */
export interface TestDatabase {
  database: Database;
  config: Config;
  writer: DataSource;
  close: () => Promise<void>;
}

/** Opens a scratch database with every table of the project. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const scratch = await scratchEnvironment();
  const config = loadConfig(scratch.settings);
  mkdirSync(config.DATA_DIR, { recursive: true });
  const parts = { entities, migrations };
  const writer = await openWriter(writerOptions(config, parts));
  const reader = await new DataSource(readerOptions(config, parts)).initialize();
  return {
    database: new Database(writer, reader, config.dialect === 'sqlite' ? new FifoGate() : openGate),
    config,
    writer,
    close: async () => {
      await reader.destroy();
      await writer.destroy();
      await scratch.remove();
    },
  };
}
