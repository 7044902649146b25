import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createApplication } from './application.js';
import type { Config } from './platform/config.js';
import { OperatorToken } from './registry/users/operator-token.js';

/** A server that runs. */
export interface RunningServer {
  url: string;
  close: () => Promise<void>;
}

/** Where a running server says how it is reached, for the commands beside it. */
export const serverFile = (config: Config) => path.join(config.DATA_DIR, 'server.json');

/**
 * Starts the application and serves it; what the operator must know goes to `say`.
 * @param say prints one line
 */
export async function startServer(config: Config, say: (line: string) => void): Promise<RunningServer> {
  const application = await createApplication(config);
  const url = await application.listen();
  const first = application.firstAdministrator;
  if (first?.tokenText !== undefined) {
    say(`First administrator's token (shown once): ${first.tokenText}`);
  }
  say(`Waymark serves ${url} (public address ${config.PUBLIC_URL})`);
  const operatorToken = application.nest.get(OperatorToken);
  announceServer(config, url, await operatorToken.issue());
  return {
    url,
    close: async () => {
      rmSync(serverFile(config), { force: true });
      await operatorToken.withdraw();
      await application.close();
    },
  };
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

/** Address and token for the commands beside the server, readable by the owner alone. */
function announceServer(config: Config, url: string, token: string): void {
  const file = serverFile(config);
  writeFileSync(file, JSON.stringify({ url, pid: process.pid, token }), {
    mode: 0o600,
  });
  chmodSync(file, 0o600);
}
