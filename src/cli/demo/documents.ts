import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { schemaOfDocument } from '../../metadata/schemas.js';
import type { MetadataSchema } from '../../metadata/schema.js';
import { unwrap } from '../../metadata/unwrap.js';

/** One document to publish. `source` says where it stands: file, and record number where a file holds several. */
export interface SampleDocument {
  source: string;
  xml: string;
  schema: MetadataSchema;
}

/** What a folder holds: documents to publish, and what cannot even be tried, with the reason. */
export interface SampleFolder {
  documents: SampleDocument[];
  unusable: { source: string; reason: string }[];
  deletedRecords: number;
}

/** Reads every XML file below a folder; envelopes of OAI-PMH are unwrapped to one document a record. */
export function readSamples(folder: string): SampleFolder {
  const found: SampleFolder = { documents: [], unusable: [], deletedRecords: 0 };
  for (const file of xmlFiles(folder)) readFile(file, path.relative(folder, file), found);
  return found;
}

function xmlFiles(folder: string): string[] {
  if (statSync(folder).isFile()) return [folder];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.xml'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function readFile(file: string, name: string, found: SampleFolder): void {
  const { documents, deleted, faults } = unwrap(readFileSync(file));
  const [fault] = faults;
  if (fault !== undefined)
    found.unusable.push({ source: name, reason: `line ${fault.line ?? 1}: ${fault.message}` });
  found.deletedRecords += deleted;
  documents.forEach(({ xml }, index) => {
    const source = documents.length > 1 ? `${name} #${index + 1}` : name;
    const schema = schemaOfDocument(xml);
    if (schema === undefined)
      found.unusable.push({ source, reason: 'no metadata schema here has this root element' });
    else found.documents.push({ source, xml, schema });
  });
}
