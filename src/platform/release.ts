import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** The release of Waymark that runs, from the package.json above the code (built code lies deeper than source). */
export const release = readRelease(import.meta.dirname);

function readRelease(folder: string): string {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) return packageSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json is missing');
  return readRelease(parent);
}
