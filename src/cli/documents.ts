import { readFileSync } from 'node:fs';
import type { Problem } from '../metadata/problem.js';
import type { MetadataSchema } from '../metadata/schema.js';
import { explainUnknownDocument, schemaOfDocument } from '../metadata/schemas.js';
import { unwrap } from '../metadata/unwrap.js';

/** A document of a file. `source` says where it stands: file, and record number where a file holds several. */
export interface FoundDocument {
  source: string;
  xml: string;
  schema: MetadataSchema;
}

/** What cannot even be tried, with the reasons. */
export interface UnusableSource {
  source: string;
  problems: Problem[];
}

/** What files hold: documents of a known schema, what is unusable, and how many deleted records were passed over. */
export interface FoundDocuments {
  documents: FoundDocument[];
  unusable: UnusableSource[];
  deletedRecords: number;
}

/**
 * Reads files; envelopes of OAI-PMH are unwrapped to one document a record. Never throws for what it finds.
 * @param nameOf how a file is called in `source`
 * @param given the schema of all documents; by default each has that of its root element
 */
export function readDocuments(
  files: readonly string[],
  nameOf: (file: string) => string,
  given?: MetadataSchema,
): FoundDocuments {
  const found: FoundDocuments = { documents: [], unusable: [], deletedRecords: 0 };
  for (const file of files) readFile(file, nameOf(file), given, found);
  return found;
}

function readFile(
  file: string,
  name: string,
  given: MetadataSchema | undefined,
  found: FoundDocuments,
): void {
  const bytes = readBytes(file);
  if (typeof bytes === 'string') {
    found.unusable.push({ source: name, problems: [fileProblem(bytes)] });
    return;
  }
  const { documents, deleted, faults } = unwrap(bytes);
  if (faults.length > 0) {
    const problems = faults.map((fault): Problem => ({ severity: 'error', ...fault, xpath: null }));
    found.unusable.push({ source: name, problems });
  }
  found.deletedRecords += deleted;
  documents.forEach(({ xml }, index) => {
    const source = documents.length > 1 ? `${name} #${index + 1}` : name;
    const schema = given ?? schemaOfDocument(xml);
    if (schema === undefined) found.unusable.push({ source, problems: explainUnknownDocument(xml) });
    else found.documents.push({ source, xml, schema });
  });
}

/** The file's bytes, or why the system does not give them. */
function readBytes(file: string): Uint8Array | string {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return error.message;
    throw error;
  }
}

function fileProblem(message: string): Problem {
  return { severity: 'error', rule: 'file-unreadable', line: null, xpath: null, message };
}
