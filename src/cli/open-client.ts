import { loadConfig } from '../platform/config.js';
import { CommandError, remoteClient, type ApiClient, type ServerOptions } from './client.js';
import { runningServer } from './running-server.js';

/**
 * A client for the server of `--url`, else for the one of the data folder if it runs, else for an application started
 * here. The token is that of `--token`, else WAYMARK_TOKEN, else the operator token of the data folder.
 * @throws CommandError when --url comes without a token
 */
export async function openClient(options: ServerOptions): Promise<ApiClient> {
  const token = givenToken(options);
  if (options.url !== undefined && token === undefined)
    throw new CommandError('--url needs --token (or WAYMARK_TOKEN in the environment)');
  return openFaces(options);
}

/** As `openClient`, for commands that bring credentials of their own: a token is not needed. */
export async function openFaces(options: ServerOptions): Promise<ApiClient> {
  const token = givenToken(options);
  if (options.url !== undefined) {
    return remoteClient(options.url, token ?? '');
  }
  const config = loadConfig(process.env);
  const running = await runningServer(config);
  if (running !== undefined) return remoteClient(running.url, token ?? running.token);
  // Loaded only now: the whole application takes seconds, and most commands do without it.
  const { inProcessClient } = await import('./in-process-client.js');
  return inProcessClient(config, token);
}

/** --token, else WAYMARK_TOKEN. */
function givenToken(options: ServerOptions): string | undefined {
  return options.token ?? (process.env['WAYMARK_TOKEN'] || undefined);
}
