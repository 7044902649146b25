import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import path from 'node:path';
import { DataFolderInUseError, lockDataFolder } from '../../src/platform/process-lock.js';
import { freePort, onPostgres, scratchEnvironment, type ScratchEnvironment } from '../support/environment.js';
import { runCommand, startProcess, startServerProcess, type ServerProcess } from '../support/process.js';

// Real processes: a busy machine may take its time.
jest.setTimeout(120_000);

let scratch: ScratchEnvironment;
let servers: ServerProcess[] = [];
beforeEach(async () => {
  scratch = await scratchEnvironment();
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  servers = [];
  await scratch.remove();
});

async function serve(overrides: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ ...scratch.settings, ...overrides });
  servers.push(server);
  return server;
}

const folder = () => scratch.settings['DATA_DIR'] ?? '';
const refusal = () => `Another Waymark process uses the data folder ${path.resolve(folder())}.`;

(onPostgres ? describe.skip : describe)('a data folder with SQLite', () => {
  it('serves one process; a second one says so and ends', async () => {
    const first = await serve();
    const port = String(await freePort());
    const second = await startProcess('main.js', { ...scratch.settings, PORT: port }).ended;
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain(refusal());
    expect(second.stderr).not.toContain('    at ');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  it('is not migrated under a running server', async () => {
    await serve();
    const migration = await runCommand(scratch.settings, 'migrate');
    expect([migration.code, migration.stderr.includes(refusal())]).toEqual([1, true]);
  });

  it('is free again after any death', async () => {
    await (await serve()).kill();
    await (await serve()).stop();
    const third = await serve();
    expect((await fetch(`${third.url}/readyz`)).status).toBe(200);
  });

  it('is free again when a start fails', async () => {
    const first = await serve();
    const other = await scratchEnvironment();
    const taken = { ...other.settings, PORT: scratch.settings['PORT'] ?? '' };
    const ending = await startProcess('main.js', taken).ended;
    expect([ending.code, ending.stderr]).toEqual([1, expect.stringContaining('address already in use')]);
    lockDataFolder(other.settings['DATA_DIR'] ?? '')();
    await other.remove();
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });
});

(onPostgres ? describe : describe.skip)('PostgreSQL', () => {
  it('serves several processes', async () => {
    const [first, second] = [await serve(), await serve({ PORT: String(await freePort()) })];
    const ready = await Promise.all([first, second].map(({ url }) => fetch(`${url}/readyz`)));
    expect(ready.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('the lock', () => {
  it('is held against this process too, until it is given back', () => {
    const unlock = lockDataFolder(folder());
    expect(() => lockDataFolder(folder())).toThrow(DataFolderInUseError);
    unlock();
    lockDataFolder(folder())();
  });
});
