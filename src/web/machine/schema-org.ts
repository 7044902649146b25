import { identifierUrl } from '../../metadata/identifiers.js';
import type { SummaryAgent, SummaryPlace } from '../../metadata/summary.js';
import { webLink } from '../page/links.js';
import { accessRightOf } from '../record/access-right.js';
import { mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import { exportUrl } from './format.js';
import { schemaOrgType } from './schema-org-type.js';

/** The registry as a catalogue of data. */
export interface Catalogue {
  registryName: string;
  publicUrl: string;
}

/** schema.org properties of DataCite's relation types; others say nothing there. */
const relationProperties: Readonly<Record<string, string>> = {
  IsPartOf: 'isPartOf',
  HasPart: 'hasPart',
  IsPublishedIn: 'isPartOf',
  References: 'citation',
  Cites: 'citation',
  IsSupplementTo: 'citation',
  IsDocumentedBy: 'citation',
  IsReferencedBy: 'subjectOf',
  IsCitedBy: 'subjectOf',
  IsDerivedFrom: 'isBasedOn',
  IsNewVersionOf: 'isBasedOn',
  IsVersionOf: 'exampleOfWork',
  HasVersion: 'workExample',
  IsIdenticalTo: 'sameAs',
  IsTranslationOf: 'translationOfWork',
  HasTranslation: 'workTranslation',
};

/**
 * A record as schema.org JSON-LD, for search engines. Lists of one stay single; what is missing is left out.
 * Source: schema.org Dataset; Google, structured data for datasets; bolognese, schema_org_writer.rb.
 */
export function schemaOrgOf(
  record: PublicRecord,
  { registryName, publicUrl }: Catalogue,
): Record<string, unknown> {
  const { summary } = record;
  const access = accessRightOf(summary);
  const type = schemaOrgType(summary.resourceTypeGeneral);
  const date = (kind: string) => summary.dates.find((one) => one.type === kind)?.value;
  return withoutGaps({
    '@context': 'https://schema.org',
    '@type': type,
    '@id': record.pidUrl,
    url: record.pageUrl,
    identifier: [
      {
        '@type': 'PropertyValue',
        propertyID: record.pid.startsWith('10.') ? 'DOI' : 'Handle',
        value: record.pid,
        url: record.pidUrl,
      },
    ],
    additionalType: summary.type,
    name: mainTitle(summary)?.value,
    alternateName: single(
      summary.titles.filter((title) => title !== mainTitle(summary)).map(({ value }) => value),
    ),
    description: describedIn(record),
    publisher: publisher(record),
    dateCreated: date('Created'),
    datePublished: date('Issued') ?? yearOf(summary),
    dateModified: record.changedAt.slice(0, 10),
    temporalCoverage: date('Coverage') ?? date('Collected'),
    spatialCoverage: single(summary.geo.map(place)),
    license: single(summary.rights.flatMap(({ uri, name }) => webLink(uri) ?? name ?? [])),
    keywords: single(summary.subjects.map(({ value }) => value)),
    ...credits(record),
    version: summary.version,
    inLanguage: single(summary.languages),
    isAccessibleForFree: access.isFree,
    conditionsOfAccess: access.uri,
    creativeWorkStatus: record.withdrawal === undefined ? undefined : 'Withdrawn',
    distribution: record.withdrawal === undefined ? single(distributions(record)) : undefined,
    funder: single(
      summary.funders.map(({ name, identifier }) => ({
        '@type': 'Organization',
        name,
        ...(identifier && { '@id': identifier }),
      })),
    ),
    includedInDataCatalog:
      type === 'Dataset' ? { '@type': 'DataCatalog', name: registryName, url: `${publicUrl}/` } : undefined,
    encoding: {
      '@type': 'MediaObject',
      contentUrl: exportUrl(record, { name: 'oai_dc' }),
      encodingFormat: 'application/xml',
    },
    ...related(record),
  });
}

function publisher({ summary }: PublicRecord): object | undefined {
  if (summary.publisher === null) return undefined;
  const address = webLink(summary.publisherUri);
  return withoutGaps({
    '@type': 'Organization',
    '@id': address,
    name: summary.publisher,
    sameAs: address,
  });
}

function credits({ summary }: PublicRecord): Record<string, unknown> {
  return {
    creator: single(summary.creators.map(agent)),
    editor: single(summary.contributors.filter(({ role }) => role === 'Editor').map(agent)),
    contributor: single(summary.contributors.filter(({ role }) => role !== 'Editor').map(agent)),
  };
}

/** JSON that may stand in a script element. */
export function jsonForHtml(value: unknown): string {
  const unsafe: Record<string, string> = {
    '<': '\\u003c',
    '>': '\\u003e',
    '&': '\\u0026',
    '\u2028': '\\u2028',
    '\u2029': '\\u2029',
  };
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => unsafe[character] ?? '');
}

function agent({ name, givenName, familyName, type, orcid, ror, affiliations }: SummaryAgent): object {
  const isPerson = type === 'Personal' || orcid !== undefined || familyName !== undefined;
  const authority = orcid ?? ror;
  return withoutGaps({
    '@type': isPerson ? 'Person' : 'Organization',
    '@id': authority,
    name,
    givenName,
    familyName,
    sameAs: authority,
    affiliation: single(
      affiliations.map((affiliation) =>
        withoutGaps({
          '@type': 'Organization',
          '@id': affiliation.ror,
          name: affiliation.name,
          sameAs: affiliation.ror,
        }),
      ),
    ),
  });
}

function place({ place: name, point, box, polygon }: SummaryPlace): object {
  const shapes = [
    point && { '@type': 'GeoCoordinates', latitude: point.latitude, longitude: point.longitude },
    box && { '@type': 'GeoShape', box: `${box.south} ${box.west} ${box.north} ${box.east}` },
    polygon && {
      '@type': 'GeoShape',
      polygon: polygon.map(({ latitude, longitude }) => `${latitude} ${longitude}`).join(' '),
    },
  ].filter((shape) => shape !== undefined);
  return withoutGaps({ '@type': 'Place', name, geo: single(shapes) });
}

/** The files, or where there is no list of files the place of the data. */
function distributions({ files, dataUrl, summary }: PublicRecord): object[] {
  const listed = files.flatMap(({ name, url, size, mediaType }) => {
    const contentUrl = webLink(url);
    if (contentUrl === undefined) return [];
    return [
      withoutGaps({
        '@type': 'DataDownload',
        name,
        contentUrl,
        encodingFormat: mediaType,
        contentSize: size === undefined ? undefined : `${size} B`,
      }),
    ];
  });
  if (listed.length > 0 || dataUrl === undefined) return listed;
  return [
    withoutGaps({
      '@type': 'DataDownload',
      contentUrl: dataUrl,
      encodingFormat: summary.formats[0],
      contentSize: summary.sizes[0],
    }),
  ];
}

function related({ summary, withdrawal }: PublicRecord): Record<string, unknown> {
  const byProperty: Record<string, object[]> = {};
  for (const { relationType, identifierType, identifier } of summary.relations) {
    const property = relationProperties[relationType];
    const address = webLink(identifierUrl(identifierType, identifier));
    if (property !== undefined && address !== undefined)
      (byProperty[property] ??= []).push({ '@type': 'CreativeWork', '@id': address, url: address });
  }
  const successor = withdrawal?.replacedBy?.href;
  return {
    ...Object.fromEntries(Object.entries(byProperty).map(([property, works]) => [property, single(works)])),
    ...(successor !== undefined && { isReplacedBy: { '@id': successor } }),
  };
}

/** Google takes 50 to 5000 characters; what is shorter or missing is completed by what we know. */
function describedIn(record: PublicRecord): string {
  const own = record.summary.descriptions.map(({ value }) => value).join('\n\n');
  const title = mainTitle(record.summary)?.value ?? record.pid;
  return (own.length >= 50 ? own : [own, `${title}. ${record.pidUrl}`].filter(Boolean).join(' ')).slice(
    0,
    5000,
  );
}

function single<T>(values: readonly T[]): T | readonly T[] | undefined {
  return values.length > 1 ? values : values[0];
}

function withoutGaps(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}
