import { rorUrl } from '../agent-ids.js';
import { funderIdentifierType } from '../oai-datacite/elements.js';
import type { RecordSummary, SummaryAgent, SummaryFunder, SummaryPlace } from '../summary.js';
import type { PidReference } from './work.js';

const KERNEL = 'http://datacite.org/schema/kernel-4';

/** The record in DataCite's JSON form (`application/vnd.datacite.datacite+json`; names of datacite.md 3.1). */
export function dataciteJson(summary: RecordSummary, { pid, pidUrl }: PidReference): Record<string, unknown> {
  const isDoi = pid.startsWith('10.');
  return {
    id: pidUrl,
    ...(isDoi && { doi: pid }),
    url: pidUrl,
    schemaVersion: KERNEL,
    types: { resourceTypeGeneral: summary.resourceTypeGeneral ?? 'Other', resourceType: summary.type ?? '' },
    creators: summary.creators.map(agent),
    titles: summary.titles.map(({ value, type, language }) =>
      present({ title: value, titleType: type, lang: language }),
    ),
    publisher: present({ name: summary.publisher ?? undefined }),
    publicationYear: summary.publicationYear === null ? null : Number(summary.publicationYear),
    subjects: summary.subjects.map(({ value, scheme, uri, language }) =>
      present({ subject: value, subjectScheme: scheme, valueUri: uri, lang: language }),
    ),
    contributors: summary.contributors.map((contributor) => ({
      ...agent(contributor),
      contributorType: contributor.role ?? 'Other',
    })),
    dates: summary.dates.map(({ type, value, information }) =>
      present({ date: value, dateType: type === 'Date' ? 'Other' : type, dateInformation: information }),
    ),
    language: summary.languages[0] ?? null,
    identifiers: summary.identifiers
      .filter(({ value }) => value !== pid)
      .map(({ type, value }) => ({ identifier: value, identifierType: type })),
    relatedIdentifiers: summary.relations.map(({ relationType, identifierType, identifier }) => ({
      relationType,
      relatedIdentifier: identifier,
      relatedIdentifierType: identifierType,
    })),
    sizes: summary.sizes,
    formats: summary.formats,
    version: summary.version,
    rightsList: summary.rights.map(({ name, uri, spdx, language }) =>
      present({
        rights: name,
        rightsUri: uri,
        rightsIdentifier: spdx,
        rightsIdentifierScheme: spdx === undefined ? undefined : 'SPDX',
        lang: language,
      }),
    ),
    descriptions: summary.descriptions.map(({ value, type, language }) =>
      present({ description: value, descriptionType: type ?? 'Abstract', lang: language }),
    ),
    geoLocations: summary.geo.map(place),
    fundingReferences: summary.funders.map(funder),
    ...(summary.container !== null && { container: summary.container }),
  };
}

function agent({
  name,
  givenName,
  familyName,
  type,
  orcid,
  ror,
  identifiers = [],
  affiliations,
}: SummaryAgent): Record<string, unknown> {
  const nameIdentifiers = [
    ...(orcid === undefined
      ? []
      : [{ nameIdentifier: orcid, nameIdentifierScheme: 'ORCID', schemeUri: 'https://orcid.org' }]),
    ...(ror === undefined
      ? []
      : [{ nameIdentifier: ror, nameIdentifierScheme: 'ROR', schemeUri: 'https://ror.org' }]),
    ...identifiers.map(({ scheme, value }) => ({ nameIdentifier: value, nameIdentifierScheme: scheme })),
  ];
  const affiliation = affiliations.map((organisation) =>
    present({
      name: organisation.name,
      affiliationIdentifier: organisation.ror,
      affiliationIdentifierScheme: organisation.ror === undefined ? undefined : 'ROR',
    }),
  );
  return { ...present({ name, nameType: type, givenName, familyName }), nameIdentifiers, affiliation };
}

/** Polygons are lists of points, and numbers are numbers. */
function place({ place: name, point, box, polygon }: SummaryPlace): Record<string, unknown> {
  return {
    ...(name !== undefined && { geoLocationPlace: name }),
    ...(point !== undefined && {
      geoLocationPoint: { pointLatitude: point.latitude, pointLongitude: point.longitude },
    }),
    ...(box !== undefined && {
      geoLocationBox: {
        westBoundLongitude: box.west,
        eastBoundLongitude: box.east,
        southBoundLatitude: box.south,
        northBoundLatitude: box.north,
      },
    }),
    ...(polygon !== undefined && {
      geoLocationPolygon: polygon.map(({ latitude, longitude }) => ({
        polygonPoint: { pointLatitude: latitude, pointLongitude: longitude },
      })),
    }),
  };
}

function funder({
  name,
  identifier,
  awardNumber,
  awardTitle,
  awardUri,
}: SummaryFunder): Record<string, string> {
  return present({
    funderName: name,
    funderIdentifier: identifier === undefined ? undefined : (rorUrl(identifier) ?? identifier),
    funderIdentifierType: identifier === undefined ? undefined : funderIdentifierType(identifier),
    awardNumber,
    awardTitle,
    awardUri,
  });
}

function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
