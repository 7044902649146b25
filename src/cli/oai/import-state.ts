import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CommandError } from '../client.js';

const stateSchema = z.object({
  baseUrl: z.string(),
  metadataPrefix: z.string(),
  set: z.string().nullable(),
  /** True when the records are registered, too: only then the folder tells what was. */
  registers: z.boolean().default(false),
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

/** What makes an import the same one when it is run again. */
export type ImportSubject = Pick<ImportState, 'baseUrl' | 'metadataPrefix' | 'set' | 'registers'>;

/**
 * The state of an import into a folder, which is made when missing.
 * @throws CommandError when the folder belongs to an import of something else
 */
export function openState(folder: string, subject: ImportSubject): ImportState {
  mkdirSync(folder, { recursive: true });
  const file = stateFile(folder);
  if (!existsSync(file)) return { ...subject, token: null, begun: null, from: null, done: 0 };
  const state = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { baseUrl, metadataPrefix, set, registers } = state;
  const same =
    baseUrl === subject.baseUrl && metadataPrefix === subject.metadataPrefix && set === subject.set;
  if (!same) throw new CommandError(`${folder} holds another import: ${metadataPrefix} of ${baseUrl}`);
  if (registers === subject.registers) return state;
  throw new CommandError(
    `${folder} holds an import ${registers ? 'with' : 'without'} --register; give this one a folder of its own`,
  );
}

/** Where the state of an import stands. */
export const stateFile = (folder: string) => path.join(folder, '.waymark-import.json');

/** Keeps the state; whole or not at all. */
export function keepState(folder: string, state: ImportState): void {
  const file = stateFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2));
  renameSync(`${file}.new`, file);
}
