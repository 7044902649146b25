import { serialise, type PrefixTable } from '../../xml/build.js';
import { withAttribute } from '../../xml/edit.js';
import { attributeValue, isElement, makeAttribute, XSI_NAMESPACE, type XmlElement } from '../../xml/tree.js';
import type { Place } from '../report.js';
import type { OpenedRecord, RootFault } from '../schema.js';
import { findResources, kernelOf } from './envelope.js';

/** One namespace for all of kernel 4 (datacite.md 3). */
export const KERNEL_4 = 'http://datacite.org/schema/kernel-4';
const LATEST_XSD = 'http://schema.datacite.org/meta/kernel-4/metadata.xsd';

/** Kernel 4 is the default namespace of records that we write. */
export const DATACITE_PREFIXES: PrefixTable = { [KERNEL_4]: '', [XSI_NAMESPACE]: 'xsi' };

/**
 * Opens a kernel 4 record. A namespace with a minor number, https or a slash at the end is a common mistake and set
 * right; inside an envelope a resource without a namespace of its own, as many servers write it, is taken as kernel 4.
 */
export function openDatacite(root: XmlElement): OpenedRecord | undefined {
  const [found, ...more] = findResources(root);
  if (found === undefined || more.length > 0) return undefined;
  const { element, parent } = found;
  const around = parent === undefined ? {} : { parent };
  if (element.namespace === KERNEL_4) return { record: element, ...around };
  if (kernelOf(found) !== 4) return undefined;
  const record = renameNamespace(element, element.namespace);
  const message = `the namespace "${element.namespace}" is read as ${KERNEL_4}, the one of every kernel 4 version`;
  return { record, ...around, notes: [{ rule: 'kernel-namespace', message }] };
}

/** Why a resource is refused: one of several, an old kernel, or no namespace of DataCite at all. */
export function explainDataciteRoot(root: XmlElement): RootFault[] {
  const [found, second] = findResources(root);
  if (found === undefined) return [];
  if (second !== undefined) return [severalResources(second)];
  const kernel = kernelOf(found);
  if (kernel !== undefined && kernel < 4) {
    const message = `DataCite kernel ${kernel} is no longer accepted by DataCite; upgrade the record to kernel 4 (waymark validate --upgrade shows the exact changes)`;
    return [{ rule: 'kernel-unsupported', message, place: found }];
  }
  if (found.element.namespace !== '') return [];
  const message = `the resource has no namespace; write <resource xmlns="${KERNEL_4}">`;
  return [{ rule: 'wrong-root', message, place: found }];
}

/** What is said of an envelope with more than one resource, at the second one. */
export function severalResources(second: Place): RootFault & { readonly place: Place } {
  const message = 'the envelope holds a second resource; a document is one record';
  return { rule: 'element-repeated', message, place: second };
}

/** What the root should be where it only resembles a DataCite record. */
export function adviseDataciteRoot(root: XmlElement): string | undefined {
  if (root.name !== 'resource' && !/datacite/i.test(`${root.name} ${root.namespace}`)) return undefined;
  return `it looks like DataCite: schema oai_datacite takes <resource xmlns="${KERNEL_4}">, bare or in an oai_datacite envelope`;
}

/** An official address of a kernel 4 schema; a relative one leads nowhere from a harvester's page. */
const officialLocation =
  /^\s*http:\/\/datacite\.org\/schema\/kernel-4\s+https?:\/\/schema\.datacite\.org\/meta\/kernel-4(\.\d+)?\/metadata\.xsd(\s|$)/;

/** The record as text with a schemaLocation of kernel 4, its own where that names an official schema. */
export function resourceText(record: XmlElement): string {
  return serialise(located(record), DATACITE_PREFIXES);
}

function located(record: XmlElement): XmlElement {
  const location = attributeValue(record, 'schemaLocation', XSI_NAMESPACE) ?? '';
  if (officialLocation.test(location)) return record;
  const attribute = makeAttribute('schemaLocation', '', XSI_NAMESPACE);
  return withAttribute(record, attribute, `${KERNEL_4} ${LATEST_XSD}`);
}

/** The minor version that the record's schemaLocation names (`4.5`), or undefined. */
export function locatedVersion(record: XmlElement): string | undefined {
  const location = attributeValue(record, 'schemaLocation', XSI_NAMESPACE) ?? '';
  return /kernel-(4\.\d+)\/metadata\.xsd/.exec(location)?.[1];
}

/** The tree with every element of one namespace moved to kernel 4. */
export function renameNamespace(element: XmlElement, from: string): XmlElement {
  const children = element.children.map((child) => (isElement(child) ? renameNamespace(child, from) : child));
  const namespace = element.namespace === from ? KERNEL_4 : element.namespace;
  const { declarations, ...rest } = element;
  const kept = Object.entries(declarations ?? {}).filter(([, uri]) => uri !== from);
  const renamed = { ...rest, namespace, children };
  return kept.length === 0 ? renamed : { ...renamed, declarations: Object.fromEntries(kept) };
}
