import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';

/** A scratch place for one registry: settings for `loadConfig`, and how to remove what it leaves. */
export interface ScratchEnvironment {
  settings: Record<string, string>;
  remove: () => Promise<void>;
}

/** True when this run tests PostgreSQL. */
export const onPostgres = process.env['WAYMARK_TEST_DATABASE'] === 'postgres';

/** A data folder of its own, a free port, a known administrator's token, and on PostgreSQL a database of its own. */
export async function scratchEnvironment(): Promise<ScratchEnvironment> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-test-'));
  const port = await freePort();
  const database = onPostgres ? await scratchDatabase() : undefined;
  return {
    settings: {
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ADMIN_TOKEN: `test-administrator-${randomBytes(8).toString('hex')}`,
      LOG_LEVEL: process.env['WAYMARK_TEST_LOG'] ?? 'silent',
      ...(database && { DATABASE_URL: database.url }),
    },
    remove: async () => {
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function scratchDatabase(template?: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const maintenance = process.env['WAYMARK_TEST_POSTGRES_URL'];
  if (maintenance === undefined) throw new Error('run PostgreSQL tests with npm run test:pg');
  const name = `waymark_${randomBytes(6).toString('hex')}`;
  await administer(
    maintenance,
    `CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`,
  );
  const url = new URL(maintenance);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/**
 * A database as it is now, which never changes again: a replica that stopped. Nobody may be connected to it.
 * @param url of the database to copy
 */
export const stoppedReplica = (url: string) => scratchDatabase(new URL(url).pathname.slice(1));

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
