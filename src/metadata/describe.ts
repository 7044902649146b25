import { metadataSchemas } from './schemas.js';
import type { MetadataFormat } from './schema.js';
import type { ElementSpec } from './spec.js';

/** A schema as `GET /metadata/schemas` gives it. */
export interface SchemaDescription {
  name: string;
  title: string;
  formats: readonly MetadataFormat[];
  /** The element table from the root down: levels, occurrence, attributes, vocabularies, patterns, help, versions. */
  elements: ElementSpec;
}

/** Every schema with its prefixes and element table; plain JSON. */
export function describeSchemas(): SchemaDescription[] {
  return metadataSchemas.map(({ name, title, formats, elements }) => ({ name, title, formats, elements }));
}
