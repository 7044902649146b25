/** What an accepted document may cost; every figure is checked before the parser sees the document. */
export interface XmlLimits {
  /** UTF-8 bytes of the whole document. */
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributesPerElement: number;
  readonly declarationsPerElement: number;
  /** Different namespaces that are declared anywhere in the document. */
  readonly namespaces: number;
  /** Characters of a name, of an attribute value, of one run of text. */
  readonly nameLength: number;
  readonly attributeLength: number;
  readonly textLength: number;
}

/** Limits for one metadata document. */
export const DOCUMENT_LIMITS: XmlLimits = {
  bytes: 1_048_576,
  depth: 100,
  elements: 20_500,
  attributesPerElement: 1_000,
  declarationsPerElement: 256,
  namespaces: 64,
  nameLength: 256,
  attributeLength: 65_536,
  textLength: 524_288,
};

/**
 * Limits for a document that was accepted and written by us: escapes, longer prefixes and what the registry puts in may
 * make it larger than what was submitted, and it must never be refused for that.
 */
export const STORED_LIMITS: XmlLimits = {
  ...DOCUMENT_LIMITS,
  bytes: 16_777_216,
  depth: 110,
  elements: 31_000,
  attributesPerElement: 1_100,
  namespaces: 128,
  nameLength: 512,
  attributeLength: 524_288,
  textLength: 4_194_304,
};

/** Limits for a file that may hold many documents, such as a whole OAI-PMH answer of ours. */
export const COLLECTION_LIMITS: XmlLimits = {
  ...STORED_LIMITS,
  bytes: 33_554_432,
  elements: 1_000_000,
  namespaces: 4_096,
};

/** Why a document was refused: a rule id, the line where it shows (from 1) and a sentence for people. */
export interface XmlFault {
  readonly rule: XmlRule;
  readonly line: number | null;
  readonly message: string;
}

/** Ids of the rules that the XML gate enforces. */
export type XmlRule =
  | 'xml-empty'
  | 'xml-size'
  | 'xml-encoding'
  | 'xml-character'
  | 'xml-doctype'
  | 'xml-xinclude'
  | 'xml-depth'
  | 'xml-elements'
  | 'xml-attributes'
  | 'xml-namespaces'
  | 'xml-name-length'
  | 'xml-text-length'
  | 'xml-unbound-prefix'
  | 'xml-not-well-formed';

/** The line of a character offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
