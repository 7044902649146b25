import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder of schemas and real records beside the checkout, from which tests and benches run; those that need it skip
 * when it is missing.
 */
export const SHARED = path.resolve('../shared');

export const hasShared = existsSync(path.join(SHARED, 'records')) && existsSync(path.join(SHARED, 'xsd'));

export interface SharedRecord {
  name: string;
  bytes: Buffer;
}

/** The records of one folder of shared/records, sorted by name; empty when it is missing. */
export function sharedRecords(folder: string): SharedRecord[] {
  if (!hasShared) return [];
  const directory = path.join(SHARED, 'records', folder);
  return readdirSync(directory)
    .toSorted()
    .map((name) => ({ name, bytes: readFileSync(path.join(directory, name)) }));
}

/** What is known of each record; empty when the folder is missing. */
export function readmeOfRecords(): string {
  return hasShared ? readFileSync(path.join(SHARED, 'records', 'README.md'), 'utf8') : '';
}

/** Every schema file below shared/xsd by its path there. */
export function sharedXsdFiles(): Map<string, Uint8Array> {
  const root = path.join(SHARED, 'xsd');
  const files = new Map<string, Uint8Array>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = path.join(root, name);
    if (name.endsWith('.xsd') && statSync(file).isFile()) files.set(name, readFileSync(file));
  }
  return files;
}
