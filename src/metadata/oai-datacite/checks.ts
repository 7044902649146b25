import { attributeValue, childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { isSameIdentifier } from '../identifiers.js';
import { recogniseLicence } from '../licences.js';
import type { Place, Report } from '../report.js';
import type { RecordIdentity } from '../schema.js';
import { cut } from '../value-checks.js';
import {
  agentIdentifierFault,
  alternateIdentifierFault,
  relatedIdentifierFault,
} from './check-identifiers.js';

/** What the XSD lets pass and DataCite, OpenAIRE or readers stumble over. */
export function checkDatacite(record: XmlElement, report: Report, identity: RecordIdentity): void {
  const root: Place = { element: record };
  checkIdentifier(root, report, identity);
  checkTitles(root, report);
  checkYear(root, report);
  for (const name of ['creators', 'contributors'])
    for (const agent of itemsOf(root, name)) checkAgent(agent, report);
  for (const item of itemsOf(root, 'alternateIdentifiers')) {
    const type = attributeValue(item.element, 'alternateIdentifierType') ?? '';
    reportFault(alternateIdentifierFault(type, plainText(item.element)), item, report);
  }
  for (const item of itemsOf(root, 'relatedIdentifiers')) {
    const type = attributeValue(item.element, 'relatedIdentifierType') ?? '';
    reportFault(relatedIdentifierFault(type, plainText(item.element)), item, report);
    checkRelation(item, report);
  }
  for (const item of itemsOf(root, 'relatedItems')) checkRelatedItem(item, report);
  for (const item of itemsOf(root, 'fundingReferences')) checkFunder(item, report);
  for (const item of itemsOf(root, 'geoLocations')) checkGeo(item, report);
  for (const item of itemsOf(root, 'rightsList')) checkRights(item, report);
  checkPublisher(root, report);
}

function checkIdentifier(root: Place, report: Report, identity: RecordIdentity): void {
  const element = childElement(root.element, 'identifier');
  if (element === undefined) return;
  const value = plainText(element);
  const isOurs = [identity.pid, identity.publicHandle].some((own) => isSameIdentifier(own, value));
  if (value === '' || isOurs) return;
  const message = `the identifier "${value.slice(0, 80)}" is replaced by the PID that the registry assigns`;
  report.warning('identifier-replaced', { element, parent: root }, message);
}

/** One blank title is a blemish; a record without any title is not registered by DataCite. */
function checkTitles(root: Place, report: Report): void {
  const element = childElement(root.element, 'titles');
  if (element === undefined) return;
  const titles = childElements(element, 'title');
  if (titles.length === 0 || titles.some((title) => plainText(title) !== '')) return;
  report.error('title-missing', { element, parent: root }, 'every title is empty; give the resource one');
}

function checkYear(root: Place, report: Report): void {
  const element = childElement(root.element, 'publicationYear');
  if (element === undefined) return;
  const year = Number(plainText(element));
  if (!(year < 1400 || year > 2100)) return;
  report.warning('year-implausible', { element, parent: root }, `${year} is no likely year of publication`);
}

function checkAgent(agent: Place, report: Report): void {
  for (const element of childElements(agent.element, 'nameIdentifier')) {
    const scheme = attributeValue(element, 'nameIdentifierScheme') ?? '';
    const place = { element, parent: agent };
    if (scheme.trim() === '') {
      report.warning(
        'name-identifier-scheme',
        place,
        'nameIdentifierScheme is missing; say ORCID, ISNI or ROR',
      );
    }
    reportFault(agentIdentifierFault(scheme, plainText(element)), place, report);
  }
  for (const element of childElements(agent.element, 'affiliation'))
    checkIdentifierIn('affiliationIdentifier', { element, parent: agent }, report);
}

function checkPublisher(root: Place, report: Report): void {
  const element = childElement(root.element, 'publisher');
  if (element !== undefined) checkIdentifierIn('publisherIdentifier', { element, parent: root }, report);
}

/** An identifier in an attribute, whose scheme stands in another one. */
function checkIdentifierIn(name: string, place: Place, report: Report): void {
  const scheme = attributeValue(place.element, `${name}Scheme`) ?? '';
  const attribute = place.element.attributes.find((one) => one.name === name && one.namespace === '');
  if (attribute === undefined || attribute.value.trim() === '') return;
  if (scheme.trim() === '') {
    const message = `${name}Scheme is missing; say what ${name} is, such as ROR`;
    report.warning('identifier-scheme', place, message, attribute);
  }
  const fault = agentIdentifierFault(scheme, attribute.value);
  if (fault !== undefined) report.warning(fault.rule, place, fault.message, attribute);
}

function checkRights(place: Place, report: Report): void {
  const attribute = place.element.attributes.find(({ name }) => name === 'rightsIdentifier');
  const scheme = attributeValue(place.element, 'rightsIdentifierScheme') ?? '';
  if (attribute === undefined || scheme.trim().toUpperCase() !== 'SPDX') return;
  const value = attribute.value.trim();
  if (value === '' || /^[A-Za-z0-9.+-]+$/.test(value)) return;
  const meant = recogniseLicence(value)?.spdx;
  const advice = meant === undefined ? 'write it as CC-BY-4.0' : `did you mean "${meant}"?`;
  report.warning('spdx', place, `"${cut(value)}" is no SPDX licence identifier; ${advice}`, attribute);
}

function checkRelation(place: Place, report: Report): void {
  const { element } = place;
  const isOther = attributeValue(element, 'relationType') === 'Other';
  if (isOther && attributeValue(element, 'relationTypeInformation') === undefined) {
    report.warning('relation-information', place, 'a relation of type Other needs relationTypeInformation');
  }
}

function checkRelatedItem(item: Place, report: Report): void {
  checkRelation(item, report);
  const element = childElement(item.element, 'relatedItemIdentifier');
  if (element === undefined) return;
  const type = attributeValue(element, 'relatedItemIdentifierType') ?? '';
  reportFault(relatedIdentifierFault(type, plainText(element)), { element, parent: item }, report);
}

function checkFunder(funder: Place, report: Report): void {
  const element = childElement(funder.element, 'funderIdentifier');
  if (element === undefined) return;
  const value = plainText(element);
  const type = attributeValue(element, 'funderIdentifierType') ?? '';
  const place = { element, parent: funder };
  if (value === '') return;
  if (type === 'Crossref Funder ID') reportFault(crossrefFault(value), place, report);
  else reportFault(agentIdentifierFault(type, value), place, report);
}

function crossrefFault(value: string): ReturnType<typeof agentIdentifierFault> {
  if (/^(?:https?:\/\/(?:dx\.)?doi\.org\/)?10\.13039\/\d+$|^\d{9,12}$/.test(value)) return undefined;
  return {
    rule: 'identifier-syntax',
    message: `"${value.slice(0, 80)}" is no Crossref Funder ID such as 10.13039/501100000780`,
  };
}

function checkGeo(place: Place, report: Report): void {
  for (const element of childElements(place.element, 'geoLocationBox')) {
    if (numberIn(element, 'southBoundLatitude') > numberIn(element, 'northBoundLatitude')) {
      report.warning(
        'box-upside-down',
        { element, parent: place },
        'the south of the box lies north of its north',
      );
    }
  }
  for (const element of childElements(place.element, 'geoLocationPolygon')) {
    const corners = childElements(element, 'polygonPoint').map((point) =>
      childElements(point).map(plainText).join(' '),
    );
    if (corners.length > 0 && corners[0] !== corners.at(-1)) {
      report.warning(
        'polygon-open',
        { element, parent: place },
        'the last point of a polygon must equal the first',
      );
    }
  }
}

function numberIn(parent: XmlElement, name: string): number {
  const element = childElement(parent, name);
  return element === undefined ? Number.NaN : Number(plainText(element));
}

function itemsOf(root: Place, listName: string): Place[] {
  const list = childElement(root.element, listName);
  if (list === undefined) return [];
  const parent = { element: list, parent: root };
  return childElements(list).map((element) => ({ element, parent }));
}

function reportFault(fault: ReturnType<typeof agentIdentifierFault>, place: Place, report: Report): void {
  if (fault !== undefined) report.warning(fault.rule, place, fault.message);
}
