import { EXAMPLE_IDENTITY, validateRecord, type ValidationReport } from './prepare.js';
import type { Problem } from './problem.js';
import type { MetadataSchema, PublicationOptions } from './schema.js';
import { explainUnknownDocument, schemaOfDocument } from './schemas.js';
import type { XsdCheck } from './xsd-check.js';

/** What `POST /metadata/validate` and `waymark validate` say of a document; without a schema when none takes it. */
export type DocumentReport = Omit<ValidationReport, 'schema'> & { schema: string | null };

/** Checks a document against a schema, by default the one that its root element belongs to. Nothing is stored. */
export function validateDocument(
  xml: string | Uint8Array,
  given: MetadataSchema | undefined,
  { options, xsdCheck }: { options: PublicationOptions; xsdCheck: XsdCheck | undefined },
): DocumentReport {
  const schema = given ?? schemaOfDocument(xml);
  if (schema === undefined) return refusal(null, explainUnknownDocument(xml));
  return validateRecord(schema, xml, { ...EXAMPLE_IDENTITY, options }, xsdCheck);
}

/** The report on what cannot even be tried. */
export function refusal(schema: string | null, problems: Problem[]): DocumentReport {
  return { schema, valid: false, problems, summary: null, disseminations: [] };
}
