import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { loadConfig, type Config } from '../../platform/config.js';

/** What of the operator's settings the demo follows; everything else would lead it to the operator's own registry. */
const followed = [
  'PORT',
  'LOG_LEVEL',
  'LOCAL_PREFIX',
  'REPOSITORY_NAME',
  'REPOSITORY_ID',
  'OAI_PAGE_RECORDS',
  'OAI_PAGE_IDENTIFIERS',
];

/** So that a dozen records are several pages, and the harvest goes by resumption tokens. */
const pageRecords = '5';

/**
 * Settings of a scratch registry in `folder`: an SQLite database, loopback only, a token of its own. PORT is taken as
 * asked for, or any free port when that one is not free.
 * @throws ConfigError when a setting that the demo follows cannot be used
 */
export async function scratchSettings(
  environment: Record<string, string | undefined>,
  folder: string,
): Promise<Config & { ADMIN_TOKEN: string }> {
  const token = `demo-${randomUUID()}`;
  const config = loadConfig({
    LOG_LEVEL: 'warn',
    OAI_PAGE_RECORDS: pageRecords,
    ...Object.fromEntries(followed.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://127.0.0.1',
    ADMIN_TOKEN: token,
  });
  const port = await usablePort(config.PORT);
  return { ...config, PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ADMIN_TOKEN: token };
}

async function usablePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const taken = await tryPort(port);
    if (taken !== undefined) return taken;
  }
  throw new Error('no free port on 127.0.0.1');
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const { port: got } = probe.address() as AddressInfo;
      probe.close(() => resolve(got));
    });
  });
}
