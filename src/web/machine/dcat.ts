import { identifierUrl } from '../../metadata/identifiers.js';
import type { SummaryAgent, SummaryPlace } from '../../metadata/summary.js';
import { webLink } from '../page/links.js';
import { accessRightOf } from '../record/access-right.js';
import { mainTitle, yearOf } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import type { Literal, Prefixes, RdfValue, Reference, Resource } from './rdf.js';

/** The namespaces of DCAT descriptions. */
export const dcatPrefixes: Prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  geo: 'http://www.opengis.net/ont/geosparql#',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  org: 'http://www.w3.org/ns/org#',
  owl: 'http://www.w3.org/2002/07/owl#',
  prov: 'http://www.w3.org/ns/prov#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

const euAccess = 'http://publications.europa.eu/resource/authority/access-right/';
const mediaTypes = 'https://www.iana.org/assignments/media-types/';
const relationProperties: Readonly<Record<string, string>> = {
  IsPartOf: 'dct:isPartOf',
  HasPart: 'dct:hasPart',
  References: 'dct:references',
  Cites: 'dct:references',
  IsReferencedBy: 'dct:isReferencedBy',
  IsCitedBy: 'dct:isReferencedBy',
  IsSupplementTo: 'dct:isReferencedBy',
  IsDerivedFrom: 'prov:wasDerivedFrom',
  IsVersionOf: 'dct:isVersionOf',
  HasVersion: 'dcat:hasVersion',
  IsNewVersionOf: 'dcat:previousVersion',
  IsObsoletedBy: 'dct:isReplacedBy',
  Obsoletes: 'dct:replaces',
  Requires: 'dct:requires',
  IsRequiredBy: 'dct:isRequiredBy',
};

const text = (value: string | null | undefined, language?: string): Literal[] =>
  value === null || value === undefined || value === '' ? [] : [{ text: value, language }];
const typed = (value: string, datatype: string): Literal => ({ text: value, datatype });
const reference = (address: string | undefined): Reference[] => {
  const iri = webLink(address);
  return iri === undefined ? [] : [{ iri }];
};

/** A record as a dcat:Dataset. Sources: W3C DCAT 3; DCAT-AP 3. */
export function dcatDataset(record: PublicRecord): Resource {
  const { summary } = record;
  const access = accessRightOf(summary);
  const year = yearOf(summary);
  const issued = summary.dates.find(({ type }) => type === 'Issued')?.value ?? year;
  return {
    iri: record.pidUrl,
    types: ['dcat:Dataset'],
    properties: {
      'dct:identifier': text(record.pidUrl),
      'dct:title':
        summary.titles.length === 0
          ? text(record.pid)
          : summary.titles.flatMap(({ value, language }) => text(value, language)),
      'dct:description': descriptions(record),
      'dct:creator': summary.creators.map(agent),
      'dct:contributor': summary.contributors.map(agent),
      'dct:publisher':
        summary.publisher === null
          ? []
          : [
              {
                types: ['foaf:Agent'],
                properties: {
                  'foaf:name': text(summary.publisher),
                  'owl:sameAs': reference(summary.publisherUri),
                },
              },
            ],
      'dct:issued': issued === undefined ? [] : [dated(issued)],
      'dct:modified': [typed(`${record.changedAt.slice(0, 19)}Z`, 'xsd:dateTime')],
      'dct:type': text(summary.resourceTypeGeneral ?? summary.type),
      'dct:language': summary.languages.flatMap((language) => text(language)),
      'dct:license': summary.rights.flatMap(({ uri }) => reference(uri)),
      'dct:rights': summary.rights.flatMap(({ name, language }) => text(name, language)),
      'dct:accessRights': [
        { iri: `${euAccess}${access.isFree ? 'PUBLIC' : 'RESTRICTED'}` },
        { iri: access.uri },
      ],
      'dcat:keyword': summary.subjects.flatMap(({ value, language }) => text(value, language)),
      'dcat:theme': summary.subjects.flatMap(({ uri }) => reference(uri)),
      'dcat:version': text(summary.version),
      'dcat:landingPage': reference(record.pageUrl),
      'dcat:distribution': distributions(record),
      'dct:spatial': summary.geo.map(location),
      'dct:temporal': periods(record),
      'prov:wasAttributedTo': summary.creators.flatMap(({ orcid, ror }) => reference(orcid ?? ror)),
      ...relations(record),
    },
  };
}

function descriptions({ summary, pid }: PublicRecord): Literal[] {
  const given = summary.descriptions.flatMap(({ value, language }) => text(value, language));
  return given.length > 0 ? given : text(mainTitle(summary)?.value ?? pid);
}

function agent({ name, type, orcid, ror, affiliations }: SummaryAgent): Resource {
  const isPerson = type === 'Personal' || orcid !== undefined;
  return {
    types: isPerson ? ['foaf:Person', 'prov:Agent'] : ['foaf:Agent', 'prov:Agent'],
    properties: {
      'foaf:name': text(name),
      'dct:identifier': text(orcid ?? ror),
      'owl:sameAs': reference(orcid ?? ror),
      'org:memberOf': affiliations.map((one) => ({
        types: ['foaf:Organization'],
        properties: { 'foaf:name': text(one.name), 'owl:sameAs': reference(one.ror) },
      })),
    },
  };
}

function distributions({ files, dataUrl, pageUrl, summary, withdrawal }: PublicRecord): Resource[] {
  if (withdrawal !== undefined) return [];
  const license = summary.rights.flatMap(({ uri }) => reference(uri));
  const listed = files.flatMap((file) =>
    reference(file.url).map((address) => ({
      types: ['dcat:Distribution'],
      properties: {
        'dct:title': text(file.name),
        'dcat:accessURL': [address],
        'dcat:downloadURL': [address],
        'dcat:mediaType': /^[\w.+-]+\/[\w.+-]+$/.test(file.mediaType ?? '')
          ? [{ iri: mediaTypes + (file.mediaType ?? '') }]
          : [],
        'dcat:byteSize': file.size === undefined ? [] : [typed(String(file.size), 'xsd:nonNegativeInteger')],
        'dct:license': license,
      },
    })),
  );
  if (listed.length > 0) return listed;
  return [
    {
      types: ['dcat:Distribution'],
      properties: { 'dcat:accessURL': reference(dataUrl ?? pageUrl), 'dct:license': license },
    },
  ];
}

function location({ place, point, box }: SummaryPlace): Resource {
  const wkt = (shape: string) => [typed(shape, 'geo:wktLiteral')];
  return {
    types: ['dct:Location'],
    properties: {
      'skos:prefLabel': text(place),
      'dcat:centroid': point === undefined ? [] : wkt(`POINT(${point.longitude} ${point.latitude})`),
      'dcat:bbox':
        box === undefined
          ? []
          : wkt(
              `POLYGON((${box.west} ${box.south}, ${box.east} ${box.south}, ${box.east} ${box.north}, ${box.west} ${box.north}, ${box.west} ${box.south}))`,
            ),
    },
  };
}

function periods({ summary }: PublicRecord): Resource[] {
  return summary.dates
    .filter(({ type }) => type === 'Coverage' || type === 'Collected')
    .map(({ value }) => {
      const [start = '', end] = value.split('/');
      return {
        types: ['dct:PeriodOfTime'],
        properties: {
          'dcat:startDate': start === '' ? [] : [dated(start)],
          'dcat:endDate': end === undefined || end === '' ? [] : [dated(end)],
        },
      };
    });
}

function relations({ summary, withdrawal }: PublicRecord): Record<string, RdfValue[]> {
  const byProperty: Record<string, RdfValue[]> = {};
  for (const { relationType, identifierType, identifier } of summary.relations) {
    const property = relationProperties[relationType] ?? 'dct:relation';
    const targets = reference(identifierUrl(identifierType, identifier));
    byProperty[property] = [...(byProperty[property] ?? []), ...targets];
  }
  const successor = reference(withdrawal?.replacedBy?.href);
  return successor.length === 0 ? byProperty : { ...byProperty, 'dct:isReplacedBy': successor };
}

/** A date with the datatype that its precision has; what is no date stays text. */
function dated(value: string): Literal {
  if (Number.isNaN(Date.parse(value))) return { text: value };
  if (/^\d{4}$/.test(value)) return typed(value, 'xsd:gYear');
  if (/^\d{4}-\d{2}$/.test(value)) return typed(value, 'xsd:gYearMonth');
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return typed(value, 'xsd:date');
  return { text: value };
}
