/**
 * What documents made to do harm cost: each is answered some times after a warm-up, and the dearest are printed with
 * processor time and growth of resident memory. Ends with status 1 when one takes more than 200 ms or 64 MB at best.
 * Baseline of the same run: a bare libxml2 parse of the dearest document that is well-formed.
 */
import { XmlDocument } from 'libxml2-wasm';
import { EXAMPLE_IDENTITY, prepareRecord } from '../src/metadata/prepare.js';
import { findSchema, schemaOfDocument } from '../src/metadata/schemas.js';
import { hostileDocuments, type HostileDocument } from '../test/metadata/hostile-documents.js';

const MOST_MILLISECONDS = 200;
const MOST_MEGABYTES = 64;
const ATTEMPTS = 5;
const SHOWN = 8;

/** Processor milliseconds of one call, and by how many megabytes the process grew. */
function costOf(work: () => unknown): { milliseconds: number; megabytes: number } {
  const memory = process.memoryUsage.rss();
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return {
    milliseconds: (user + system) / 1000,
    megabytes: (process.memoryUsage.rss() - memory) / 1_048_576,
  };
}

function prepare({ input }: HostileDocument): void {
  const schema = schemaOfDocument(input) ?? findSchema('oai_datacite');
  if (schema === undefined) throw new Error('no schema oai_datacite');
  prepareRecord(schema, input, EXAMPLE_IDENTITY);
}

function bareParse({ input }: HostileDocument): number | undefined {
  const parse = (): void => XmlDocument.fromString(input.toString()).dispose();
  try {
    return Math.min(...Array.from({ length: ATTEMPTS }, () => costOf(parse).milliseconds));
  } catch {
    return undefined;
  }
}

const documents = hostileDocuments();
for (const document of documents) prepare(document);

const rows = documents.map((document) => {
  const costs = Array.from({ length: ATTEMPTS }, () => costOf(() => prepare(document)));
  return {
    document,
    least: Math.min(...costs.map(({ milliseconds }) => milliseconds)),
    most: Math.max(...costs.map(({ milliseconds }) => milliseconds)),
    megabytes: Math.min(...costs.map(({ megabytes }) => megabytes)),
  };
});

console.log(`${documents.length} hostile documents, ${ATTEMPTS} attempts each; the dearest:`);
console.table(
  Object.fromEntries(
    rows
      .toSorted((a, b) => b.least - a.least)
      .slice(0, SHOWN)
      .map(({ document, least, most, megabytes }) => {
        const parse = bareParse(document);
        return [
          document.name,
          {
            'ms at best': least.toFixed(1),
            'ms at worst': most.toFixed(1),
            'MB at best': megabytes.toFixed(1),
            'bare libxml2 parse, ms': parse?.toFixed(1) ?? 'not well-formed',
          },
        ];
      }),
  ),
);
const dear = rows.filter(({ least, megabytes }) => least > MOST_MILLISECONDS || megabytes > MOST_MEGABYTES);
console.log(`above ${MOST_MILLISECONDS} ms or ${MOST_MEGABYTES} MB: ${dear.length}`);
if (dear.length > 0) process.exitCode = 1;
