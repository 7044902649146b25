import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CommandError } from '../client.js';

const stateSchema = z.object({
  baseUrl: z.string(),
  metadataPrefix: z.string(),
  set: z.string().nullable(),
  /** Where the running list goes on; null: none is running. */
  token: z.string().nullable(),
  /** responseDate of the running list's first page. */
  begun: z.string().nullable(),
  /** From where the next list is asked; null: from the beginning. */
  from: z.string().nullable(),
  /** Records taken in the running list. */
  done: z.number(),
});

/** How far an import is; kept in its folder after each page, so that it goes on where it stopped. */
export type ImportState = z.output<typeof stateSchema>;

const fileName = '.waymark-import.json';

/**
 * The state of an import into a folder, which is made when missing.
 * @throws CommandError when the folder belongs to an import of something else
 */
export function openState(
  folder: string,
  baseUrl: string,
  metadataPrefix: string,
  set: string | undefined,
): ImportState {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, fileName);
  const fresh = { baseUrl, metadataPrefix, set: set ?? null, token: null, begun: null, from: null, done: 0 };
  if (!existsSync(file)) return fresh;
  const state = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const same =
    state.baseUrl === baseUrl && state.metadataPrefix === metadataPrefix && state.set === fresh.set;
  if (!same)
    throw new CommandError(`${folder} holds another import: ${state.metadataPrefix} of ${state.baseUrl}`);
  return state;
}

/** Keeps the state; whole or not at all. */
export function keepState(folder: string, state: ImportState): void {
  const file = path.join(folder, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2));
  renameSync(`${file}.new`, file);
}
