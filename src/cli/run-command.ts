import type { Command } from 'commander';
import { type ApiClient, type ServerOptions } from './client.js';
import { openClient, openFaces } from './open-client.js';

/** Prints what a command answers: text as it stands, anything else as JSON. */
export const print = (value: unknown): void => {
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);
};

/** Runs a command against the API and closes the client whatever happens. */
export async function withClient(
  command: Command,
  task: (client: ApiClient) => Promise<void>,
): Promise<void> {
  await closing(await openClient(command.optsWithGlobals<ServerOptions>()), task);
}

/** The same for commands that bring credentials of their own. */
export async function withFaces(command: Command, task: (client: ApiClient) => Promise<void>): Promise<void> {
  await closing(await openFaces(command.optsWithGlobals<ServerOptions>()), task);
}

async function closing(client: ApiClient, task: (client: ApiClient) => Promise<void>): Promise<void> {
  try {
    await task(client);
  } finally {
    await client.close();
  }
}
