import type { Command } from 'commander';
import { openClient, type ApiClient, type ServerOptions } from './client.js';

/** Prints what a command answers: text as it stands, anything else as JSON. */
export const print = (value: unknown): void => {
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);
};

/** Runs a command against the API and closes the client whatever happens. */
export async function withClient(
  command: Command,
  task: (client: ApiClient) => Promise<void>,
): Promise<void> {
  const client = await openClient(command.optsWithGlobals<ServerOptions>());
  try {
    await task(client);
  } finally {
    await client.close();
  }
}
