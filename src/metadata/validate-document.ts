import { decodeDocument } from '../xml/decode.js';
import { EXAMPLE_IDENTITY, validateRecord, type ValidationReport } from './prepare.js';
import type { Problem } from './problem.js';
import type { MetadataSchema, PublicationOptions } from './schema.js';
import { explainUnknownDocument, schemaOfDocument } from './schemas.js';
import type { XsdCheck } from './xsd-check.js';

/** What `POST /metadata/validate` and `waymark validate` say of a document; without a schema when none takes it. */
export type DocumentReport = Omit<ValidationReport, 'schema'> & { schema: string | null };

/** What this installation adds to the checks of every document. */
interface Rules {
  readonly options: PublicationOptions;
  readonly xsdCheck: XsdCheck | undefined;
}

/** Checks a document against a schema, by default the one that its root element belongs to. Nothing is stored. */
export function validateDocument(
  xml: string | Uint8Array,
  given: MetadataSchema | undefined,
  { options, xsdCheck }: Rules,
): DocumentReport {
  const schema = given ?? schemaOfDocument(xml);
  if (schema === undefined) return refusal(null, explainUnknownDocument(xml));
  return validateRecord(schema, xml, { ...EXAMPLE_IDENTITY, options }, xsdCheck);
}

/** The same for bytes whose encoding is named by what they came with. */
export function validateBytes(
  bytes: Uint8Array,
  charset: string,
  given: MetadataSchema | undefined,
  rules: Rules,
): DocumentReport {
  const { text, fault } = decodeDocument(bytes, charset);
  if (text !== undefined) return validateDocument(text, given, rules);
  return refusal(given?.name ?? null, [{ severity: 'error', ...fault, xpath: null }]);
}

/** The report on what cannot even be tried. */
export function refusal(schema: string | null, problems: Problem[]): DocumentReport {
  return { schema, valid: false, problems, summary: null, disseminations: [] };
}
