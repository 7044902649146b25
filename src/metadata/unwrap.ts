import { declaration } from '../xml/build.js';
import { decodeDocument } from '../xml/decode.js';
import type { SourceText } from '../xml/intake.js';
import { COLLECTION_LIMITS, DOCUMENT_LIMITS, type XmlFault } from '../xml/limits.js';
import {
  attributeValue,
  childElement,
  childElements,
  isElement,
  textContent,
  type XmlElement,
} from '../xml/tree.js';
import { DC, DCTERMS, OAI_PMH } from './namespaces.js';
import { takeIn } from './take-in.js';

/**
 * One document found in a file; `identifier` is that of its OAI-PMH header, `line` where it begins in the file: line n of
 * `xml` is line n + `line` - 1 there.
 */
export interface UnwrappedDocument {
  xml: string;
  identifier: string | null;
  line: number;
}

/** A live record of a file that holds no metadata; `position` counts from 0 among the documents and these. */
export interface EmptyRecord {
  identifier: string | null;
  line: number;
  position: number;
}

/**
 * The documents of a file, its live records without one, how many deleted records were passed over, and why it could not
 * be read, if so.
 */
export interface Unwrapped {
  documents: UnwrappedDocument[];
  empty: EmptyRecord[];
  deleted: number;
  faults: XmlFault[];
}

/** `OAI-PMH`, its verb, `record`, `metadata`, payload. */
const PAYLOAD_DEPTH = 5;

/**
 * Takes OAI-PMH envelopes off: each live `<record>` of an answer, or a lone record, is one document, as it is written
 * there with the declarations that it takes from around it; deleted ones are counted and skipped. A file that is no
 * envelope is one document, passed as it stands.
 */
export function unwrap(input: string | Uint8Array): Unwrapped {
  const taken = takeIn(input, { limits: COLLECTION_LIMITS, spanDepth: PAYLOAD_DEPTH });
  const found: Unwrapped = { documents: [], empty: [], deleted: 0, faults: [] };
  if (!taken.accepted) return { ...found, faults: documentFaults(input) ?? taken.faults };
  const records = findRecords(taken.root);
  if (records === undefined) {
    const xml = typeof input === 'string' ? input : (decodeDocument(input).text ?? '');
    return { ...found, documents: [{ xml, identifier: null, line: 1 }] };
  }
  for (const record of records) sortIn(record, taken.source, found);
  return found;
}

function sortIn({ element, scope }: FoundRecord, source: SourceText, found: Unwrapped): void {
  if (isDeleted(element)) {
    found.deleted += 1;
    return;
  }
  const documents = documentsOf(element, scope, source);
  const position = found.documents.length + found.empty.length;
  found.documents.push(...documents);
  if (documents.length === 0)
    found.empty.push({ identifier: identifierOf(element), line: element.line, position });
}

/** What is wrong with a file that is no larger than one document may be, by the limits of one. */
function documentFaults(input: string | Uint8Array): XmlFault[] | undefined {
  if (Buffer.byteLength(input) > DOCUMENT_LIMITS.bytes) return undefined;
  const taken = takeIn(input);
  return taken.accepted ? undefined : taken.faults;
}

/** Namespace declarations of the elements around a record, outermost first. */
type Scope = readonly Readonly<Record<string, string>>[];

interface FoundRecord {
  readonly element: XmlElement;
  readonly scope: Scope;
}

/** The records of an envelope, or undefined when the root is no envelope. Some harvesters' files have no namespace. */
function findRecords(root: XmlElement): FoundRecord[] | undefined {
  if (!isOai(root)) return undefined;
  if (root.name === 'record')
    return childElement(root, 'header') === undefined ? undefined : [{ element: root, scope: [] }];
  if (root.name !== 'OAI-PMH') return undefined;
  return childElements(root).flatMap((verb) =>
    childElements(verb, 'record').map((element) => ({
      element,
      scope: [root.declarations ?? {}, verb.declarations ?? {}],
    })),
  );
}

function isOai(element: XmlElement): boolean {
  return element.namespace === OAI_PMH || element.namespace === '';
}

function isDeleted(record: XmlElement): boolean {
  const header = childElement(record, 'header');
  return header !== undefined && attributeValue(header, 'status') === 'deleted';
}

function documentsOf(record: XmlElement, outer: Scope, source: SourceText): UnwrappedDocument[] {
  const identifier = identifierOf(record);
  const scope = [...outer, record.declarations ?? {}];
  return payloadsOf(record).map(({ payload, wrapper }) => {
    const around = new Map([...scope, wrapper?.declarations ?? {}].flatMap(Object.entries<string>));
    const written = source.textOf(payload) ?? '';
    return { xml: withDeclarations(written, neededBy(payload, around)), identifier, line: payload.line };
  });
}

function identifierOf(record: XmlElement): string | null {
  const id = childElement(childElement(record, 'header'), 'identifier');
  return id === undefined ? null : textContent(id).trim();
}

/** The text of an element with declarations put behind its name, on the same line. */
function withDeclarations(written: string, declarations: readonly [prefix: string, uri: string][]): string {
  return written.replace(/^<[^\s/>]+/, (start) =>
    [start, ...declarations.map(([prefix, uri]) => declaration(prefix, uri))].join(' '),
  );
}

/** The one element of `<metadata>`; `<metadata>` itself where it holds Dublin Core elements directly. */
function payloadsOf(record: XmlElement): { payload: XmlElement; wrapper?: XmlElement }[] {
  const wrapper = childElement(record, 'metadata');
  if (wrapper === undefined) {
    const others = childElements(record).filter(
      (child) => !(isOai(child) && /^(header|about)$/.test(child.name)),
    );
    return others.map((payload) => ({ payload }));
  }
  const [payload, ...more] = childElements(wrapper);
  if (payload === undefined) return [];
  const holdsElements = more.length > 0 || payload.namespace === DC || payload.namespace === DCTERMS;
  return holdsElements ? [{ payload: wrapper }] : [{ payload, wrapper }];
}

/** Of the declarations around a payload those that names or xsi:type values inside it use and it does not make itself. */
function neededBy(payload: XmlElement, around: ReadonlyMap<string, string>): [string, string][] {
  const used = new Set<string>();
  collectNamespaces(payload, used);
  const own = payload.declarations ?? {};
  return [...around].filter(([prefix, uri]) => used.has(uri) && !Object.hasOwn(own, prefix));
}

function collectNamespaces(element: XmlElement, used: Set<string>): void {
  used.add(element.namespace);
  for (const { namespace, valueNamespace } of element.attributes) {
    used.add(namespace);
    if (valueNamespace !== undefined) used.add(valueNamespace);
  }
  for (const child of element.children) if (isElement(child)) collectNamespaces(child, used);
}
