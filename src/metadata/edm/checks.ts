import {
  attributeValue,
  childElement,
  childElements,
  isElement,
  plainText,
  XML_NAMESPACE,
  type XmlElement,
} from '../../xml/tree.js';
import { DC, DCTERMS } from '../namespaces.js';
import type { Place, Report } from '../report.js';
import { isRightsStatement, nearRightsStatement } from '../rights-statements.js';
import type { RecordIdentity } from '../schema.js';
import { CC, EDM, ODRL, ORE, RDF } from './edm-document.js';

/** The Schematron-level rules of Europeana's external profile and what lies between two elements. */
export function checkEdm(record: XmlElement, report: Report, { options }: RecordIdentity): void {
  const root: Place = { element: record };
  const hasViewer = options?.viewerUrl !== undefined;
  for (const element of childElements(record, 'ProvidedCHO', EDM))
    checkObject({ element, parent: root }, report);
  for (const element of childElements(record, 'Aggregation', ORE)) {
    checkAggregation({ element, parent: root }, root, hasViewer, report);
  }
  for (const element of childElements(record, 'WebResource', EDM)) {
    const place = { element, parent: root };
    if (!hasViewer && (attributeValue(element, 'about', RDF) ?? '') === '') {
      report.error('attribute-missing', place, 'the attribute rdf:about is missing');
    }
    checkRights(place, root, report);
  }
  for (const element of childElements(record)) checkStatements({ element, parent: root }, report);
}

function checkObject(place: Place, report: Report): void {
  const { element } = place;
  if (!says(element, DC, ['title']) && !says(element, DC, ['description'])) {
    report.error(
      'edm-title-or-description',
      place,
      'edm:ProvidedCHO needs a dc:title or a dc:description that is not empty',
    );
  }
  if (!says(element, DC, ['subject', 'type']) && !says(element, DCTERMS, ['temporal', 'spatial'])) {
    const message =
      'edm:ProvidedCHO needs a dc:subject, dc:type, dcterms:spatial or dcterms:temporal that is not empty';
    report.error('edm-subject', place, message);
  }
  const type = childElement(element, 'type', EDM);
  if (
    type !== undefined &&
    plainText(type) === 'TEXT' &&
    childElement(element, 'language', DC) === undefined
  ) {
    report.error('edm-language', place, 'edm:type TEXT needs a dc:language');
  }
}

/** True when one of the statements has text or a target. */
function says(element: XmlElement, namespace: string, names: readonly string[]): boolean {
  return names
    .flatMap((name) => childElements(element, name, namespace))
    .some(
      (statement) => plainText(statement) !== '' || attributeValue(statement, 'resource', RDF) !== undefined,
    );
}

function checkAggregation(place: Place, root: Place, hasViewer: boolean, report: Report): void {
  const { element } = place;
  const isShown = ['isShownAt', 'isShownBy'].some((name) => says(element, EDM, [name]));
  if (!isShown && !hasViewer) {
    report.error(
      'edm-shown',
      place,
      'ore:Aggregation needs edm:isShownAt or edm:isShownBy with rdf:resource',
    );
  }
  for (const name of ['dataProvider', 'provider']) {
    const statement = childElement(element, name, EDM);
    if (statement === undefined || says(element, EDM, [name])) continue;
    report.error('value-blank', { element: statement, parent: place }, `edm:${name} is empty`);
  }
  checkAggregatedObject(place, root, report);
  checkRights(place, root, report);
}

/** Both may be left out, since the registry writes the PID into both; given, they must agree. */
function checkAggregatedObject(place: Place, root: Place, report: Report): void {
  const statement = childElement(place.element, 'aggregatedCHO', EDM);
  const objects = childElements(root.element, 'ProvidedCHO', EDM).map(
    (element) => attributeValue(element, 'about', RDF) ?? '',
  );
  const target = statement === undefined ? '' : (attributeValue(statement, 'resource', RDF) ?? '');
  if (statement === undefined || target === '' || objects.includes(target)) return;
  if (objects.every((about) => about === '')) return;
  const message = `edm:aggregatedCHO points at "${target.slice(0, 120)}", not at the edm:ProvidedCHO "${objects[0] ?? ''}"`;
  report.error('edm-aggregated-cho', { element: statement, parent: place }, message);
}

/** A listed rights address, or a cc:License of the record that is based on one. */
function checkRights(place: Place, root: Place, report: Report): void {
  for (const element of childElements(place.element, 'rights', EDM)) {
    const uri = attributeValue(element, 'resource', RDF) ?? '';
    if (uri === '' || isRightsStatement(uri) || isRightsStatement(licenceBase(root.element, uri) ?? ''))
      continue;
    const near = nearRightsStatement(uri);
    const advice = near === undefined ? '' : `; did you mean "${near}"?`;
    const message = `"${uri.slice(0, 120)}" is not a rights address that Europeana lists${advice}`;
    report.error('edm-rights', { element, parent: place }, message);
  }
}

function licenceBase(record: XmlElement, uri: string): string | undefined {
  const licence = childElements(record, 'License', CC).find(
    (element) => attributeValue(element, 'about', RDF) === uri,
  );
  const base = childElement(licence, 'inheritFrom', ODRL);
  return base === undefined ? undefined : attributeValue(base, 'resource', RDF);
}

/** A statement has text or a target, not both; a blank one says nothing. */
function checkStatements(parent: Place, report: Report): void {
  for (const element of parent.element.children) {
    if (!isElement(element)) continue;
    const place = { element, parent };
    const target = attributeValue(element, 'resource', RDF);
    const hasText = plainText(element) !== '';
    if (target !== undefined && hasText) {
      report.error(
        'edm-text-and-resource',
        place,
        `${report.nameOf(element)} has both text and rdf:resource; leave one out`,
      );
    }
    if (target === undefined && !hasText && element.children.every((child) => !isElement(child))) {
      const isBare = element.attributes.every((attribute) => attribute.namespace === XML_NAMESPACE);
      if (isBare && !report.hasNamed(element)) {
        report.warning('value-blank', place, `${report.nameOf(element)} is empty`);
      }
    }
  }
}
