import { PROLOG, serialise } from '../../xml/build.js';
import { insertAfter, mapChildElements, withAttribute, withChildren } from '../../xml/edit.js';
import type { XmlFault } from '../../xml/limits.js';
import {
  attributeValue,
  childElement,
  childElements,
  makeAttribute,
  plainText,
  XSI_NAMESPACE,
  type XmlElement,
} from '../../xml/tree.js';
import { takeIn } from '../take-in.js';
import {
  DATACITE_PREFIXES,
  findResource,
  KERNEL_4,
  kernelVersion,
  renameNamespace,
} from './datacite-document.js';
import { funderIdentifierType, list, named } from './elements.js';
import { lookUp } from '../../xml/look-up.js';

/** A record of an older kernel as kernel 4, with a sentence for each change; or why it cannot be read. */
export type Upgrade =
  | { readonly upgraded: true; readonly xml: string; readonly changes: readonly string[] }
  | { readonly upgraded: false; readonly faults: readonly XmlFault[] };

/**
 * The exact mapping from DataCite kernel 2.0 to 3.1 to kernel 4 (datacite/support-docs, "updating from schema 3 to
 * schema 4"): funders move to fundingReferences, coordinates get elements, resourceType becomes a must. Nothing else is
 * touched; the result still has to be validated. A kernel 4 record comes back with no changes.
 */
export function upgradeToKernel4(xml: string | Uint8Array): Upgrade {
  const taken = takeIn(xml);
  if (!taken.accepted) return { upgraded: false, faults: taken.faults };
  const resource = findResource(taken.root);
  const kernel = resource === undefined ? undefined : kernelVersion(resource);
  if (resource === undefined || kernel === undefined) {
    const message = 'no DataCite resource with a kernel namespace was found';
    return { upgraded: false, faults: [{ rule: 'xml-not-well-formed', line: taken.root.line, message }] };
  }
  const changes: string[] = [];
  const upgraded = kernel >= 4 ? resource : STEPS.reduce((record, step) => step(record, changes), resource);
  return { upgraded: true, xml: PROLOG + serialise(upgraded, DATACITE_PREFIXES), changes };
}

type Step = (record: XmlElement, changes: string[]) => XmlElement;

/** In this order: after the first one every element is in the namespace of kernel 4. */
const STEPS: readonly Step[] = [
  moveToKernel4,
  dropEmptyIdentifier,
  wrapRights,
  joinStartAndEnd,
  moveFunders,
  splitCoordinates,
  completeResourceType,
];

function moveToKernel4(record: XmlElement, changes: string[]): XmlElement {
  changes.push(`the namespace ${record.namespace} is now ${KERNEL_4}`);
  const location = `${KERNEL_4} http://schema.datacite.org/meta/kernel-4/metadata.xsd`;
  const moved = withAttribute(
    renameNamespace(record, record.namespace),
    makeAttribute('schemaLocation', '', XSI_NAMESPACE),
    location,
  );
  const obsolete = moved.attributes.filter(({ name }) =>
    /^(lastMetadataUpdate|metadataVersionNumber)$/.test(name),
  );
  for (const { name } of obsolete) changes.push(`the attribute ${name} is dropped`);
  return { ...moved, attributes: moved.attributes.filter((attribute) => !obsolete.includes(attribute)) };
}

function dropEmptyIdentifier(record: XmlElement, changes: string[]): XmlElement {
  return mapChildElements(record, (child) => {
    if (!is(child, 'identifier') || plainText(child) !== '') return child;
    changes.push('the empty identifier is dropped');
    return undefined;
  });
}

/** Kernel 2 had one `rights` in the resource itself. */
function wrapRights(record: XmlElement, changes: string[]): XmlElement {
  return mapChildElements(record, (child) => {
    if (!is(child, 'rights')) return child;
    const isBlank = plainText(child) === '' && child.attributes.length === 0;
    changes.push(isBlank ? 'the empty rights is dropped' : 'rights is put into rightsList');
    return isBlank ? undefined : list('rightsList', [child]);
  });
}

/** Kernel 2 wrote a period as two dates. */
function joinStartAndEnd(record: XmlElement, changes: string[]): XmlElement {
  const dates = childElement(record, 'dates');
  const start =
    dates && childElements(dates).find((date) => attributeValue(date, 'dateType') === 'StartDate');
  const end = dates && childElements(dates).find((date) => attributeValue(date, 'dateType') === 'EndDate');
  if (dates === undefined || (start === undefined && end === undefined)) return record;
  const period = `${start === undefined ? '' : plainText(start)}/${end === undefined ? '' : plainText(end)}`;
  changes.push(`StartDate and EndDate are now the period ${period} of dateType Other`);
  const joined = named('date', period, {
    dateType: 'Other',
    dateInformation: 'StartDate and EndDate of kernel 2',
  });
  const rest = mapChildElements(dates, (date) => (date === start || date === end ? undefined : date));
  return replace(record, dates, insertAfter(rest, undefined, joined));
}

function moveFunders(record: XmlElement, changes: string[]): XmlElement {
  const contributors = childElement(record, 'contributors');
  if (contributors === undefined) return record;
  const funders = childElements(contributors).filter(
    (child) => attributeValue(child, 'contributorType') === 'Funder',
  );
  if (funders.length === 0) return record;
  for (const funder of funders)
    changes.push(`the contributor "${nameOf(funder)}" of type Funder is now a fundingReference`);
  const references = list('fundingReferences', funders.map(fundingReference));
  const others = mapChildElements(contributors, (child) => (funders.includes(child) ? undefined : child));
  const kept = childElements(others).length > 0 ? others : undefined;
  const reduced = mapChildElements(record, (child) => (child === contributors ? kept : child));
  return insertAfter(reduced, undefined, references);
}

function fundingReference(funder: XmlElement): XmlElement {
  const identifier = childElement(funder, 'nameIdentifier');
  const value = identifier === undefined ? '' : plainText(identifier);
  const grant = /^info:eu-repo\/grantAgreement\/(.+)$/.exec(value)?.[1];
  const name = named('funderName', nameOf(funder));
  if (grant !== undefined) return named('fundingReference', [name, named('awardNumber', grant)]);
  if (value === '') return named('fundingReference', [name]);
  const type = funderIdentifierType(value);
  return named('fundingReference', [name, named('funderIdentifier', value, { funderIdentifierType: type })]);
}

/** Kernel 3 wrote `latitude longitude` and `south west north east` as text. */
function splitCoordinates(record: XmlElement, changes: string[]): XmlElement {
  const locations = childElement(record, 'geoLocations');
  if (locations === undefined) return record;
  const split = mapChildElements(locations, (location) =>
    mapChildElements(location, (shape) => splitShape(shape, changes)),
  );
  return replace(record, locations, split);
}

const SHAPES: Readonly<Record<string, readonly string[]>> = {
  geoLocationPoint: ['pointLatitude', 'pointLongitude'],
  geoLocationBox: ['southBoundLatitude', 'westBoundLongitude', 'northBoundLatitude', 'eastBoundLongitude'],
};

function splitShape(shape: XmlElement, changes: string[]): XmlElement {
  const names = lookUp(SHAPES, shape.name);
  const numbers = plainText(shape).split(' ');
  if (names === undefined || childElements(shape).length > 0 || numbers.length !== names.length) return shape;
  changes.push(`${shape.name} "${plainText(shape)}" is split into ${names.join(', ')}`);
  return withChildren(
    shape,
    names.map((name, at) => named(name, numbers[at] ?? '')),
  );
}

function completeResourceType(record: XmlElement, changes: string[]): XmlElement {
  const type = childElement(record, 'resourceType');
  if (type === undefined) {
    changes.push('resourceType, required since kernel 4, is added as Other; say what the resource is');
    return insertAfter(record, undefined, named('resourceType', 'Other', { resourceTypeGeneral: 'Other' }));
  }
  if (attributeValue(type, 'resourceTypeGeneral') !== 'Film') return record;
  changes.push('resourceTypeGeneral Film is now Audiovisual');
  return replace(record, type, withAttribute(type, makeAttribute('resourceTypeGeneral', ''), 'Audiovisual'));
}

function nameOf(contributor: XmlElement): string {
  const name = childElement(contributor, 'contributorName');
  return name === undefined ? '' : plainText(name);
}

function replace(parent: XmlElement, old: XmlElement, replacement: XmlElement): XmlElement {
  return mapChildElements(parent, (child) => (child === old ? replacement : child));
}

function is(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === KERNEL_4;
}
