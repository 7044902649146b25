import { PROLOG, serialise } from '../../xml/build.js';
import { insertAfter, mapChildElements, replaceChild, withAttribute, withChildren } from '../../xml/edit.js';
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
import { DATACITE_PREFIXES, KERNEL_4, renameNamespace } from './datacite-document.js';
import { list, named } from './elements.js';
import { findResources, kernelOf } from './envelope.js';
import { moveFunders } from './upgrade-funders.js';
import { joinStartAndEnd } from './upgrade-periods.js';
import { lookUp } from '../../xml/look-up.js';

/** A record of an older kernel as kernel 4, with a sentence for each change. */
export interface Upgrade {
  readonly xml: string;
  readonly changes: readonly string[];
}

/**
 * The exact mapping from DataCite kernel 2.0 to 3.1 to kernel 4 (datacite/support-docs, "updating from schema 3 to
 * schema 4"): funders move to fundingReferences, coordinates get elements, resourceType becomes a must. An envelope is
 * taken off. Nothing else is touched; what has no place in kernel 4 is named among the changes, and the result still has
 * to be validated.
 * @returns undefined for anything but one record of an older kernel
 */
export function upgradeToKernel4(xml: string | Uint8Array): Upgrade | undefined {
  const taken = takeIn(xml);
  const [found, ...more] = taken.accepted ? findResources(taken.root) : [];
  if (found === undefined || more.length > 0) return undefined;
  if ((kernelOf(found) ?? 4) >= 4) return undefined;
  const changes = found.parent === undefined ? [] : ['the oai_datacite envelope is taken off'];
  const upgraded = STEPS.reduce((record, step) => step(record, changes), found.element);
  return { xml: PROLOG + serialise(upgraded, DATACITE_PREFIXES), changes };
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
  const former = record.namespace === '' ? 'missing namespace' : `namespace ${record.namespace}`;
  changes.push(`the ${former} is now ${KERNEL_4}`);
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

/** Kernel 3 wrote `latitude longitude` and `south west north east` as text. */
function splitCoordinates(record: XmlElement, changes: string[]): XmlElement {
  const locations = childElement(record, 'geoLocations');
  if (locations === undefined) return record;
  const split = mapChildElements(locations, (location) =>
    mapChildElements(location, (shape) => splitShape(shape, changes)),
  );
  return replaceChild(record, locations, split);
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
  return replaceChild(
    record,
    type,
    withAttribute(type, makeAttribute('resourceTypeGeneral', ''), 'Audiovisual'),
  );
}

function is(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === KERNEL_4;
}
