import { RegistryError } from '../../platform/errors.js';
import { prepareRecord, type Preparation } from '../../metadata/prepare.js';
import type { MetadataSchema, RecordIdentity } from '../../metadata/schema.js';
import { findSchema } from '../../metadata/schemas.js';

/** Metadata ready to be stored: final XML, summary, and one payload a metadataPrefix. */
export type Draft = Extract<Preparation, { valid: true }>;

/** Most problems that an error names. */
const shownProblems = 50;

/**
 * Checks and completes submitted metadata; pure and done before any transaction.
 * @throws RegistryError badValueXML with line and reason of the first error, and all problems
 */
export function draftRecord(schema: MetadataSchema, metadata: string, identity: RecordIdentity): Draft {
  const prepared = prepareRecord(schema, metadata, identity);
  if (prepared.valid) return prepared;
  const first = prepared.problems.find(({ severity }) => severity === 'error');
  throw new RegistryError('badValueXML', {
    key: 'metadata',
    ...(first && { line: first.line, xpath: first.xpath, rule: first.rule, reason: first.message }),
    problems: prepared.problems.slice(0, shownProblems),
  });
}

/**
 * The schema of a name that a handle carries or a checked body names.
 * @throws Error when this program no longer has it: a fault of the installation
 */
export function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema === undefined) throw new Error(`metadata schema ${name} is not part of this Waymark`);
  return schema;
}
