import { readFileSync } from 'node:fs';
import type { Problem } from '../metadata/problem.js';
import type { MetadataSchema } from '../metadata/schema.js';
import { explainUnknownDocument, schemaOfDocument } from '../metadata/schemas.js';
import { unwrap, type EmptyRecord, type UnwrappedDocument } from '../metadata/unwrap.js';

/** A document of a file. `source` says where it stands: file, and record number where a file holds several. */
export interface FileDocument {
  source: string;
  xml: string;
  /** The line of the file where it begins. */
  line: number;
}

/** A document of a known schema. */
export interface FoundDocument extends FileDocument {
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

/** What one file holds, whatever its schemas; problems when it cannot be read. */
export interface OpenedFile {
  /** In the order of the file; a live record of an OAI-PMH answer that has no metadata is unusable. */
  found: (FileDocument | UnusableSource)[];
  problems: Problem[];
  deletedRecords: number;
}

/**
 * Reads files and tells the schemas of their documents by their root elements. Never throws for what it finds.
 * @param nameOf how a file is called in `source`
 */
export function readDocuments(files: readonly string[], nameOf: (file: string) => string): FoundDocuments {
  const found: FoundDocuments = { documents: [], unusable: [], deletedRecords: 0 };
  for (const file of files) {
    const opened = openFile(file, nameOf(file));
    if (opened.problems.length > 0) found.unusable.push({ source: nameOf(file), problems: opened.problems });
    for (const one of opened.found) {
      if ('xml' in one) sortIn(one, found);
      else found.unusable.push(one);
    }
    found.deletedRecords += opened.deletedRecords;
  }
  return found;
}

function sortIn(document: FileDocument, found: FoundDocuments): void {
  const schema = schemaOfDocument(document.xml);
  if (schema !== undefined) found.documents.push({ ...document, schema });
  else {
    const problems = linesOfFile(explainUnknownDocument(document.xml), document.line);
    found.unusable.push({ source: document.source, problems });
  }
}

/** Reads a file; envelopes of OAI-PMH are unwrapped to one document a record. Never throws for what it finds. */
export function openFile(file: string, name: string): OpenedFile {
  const bytes = readBytes(file);
  if (typeof bytes === 'string') {
    return { found: [], problems: [error('file-unreadable', null, bytes)], deletedRecords: 0 };
  }
  const { documents, empty, deleted, faults } = unwrap(bytes);
  const problems = faults.map(({ rule, line, message }) => error(rule, line, message));
  if (problems.length + documents.length + empty.length + deleted === 0)
    problems.push(error('no-record', 1, 'this OAI-PMH answer holds no record'));
  return { found: inOrder(documents, empty, name), problems, deletedRecords: deleted };
}

/** What stands in a file, numbered where it holds several. */
function inOrder(
  documents: readonly UnwrappedDocument[],
  empty: readonly EmptyRecord[],
  name: string,
): OpenedFile['found'] {
  const emptyAt = new Map(empty.map((record) => [record.position, record]));
  const live = documents.values();
  const all = Array.from(
    { length: documents.length + empty.length },
    (_, at) => emptyAt.get(at) ?? live.next().value,
  ).filter((one) => one !== undefined);
  return all.map((one, index) => {
    const source = all.length > 1 ? `${name} #${index + 1}` : name;
    if ('xml' in one) return { source, xml: one.xml, line: one.line };
    const message = `the record ${one.identifier ?? 'without an identifier'} is not deleted and has no metadata`;
    return { source, problems: [error('metadata-missing', one.line, message)] };
  });
}

/** Problems of a document with the lines of the file in which it begins at `firstLine`. */
export function linesOfFile(problems: readonly Problem[], firstLine: number): Problem[] {
  return problems.map((problem) =>
    problem.line === null ? problem : { ...problem, line: problem.line + firstLine - 1 },
  );
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

function error(rule: string, line: number | null, message: string): Problem {
  return { severity: 'error', rule, line, xpath: null, message };
}
