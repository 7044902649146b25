import { insertBefore, mapChildElements, prependChild, withInheritedLanguage } from '../../xml/edit.js';
import {
  childElements,
  isElement,
  makeElement,
  plainText,
  textContent,
  XML_NAMESPACE,
  type XmlElement,
  type XmlNode,
} from '../../xml/tree.js';
import { DC, DCTERMS, OAI_DC, OAI_PMH } from '../namespaces.js';
import { suggestion } from '../near-miss.js';
import type { Place, Report } from '../report.js';
import type { MetadataSchema, RecordIdentity, RenderedRecord } from '../schema.js';
import { cut } from '../value-checks.js';
import { checkTerm } from './check-term.js';
import { simpleElementFor } from './dumb-down.js';
import { dublinCoreLosses } from './losses.js';
import { DC_PREFIXES, OAI_DC_FORMAT, oaiDcDocument } from './oai-dc-document.js';
import { OAI_DC_ELEMENTS } from './spec.js';
import { summariseDublinCore } from './summarise.js';
import { isLanguageTag } from '../languages.js';
import { withoutOuterSpace } from '../../xml/white-space.js';

/** Simple Dublin Core in Onezone's form (`<metadata>`) or as `oai_dc:dc` (onedata.md 4.4). */
export const oaiDc: MetadataSchema = {
  name: 'oai_dc',
  title: 'Dublin Core',
  formats: [OAI_DC_FORMAT],
  prefixes: DC_PREFIXES,
  elements: OAI_DC_ELEMENTS,
  open: (root) => (isDublinCoreRoot(root) ? { record: root } : undefined),
  adviseRoot,
  check,
  revise,
  insertPid,
  disseminate,
  summarise: summariseDublinCore,
  lossesInDatacite: dublinCoreLosses,
};

/** `metadata` stands in no namespace as Onezone's clients send it, or in OAI-PMH's as harvested records have it. */
function isDublinCoreRoot(root: XmlElement): boolean {
  if (root.name === 'dc') return root.namespace === OAI_DC;
  return root.name === 'metadata' && (root.namespace === '' || root.namespace === OAI_PMH);
}

function adviseRoot(root: XmlElement): string | undefined {
  const expected = `schema oai_dc takes oai_dc:dc (namespace ${OAI_DC}) or <metadata> without a namespace`;
  if (/^(qualifieddc|qdc)$/i.test(root.name) || root.namespace === DCTERMS)
    return `it looks like qualified Dublin Core: ${expected}, and dcterms elements inside either`;
  if (/^(dc|simpledc|metadata)$/i.test(root.name) || root.namespace === DC || root.namespace === OAI_DC)
    return `it looks like Dublin Core: ${expected}`;
  return undefined;
}

/** Says of everything that oai_dc.xsd has no place for what becomes of it; the stored record keeps it. */
function check(record: XmlElement, report: Report): void {
  checkEnvelope(record, report);
  for (const node of record.children) {
    if (isElement(node)) checkChild({ element: node, parent: { element: record } }, report);
    else if (node.trim() !== '') {
      const message = `the text "${cut(node.trim())}" stands outside any element and is not disseminated`;
      report.warning('text-misplaced', { element: record }, message);
    }
  }
}

/** `metadata` of OAI-PMH is an envelope where nothing in it is Dublin Core. */
function checkEnvelope(record: XmlElement, report: Report): void {
  const elements = childElements(record);
  const [first] = elements;
  if (record.namespace !== OAI_PMH || first === undefined) return;
  if (elements.some((element) => simpleElementFor(element) !== undefined)) return;
  const message =
    'this is the metadata element of an OAI-PMH record, and holds no Dublin Core; send what is inside it';
  report.error('oai-envelope', { element: record }, message);
}

function checkChild(place: Place, report: Report): void {
  const { element } = place;
  if (element.namespace === DC) return;
  const name = report.nameOf(element);
  const simple = simpleElementFor(element);
  if (element.name === 'dc' && element.namespace === OAI_DC) {
    report.error(
      'oai-envelope',
      place,
      'oai_dc:dc stands inside another root; send the oai_dc:dc element itself',
    );
  } else if (simple !== undefined) {
    report.warning(
      'element-simplified',
      place,
      `${name} is kept, and disseminated in oai_dc as dc:${simple}`,
    );
    checkTerm(place, simple, report);
  } else {
    const advice = nearNamespace(element) ?? suggestion(element.name, FIFTEEN_NAMES);
    report.warning(
      'element-not-disseminated',
      place,
      `${name} is kept, but oai_dc has no place for it${advice}`,
    );
  }
}

/** A namespace that was meant to be that of Dublin Core: https, another version, no slash at its end, a prefix `dc`. */
function nearNamespace({ namespace, prefix }: XmlElement): string | undefined {
  if (
    prefix !== 'dc' &&
    !/^https?:\/\/(?:www\.)?purl\.org\/(?:dc\/elements|metadata\/dublin_core)/i.test(namespace)
  )
    return undefined;
  return `; its namespace is "${namespace}", that of Dublin Core is "${DC}"`;
}

const FIFTEEN_NAMES = (OAI_DC_ELEMENTS.children ?? []).map((child) => child.name);

function revise(record: XmlElement, { landingUrl, replaces }: RecordIdentity): XmlElement {
  const outdated = replaces?.landingUrl === landingUrl ? undefined : replaces?.landingUrl;
  const current = withoutIdentifier(record, outdated);
  return findIdentifier(current, landingUrl) === undefined
    ? prependChild(current, identifier(landingUrl))
    : current;
}

function insertPid(record: XmlElement, { publicHandle, landingUrl, replaces }: RecordIdentity): XmlElement {
  const outdated = replaces?.publicHandle === publicHandle ? undefined : replaces?.publicHandle;
  const current = withoutIdentifier(record, outdated);
  if (findIdentifier(current, publicHandle) !== undefined) return current;
  const landing = findIdentifier(current, landingUrl);
  const pid = identifier(publicHandle);
  return landing === undefined ? prependChild(current, pid) : insertBefore(current, landing, pid);
}

function identifier(value: string): XmlElement {
  return makeElement('identifier', DC, value);
}

function findIdentifier(record: XmlElement, value: string): XmlElement | undefined {
  return childElements(record, 'identifier', DC).find((child) => textContent(child).trim() === value);
}

function withoutIdentifier(record: XmlElement, value: string | undefined): XmlElement {
  if (value === undefined || findIdentifier(record, value) === undefined) return record;
  return mapChildElements(record, (child) => {
    const isIt = child.name === 'identifier' && child.namespace === DC && textContent(child).trim() === value;
    return isIt ? undefined : child;
  });
}

/** What oai_dc.xsd allows: the fifteen elements with xml:lang; DCMI terms go out as the element that they refine. */
function disseminate(record: XmlElement): RenderedRecord[] {
  const children: XmlNode[] = [];
  for (const node of record.children) {
    const simple = isElement(node) ? simplified(node, record) : node;
    if (simple !== undefined && (typeof simple !== 'string' || simple.trim() === '')) children.push(simple);
  }
  return [{ prefix: OAI_DC_FORMAT.prefix, payload: oaiDcDocument(children) }];
}

function simplified(element: XmlElement, record: XmlElement): XmlElement | undefined {
  const name = simpleElementFor(element);
  if (name === undefined) return undefined;
  const { attributes } = withInheritedLanguage(element, record);
  // oai_dc.xsd takes no other tag, and only those of the fifteen elements were judged.
  const language = attributes.filter(
    ({ namespace, name: attribute, value }) =>
      namespace === XML_NAMESPACE && attribute === 'lang' && isLanguageTag(withoutOuterSpace(value)),
  );
  const text = element.children.some(isElement) ? [plainText(element)] : element.children;
  return makeElement(name, DC, text, language);
}
