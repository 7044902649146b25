import { makeElement, type XmlElement } from '../../xml/tree.js';
import type { GeoPoint, SummaryAgent, SummaryFunder, SummaryPlace } from '../summary.js';
import { KERNEL_4 } from './datacite-document.js';

/** An element of the kernel with text, elements or nothing in it. */
export function named(
  name: string,
  content: string | readonly XmlElement[],
  attributes: Record<string, string | undefined> = {},
): XmlElement {
  return makeElement(name, KERNEL_4, content, attributes);
}

/** A wrapper with its items on lines of their own. */
export function list(name: string, items: readonly XmlElement[]): XmlElement {
  const children = items.flatMap((item) => ['\n    ', item]);
  return makeElement(name, KERNEL_4, items.length === 0 ? [] : [...children, '\n  ']);
}

/** A creator or contributor, children in the order that the kernel fixes. */
export function agentElement(
  name: 'creator' | 'contributor',
  agent: SummaryAgent,
  attributes: Record<string, string> = {},
): XmlElement {
  const children = [
    named(`${name}Name`, agent.name, { nameType: agent.type }),
    ...(agent.givenName === undefined ? [] : [named('givenName', agent.givenName)]),
    ...(agent.familyName === undefined ? [] : [named('familyName', agent.familyName)]),
    ...identifierElements(agent),
    ...agent.affiliations.map((affiliation) =>
      named('affiliation', affiliation.name, {
        affiliationIdentifier: affiliation.ror,
        affiliationIdentifierScheme: affiliation.ror === undefined ? undefined : 'ROR',
      }),
    ),
  ];
  return named(name, children, attributes);
}

function identifierElements({ orcid, ror, identifiers = [] }: SummaryAgent): XmlElement[] {
  const all = [
    ...(orcid === undefined ? [] : [{ scheme: 'ORCID', value: orcid, schemeURI: 'https://orcid.org/' }]),
    ...(ror === undefined ? [] : [{ scheme: 'ROR', value: ror, schemeURI: 'https://ror.org/' }]),
    ...identifiers.map((identifier) => ({ ...identifier, schemeURI: undefined })),
  ];
  return all.map(({ scheme, value, schemeURI }) =>
    named('nameIdentifier', value, { nameIdentifierScheme: scheme, schemeURI }),
  );
}

/** A place by name and shapes. */
export function geoElement({ place, point, box, polygon }: SummaryPlace): XmlElement {
  return named('geoLocation', [
    ...(place === undefined ? [] : [named('geoLocationPlace', place)]),
    ...(point === undefined ? [] : [pointElement('geoLocationPoint', point)]),
    ...(box === undefined
      ? []
      : [
          named('geoLocationBox', [
            named('westBoundLongitude', String(box.west)),
            named('eastBoundLongitude', String(box.east)),
            named('southBoundLatitude', String(box.south)),
            named('northBoundLatitude', String(box.north)),
          ]),
        ]),
    ...(polygon === undefined || polygon.length < 4
      ? []
      : [
          named(
            'geoLocationPolygon',
            polygon.map((corner) => pointElement('polygonPoint', corner)),
          ),
        ]),
  ]);
}

function pointElement(name: string, { latitude, longitude }: GeoPoint): XmlElement {
  return named(name, [named('pointLongitude', String(longitude)), named('pointLatitude', String(latitude))]);
}

/** A funder; the kind of its identifier is told from its form. */
export function fundingElement({
  name,
  identifier,
  awardNumber,
  awardTitle,
  awardUri,
}: SummaryFunder): XmlElement {
  return named('fundingReference', [
    named('funderName', name),
    ...(identifier === undefined
      ? []
      : [named('funderIdentifier', identifier, { funderIdentifierType: funderIdentifierType(identifier) })]),
    ...(awardNumber === undefined ? [] : [named('awardNumber', awardNumber, { awardURI: awardUri })]),
    ...(awardTitle === undefined ? [] : [named('awardTitle', awardTitle)]),
  ]);
}

/** One of DataCite's five kinds. */
export function funderIdentifierType(identifier: string): string {
  if (/ror\.org/i.test(identifier)) return 'ROR';
  if (/10\.13039\//.test(identifier)) return 'Crossref Funder ID';
  if (/isni\.org|^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dX]$/i.test(identifier)) return 'ISNI';
  return /^grid\./i.test(identifier) ? 'GRID' : 'Other';
}
