import { insertBefore, mapChildElements, prependChild, withAttribute } from '../../xml/edit.js';
import {
  attributeValue,
  childElement,
  childElements,
  makeAttribute,
  makeElement,
  plainText,
  type XmlElement,
} from '../../xml/tree.js';
import { DCTERMS } from '../namespaces.js';
import type { RecordIdentity } from '../schema.js';
import { EDM, ORE, RDF } from './edm-document.js';

const ABOUT = makeAttribute('about', '', RDF);
const RESOURCE = makeAttribute('resource', '', RDF);

/**
 * Takes out the names that the registry assigns, and where the installation has them, puts in the viewer address and
 * the collection (onedata.md 4.5). `edm:isShownAt` is left alone.
 */
export function reviseEdm(record: XmlElement, { options }: RecordIdentity): XmlElement {
  const { viewerUrl, isPartOf } = options ?? {};
  return mapChildElements(record, (child) => {
    if (is(child, 'ProvidedCHO', EDM))
      return withCollection(withAttribute(child, ABOUT, undefined), isPartOf);
    if (is(child, 'Aggregation', ORE)) return reviseAggregation(child, viewerUrl);
    if (!is(child, 'WebResource', EDM) || viewerUrl === undefined) return child;
    return attributeValue(child, 'about', RDF) === undefined ? withAttribute(child, ABOUT, viewerUrl) : child;
  });
}

/** Writes the PID into the object, the aggregation (with `_AGG`) and the link between them. */
export function insertEdmPid(record: XmlElement, { publicHandle }: RecordIdentity): XmlElement {
  return mapChildElements(record, (child) => {
    if (is(child, 'ProvidedCHO', EDM)) return withAttribute(child, ABOUT, publicHandle);
    if (!is(child, 'Aggregation', ORE)) return child;
    const named = withAttribute(child, ABOUT, `${publicHandle}_AGG`);
    return mapChildElements(named, (statement) =>
      is(statement, 'aggregatedCHO', EDM) ? withAttribute(statement, RESOURCE, publicHandle) : statement,
    );
  });
}

function reviseAggregation(aggregation: XmlElement, viewerUrl: string | undefined): XmlElement {
  const anonymous = mapChildElements(withAttribute(aggregation, ABOUT, undefined), (statement) =>
    is(statement, 'aggregatedCHO', EDM) ? withAttribute(statement, RESOURCE, undefined) : statement,
  );
  if (viewerUrl === undefined) return anonymous;
  if (childElement(anonymous, 'isShownBy', EDM) === undefined) return withShownBy(anonymous, viewerUrl);
  return mapChildElements(anonymous, (statement) =>
    is(statement, 'isShownBy', EDM) ? withAttribute(statement, RESOURCE, viewerUrl) : statement,
  );
}

/** Children of an aggregation stand in a fixed order: isShownBy goes before the first of those that follow it. */
function withShownBy(aggregation: XmlElement, viewerUrl: string): XmlElement {
  const element = makeElement('isShownBy', EDM, [], [{ ...RESOURCE, value: viewerUrl }]);
  const followers = ['object', 'provider'];
  const next = childElements(aggregation).find(
    (child) => child.namespace === EDM && followers.includes(child.name),
  );
  return next === undefined ? prependChild(aggregation, element) : insertBefore(aggregation, next, element);
}

function withCollection(object: XmlElement, isPartOf: string | undefined): XmlElement {
  if (isPartOf === undefined) return object;
  const has = childElements(object, 'isPartOf', DCTERMS).some(
    (statement) => plainText(statement) === isPartOf,
  );
  return has ? object : prependChild(object, makeElement('isPartOf', DCTERMS, isPartOf));
}

function is(element: XmlElement, name: string, namespace: string): boolean {
  return element.name === name && element.namespace === namespace;
}
