import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readDocuments, type FoundDocuments } from '../documents.js';

/** What every XML file below a folder, or one file, holds. */
export function readSamples(folder: string): FoundDocuments {
  return readDocuments(xmlFiles(folder), (file) => path.relative(folder, file) || path.basename(file));
}

function xmlFiles(folder: string): string[] {
  if (statSync(folder).isFile()) return [folder];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.xml'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
