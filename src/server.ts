import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createApplication, type Application } from './application.js';
import { serverFile, type Config } from './platform/config.js';
import { keepFreedMemory, keepHeapSmall } from './platform/memory.js';
import { OperatorToken } from './registry/users/operator-token.js';

/** A server that runs. */
export interface RunningServer {
  url: string;
  close: () => Promise<void>;
}

/**
 * Starts the application and serves it; what the operator must know goes to `say`.
 * @param say prints one line
 */
export async function startServer(config: Config, say: (line: string) => void): Promise<RunningServer> {
  keepFreedMemory();
  const application = await createApplication(config);
  sayFirstToken(application, say);
  const url = await listenOrClose(application);
  keepHeapSmall();
  const operatorToken = application.nest.get(OperatorToken);
  announceServer(config, url, await operatorToken.issue());
  say(`Waymark serves ${url} (public address ${config.PUBLIC_URL})`);
  return {
    url,
    close: async () => {
      rmSync(serverFile(config), { force: true });
      await operatorToken.withdraw();
      await application.close();
    },
  };
}

/**
 * Tells the first administrator's token, if this start made one. Call it before anything else can fail: the token is
 * stored only as a hash and cannot be told again.
 */
export function sayFirstToken(
  { firstAdministrator }: Pick<Application, 'firstAdministrator'>,
  say: (line: string) => void,
): void {
  if (firstAdministrator?.tokenText !== undefined)
    say(`First administrator's token (shown once): ${firstAdministrator.tokenText}`);
}

/** Listens; when that fails (address in use …) nothing may keep the process alive or the data folder locked. */
async function listenOrClose(application: Application): Promise<string> {
  try {
    return await application.listen();
  } catch (error) {
    await application.close();
    throw error;
  }
}

/** Ends the server on SIGTERM and SIGINT; a second signal ends the process at once. */
export function closeOnSignal(server: RunningServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const close = () => {
      process.once('SIGINT', () => process.exit(130));
      server.close().then(resolve, reject);
    };
    process.once('SIGTERM', close);
    process.once('SIGINT', close);
  });
}

/**
 * Address and token for the commands beside the server, readable by the owner alone. The file takes its place whole: no
 * command ever reads half of it, and whoever held an old one open does not see the new token.
 */
function announceServer(config: Config, url: string, token: string): void {
  const file = serverFile(config);
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify({ url, pid: process.pid, token }), { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}
