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

/** The documents of a file, how many deleted records were passed over, and why it could not be read, if so. */
export interface Unwrapped {
  documents: UnwrappedDocument[];
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
  if (!taken.accepted) return { documents: [], deleted: 0, faults: documentFaults(input) ?? taken.faults };
  const records = findRecords(taken.root);
  if (records === undefined) {
    const xml = typeof input === 'string' ? input : (decodeDocument(input).text ?? '');
    return { documents: [{ xml, identifier: null, line: 1 }], deleted: 0, faults: [] };
  }
  const live = records.filter((record) => !isDeleted(record.element));
  const documents = live.flatMap(({ element, scope }) => documentsOf(element, scope, taken.source));
  return { documents, deleted: records.length - live.length, faults: [] };
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
  const header = childElement(record, 'header');
  const id = childElement(header, 'identifier');
  const identifier = id === undefined ? null : textContent(id).trim();
  const scope = [...outer, record.declarations ?? {}];
  return payloadsOf(record).map(({ payload, wrapper }) => {
    const around = Object.assign({}, ...scope, wrapper?.declarations) as Record<string, string>;
    const written = source.textOf(payload) ?? '';
    return { xml: withDeclarations(written, neededBy(payload, around)), identifier, line: payload.line };
  });
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
function neededBy(payload: XmlElement, around: Readonly<Record<string, string>>): [string, string][] {
  const used = new Set<string>();
  collectNamespaces(payload, used);
  const own = payload.declarations ?? {};
  return Object.entries(around).filter(([prefix, uri]) => used.has(uri) && !Object.hasOwn(own, prefix));
}

function collectNamespaces(element: XmlElement, used: Set<string>): void {
  used.add(element.namespace);
  for (const { namespace, valueNamespace } of element.attributes) {
    used.add(namespace);
    if (valueNamespace !== undefined) used.add(valueNamespace);
  }
  for (const child of element.children) if (isElement(child)) collectNamespaces(child, used);
}
