import { edm } from './edm/index.js';
import { oaiDatacite } from './oai-datacite/index.js';
import { oaiDc } from './oai-dc/index.js';
import { OAI_DC_FORMAT } from './oai-dc/oai-dc-document.js';
import type { Problem } from './problem.js';
import { describeRoot } from './root-faults.js';
import { takeIn } from './take-in.js';
import type { MetadataFormat, MetadataSchema } from './schema.js';

/** The schemas that handles can be registered with; a new one is a folder and a line here. */
export const metadataSchemas: readonly MetadataSchema[] = [oaiDc, oaiDatacite, edm];

/** The schema of a REST `metadataSchema`, or undefined. */
export function findSchema(name: string): MetadataSchema | undefined {
  return metadataSchemas.find((schema) => schema.name === name);
}

/** Every dissemination format once, oai_dc first. */
export function metadataFormats(): readonly MetadataFormat[] {
  const byPrefix = new Map([[OAI_DC_FORMAT.prefix, OAI_DC_FORMAT]]);
  for (const format of metadataSchemas.flatMap((schema) => schema.formats))
    byPrefix.set(format.prefix, format);
  return [...byPrefix.values()];
}

/** The schema that accepts a document's root element; undefined when none does or the document is not well-formed. */
export function schemaOfDocument(xml: string | Uint8Array): MetadataSchema | undefined {
  const taken = takeIn(xml);
  if (!taken.accepted) return undefined;
  const { root } = taken;
  return metadataSchemas.find(
    (schema) => schema.open(root) !== undefined || (schema.explainRoot?.(root) ?? []).length > 0,
  );
}

/** Why `schemaOfDocument` has no answer: the faults of the gate, or what the root is and what it should be. */
export function explainUnknownDocument(xml: string | Uint8Array): Problem[] {
  const taken = takeIn(xml);
  if (!taken.accepted) return taken.faults.map((fault) => ({ severity: 'error', ...fault, xpath: null }));
  const { root } = taken;
  const name = root.prefix === '' ? root.name : `${root.prefix}:${root.name}`;
  const resembled = metadataSchemas.flatMap((schema) => schema.adviseRoot?.(root) ?? []);
  const roots = metadataSchemas.map((schema) => `${schema.name} (${schema.elements.name})`).join(', ');
  const advice = resembled[0] ?? `the metadata schemas here are ${roots}`;
  const message = `${describeRoot(root, name)}; ${advice}`;
  return [{ severity: 'error', rule: 'unknown-root', line: root.line, xpath: `/${name}`, message }];
}
