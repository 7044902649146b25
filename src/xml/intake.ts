import { ParseOption, XmlDocument, XmlLibError, type ErrorDetail } from 'libxml2-wasm';
import { decodeDocument } from './decode.js';
import { withoutInvalidNamespaces } from './invalid-namespaces.js';
import { DOCUMENT_LIMITS, lineAt, type XmlFault, type XmlLimits } from './limits.js';
import { readTree } from './read-tree.js';
import type { Bindings, Reading } from './reading.js';
import type { XmlElement } from './tree.js';

/** A document that passed the gate, or every reason found why it did not. */
export type Intake =
  { accepted: true; root: XmlElement; source: SourceText } | { accepted: false; faults: XmlFault[] };

/** How strictly and with which help a document is taken in. */
export interface IntakeOptions {
  readonly limits?: XmlLimits;
  readonly bindings?: Bindings;
  /** How far down `source` can tell the text of an element; 1 is the root alone, 0 (the default) none. */
  readonly spanDepth?: number;
}

/** The text that a tree was read from. */
export interface SourceText {
  /** An element as it is written there, or undefined below `spanDepth`. */
  textOf(element: XmlElement): string | undefined;
}

/** No network, no external entity, no entity replacement; encodings were settled before the parser sees the text. */
const STRICT: ParseOption =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_IGNORE_ENC |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

/**
 * The gate for foreign XML: size, encoding, characters, DOCTYPE and cost limits first, then a strict namespace-aware
 * parse. A string is taken as characters, whatever encoding it declares; bytes are decoded as they declare. Nothing
 * outside the document is ever read. Never throws for bad input: refusals carry rule, line and reason.
 */
export function intake(input: string | Uint8Array, options: IntakeOptions = {}): Intake {
  const limits = options.limits ?? DOCUMENT_LIMITS;
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (size > limits.bytes)
    return refused('xml-size', null, `the document is larger than ${limits.bytes} bytes`);
  const decoded = typeof input === 'string' ? { text: input } : decodeDocument(input);
  if (decoded.text === undefined) return { accepted: false, faults: [decoded.fault] };
  const text = decoded.text.replace(/^\uFEFF/, '');
  if (text.trim() === '') return refused('xml-empty', 1, 'the document is empty');
  const illegal = illegalCharacter(text);
  if (illegal !== undefined) return { accepted: false, faults: [illegal] };
  return readAndConfirm(text.replace(/\r\n?/g, '\n'), { ...options, limits });
}

/** Our reader gives the tree, libxml2 the verdict: only what both take is accepted. */
function readAndConfirm(text: string, options: IntakeOptions & { limits: XmlLimits }): Intake {
  const { root, faults, bound, spans } = readTree(text, options.limits, options.bindings, options.spanDepth);
  if (faults !== undefined) return { accepted: false, faults };
  const declared = bound === undefined ? text : insert(text, bound.offset, bound.declarations);
  const details = parseErrors(declared);
  if (details === undefined) {
    if (root !== undefined) return { accepted: true, root, source: sourceOf(text, spans) };
    return refused('xml-not-well-formed', null, 'the document is not well-formed XML');
  }
  const repaired = withoutInvalidNamespaces(
    text,
    details.map(({ message }) => message),
  );
  return repaired === undefined
    ? { accepted: false, faults: faultsOf(details) }
    : readAndConfirm(repaired, options);
}

function sourceOf(text: string, spans: Reading['spans']): SourceText {
  return {
    textOf: (element) => {
      const span = spans?.get(element);
      return span && text.slice(span.start, span.end);
    },
  };
}

function insert(text: string, offset: number, addition: string): string {
  return text.slice(0, offset) + addition + text.slice(offset);
}

/** XML 1.0, production 2 (Char). A lone surrogate is outside it, too. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function illegalCharacter(text: string): XmlFault | undefined {
  const match = ILLEGAL.exec(text);
  if (match === null) return undefined;
  const code = match[0].codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    rule: 'xml-character',
    line: lineAt(text, match.index),
    message: `the character ${name} is not allowed in XML 1.0; remove it`,
  };
}

/** What libxml2 has against a text, undefined when nothing. The document leaves parser memory at once. */
function parseErrors(text: string): readonly ErrorDetail[] | undefined {
  try {
    XmlDocument.fromString(text, { option: STRICT }).dispose();
    return undefined;
  } catch (error) {
    if (error instanceof XmlLibError) return error.details;
    throw error;
  }
}

function faultsOf(details: readonly ErrorDetail[]): XmlFault[] {
  const faults = new Map<string, XmlFault>();
  for (const { message, line } of details) {
    const reason = message.trim();
    const prefix = /^Namespace prefix (\S+).* is not defined$/.exec(reason)?.[1];
    const fault: XmlFault =
      prefix === undefined
        ? { rule: 'xml-not-well-formed', line, message: reason }
        : { rule: 'xml-unbound-prefix', line, message: `the namespace prefix "${prefix}" is not declared` };
    const key = prefix === undefined ? `${line}:${reason}` : prefix;
    if (!faults.has(key)) faults.set(key, fault);
  }
  if (faults.size > 0) return [...faults.values()];
  return [{ rule: 'xml-not-well-formed', line: null, message: 'the document is not well-formed XML' }];
}

function refused(rule: XmlFault['rule'], line: number | null, message: string): Intake {
  return { accepted: false, faults: [{ rule, line, message }] };
}
