import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packageFile = z.object({ version: z.string() });

/** Version of this Waymark, as in package.json; compiled files lie one folder deeper than their sources. */
export const applicationVersion = readVersion(['../../package.json', '../../../package.json']);

function readVersion(places: readonly string[]): string {
  const file = places.map((place) => path.resolve(import.meta.dirname, place)).find((one) => existsSync(one));
  return file === undefined ? '0' : packageFile.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
