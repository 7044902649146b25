import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CommandError } from '../client.js';

const fileForm = z.object({
  handle_server_url: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  prefix: z.string().optional(),
  handleowner: z.string().optional(),
  private_key: z.string().optional(),
  certificate_only: z.string().optional(),
  certificate_and_key: z.string().optional(),
  passphrase: z.string().optional(),
  HTTPS_verify: z.union([z.string(), z.boolean()]).default(true),
  reverselookup_username: z.string().optional(),
  reverselookup_password: z.string().optional(),
  reverselookup_baseuri: z.string().optional(),
});

/** A credentials file of pyhandle or B2HANDLE, read. Paths are absolute. */
export type PidCredentials = z.output<typeof fileForm>;

/**
 * Reads a credentials file; relative paths count from its folder. Source: pyhandle PIDClientCredentials.
 * @throws CommandError when it cannot be read
 */
export function readCredentials(file: string): PidCredentials {
  const read = fileForm.safeParse(parsed(file));
  if (!read.success)
    throw new CommandError(`${file} is no credentials file: ${read.error.issues[0]?.message ?? ''}`);
  const credentials = read.data;
  const folder = path.dirname(path.resolve(file));
  for (const key of ['private_key', 'certificate_only', 'certificate_and_key'] as const) {
    const place = credentials[key];
    if (place !== undefined) credentials[key] = path.resolve(folder, place);
  }
  return credentials;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${String(error)}`);
  }
}
