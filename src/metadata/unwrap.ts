import { PROLOG, serialise } from '../xml/build.js';
import { decodeDocument } from '../xml/decode.js';
import { COLLECTION_LIMITS, type XmlFault } from '../xml/limits.js';
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

/** One document found in a file; `identifier` is that of its OAI-PMH header, `line` where it begins in the file. */
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

/**
 * Takes OAI-PMH envelopes off: each live `<record>` of an answer, or a lone record, is one document; deleted ones are
 * counted and skipped. A file that is no envelope is one document, passed as it stands.
 */
export function unwrap(input: string | Uint8Array): Unwrapped {
  const taken = takeIn(input, COLLECTION_LIMITS);
  if (!taken.accepted) return { documents: [], deleted: 0, faults: taken.faults };
  const records = findRecords(taken.root);
  if (records === undefined) {
    const xml = typeof input === 'string' ? input : (decodeDocument(input).text ?? '');
    return { documents: [{ xml, identifier: null, line: 1 }], deleted: 0, faults: [] };
  }
  const live = records.filter((record) => !isDeleted(record.element));
  const documents = live.flatMap(({ element, scope }) => documentsOf(element, scope));
  return { documents, deleted: records.length - live.length, faults: [] };
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

function documentsOf(record: XmlElement, outer: Scope): UnwrappedDocument[] {
  const header = childElement(record, 'header');
  const id = childElement(header, 'identifier');
  const identifier = id === undefined ? null : textContent(id).trim();
  const scope = [...outer, record.declarations ?? {}];
  return payloadsOf(record).map(({ payload, wrapper }) => {
    const declarations = usedDeclarations(
      payload,
      Object.assign({}, ...scope, wrapper?.declarations) as Record<string, string>,
    );
    return { xml: PROLOG + serialise({ ...payload, declarations }), identifier, line: payload.line };
  });
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

/** The payload's own declarations, and of those around it the ones that names or xsi:type values inside it use. */
function usedDeclarations(payload: XmlElement, outer: Record<string, string>): Record<string, string> {
  const used = new Set<string>();
  collectNamespaces(payload, used);
  const needed = Object.entries(outer).filter(([, uri]) => used.has(uri));
  return { ...Object.fromEntries(needed), ...payload.declarations };
}

function collectNamespaces(element: XmlElement, used: Set<string>): void {
  used.add(element.namespace);
  for (const { namespace, valueNamespace } of element.attributes) {
    used.add(namespace);
    if (valueNamespace !== undefined) used.add(valueNamespace);
  }
  for (const child of element.children) if (isElement(child)) collectNamespaces(child, used);
}
