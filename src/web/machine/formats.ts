import { bibtex } from '../../metadata/citation/bibtex.js';
import { cslItem } from '../../metadata/citation/csl.js';
import { dataciteJson } from '../../metadata/citation/datacite-json.js';
import { ris } from '../../metadata/citation/ris.js';
import { citationStyle, citationText } from '../../metadata/citation/styles.js';
import { undirected } from '../record/names.js';
import type { PublicRecord } from '../record/record.js';
import type { Offer } from './accept.js';
import { linksetJson, linksetText } from './typed-links.js';
import { dcatDataset, dcatPrefixes } from './dcat.js';
import type { RecordFormat } from './format.js';
import { xmlDeclaration } from './markup.js';
import { toJsonLd, toRdfXml, toTurtle } from './rdf.js';
import { schemaOrgOf } from './schema-org.js';
import { linksetOf } from './signposting.js';

const dcatProfile = 'http://www.w3.org/ns/dcat#';

const disseminated =
  (prefix: string): RecordFormat['render'] =>
  async (_record, sources) => {
    const payload = await sources.disseminated(prefix);
    return payload === undefined ? undefined : xmlDeclaration + payload;
  };

/** Every form of a record, the preferred one first. One line to add one. */
const formats: readonly RecordFormat[] = [
  {
    name: 'datacite-xml',
    title: 'DataCite XML',
    mediaType: 'application/vnd.datacite.datacite+xml',
    aliases: [{ mediaType: 'application/x-datacite+xml', value: '' }],
    profile: 'http://datacite.org/schema/kernel-4',
    describes: true,
    schemas: ['oai_datacite'],
    extension: 'xml',
    render: disseminated('datacite'),
  },
  {
    name: 'datacite-json',
    title: 'DataCite JSON',
    mediaType: 'application/vnd.datacite.datacite+json',
    profile: 'http://datacite.org/schema/kernel-4',
    describes: true,
    extension: 'json',
    render: (record) => JSON.stringify(dataciteJson(record.summary, record), null, 2),
  },
  {
    name: 'edm',
    title: 'Europeana Data Model (RDF/XML)',
    mediaType: 'application/rdf+xml',
    profile: 'http://www.europeana.eu/schemas/edm/',
    describes: true,
    schemas: ['edm'],
    extension: 'rdf',
    render: disseminated('edm'),
  },
  {
    name: 'oai_dc',
    title: 'Dublin Core XML',
    mediaType: 'application/xml',
    aliases: [
      { mediaType: 'application/xml', parameters: { profile: 'oai_dc' }, value: '' },
      { mediaType: 'application/x-dc+xml', value: '' },
      { mediaType: 'text/xml', value: '' },
    ],
    profile: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    describes: true,
    extension: 'xml',
    render: disseminated('oai_dc'),
  },
  {
    name: 'schemaorg',
    title: 'schema.org JSON-LD',
    mediaType: 'application/vnd.schemaorg.ld+json',
    aliases: [{ mediaType: 'application/ld+json', value: '' }],
    profile: 'https://schema.org/',
    describes: true,
    extension: 'jsonld',
    render: (record, sources) => JSON.stringify(schemaOrgOf(record, sources), null, 2),
  },
  {
    name: 'dcat',
    title: 'DCAT (Turtle)',
    mediaType: 'text/turtle',
    profile: dcatProfile,
    describes: true,
    extension: 'ttl',
    render: (record) => toTurtle([dcatDataset(record)], dcatPrefixes),
  },
  {
    name: 'dcat-jsonld',
    title: 'DCAT (JSON-LD)',
    mediaType: 'application/ld+json',
    requires: { profile: dcatProfile },
    profile: dcatProfile,
    describes: true,
    extension: 'jsonld',
    render: (record) => toJsonLd([dcatDataset(record)], dcatPrefixes),
  },
  {
    name: 'dcat-rdf',
    title: 'DCAT (RDF/XML)',
    mediaType: 'application/rdf+xml',
    profile: dcatProfile,
    describes: true,
    extension: 'rdf',
    render: (record) => toRdfXml([dcatDataset(record)], dcatPrefixes),
  },
  {
    name: 'csl',
    title: 'CSL-JSON',
    mediaType: 'application/vnd.citationstyles.csl+json',
    aliases: [{ mediaType: 'application/citeproc+json', value: '' }],
    describes: true,
    extension: 'json',
    render: (record) => JSON.stringify(cslItem(record.summary, record), null, 2),
  },
  {
    name: 'bibtex',
    title: 'BibTeX',
    mediaType: 'application/x-bibtex',
    aliases: [{ mediaType: 'text/x-bibtex', value: '' }],
    describes: true,
    extension: 'bib',
    render: (record) => bibtex(record.summary, record),
  },
  {
    name: 'ris',
    title: 'RIS',
    mediaType: 'application/x-research-info-systems',
    describes: true,
    extension: 'ris',
    render: (record) => ris(record.summary, record),
  },
  {
    name: 'citation',
    title: 'Citation (APA)',
    mediaType: 'text/x-bibliography',
    describes: true,
    extension: 'txt',
    render: (record, { parameters }) =>
      undirected(citationText(citationStyle(parameters.get('style')), record.summary, record)),
  },
  {
    name: 'linkset',
    title: 'Linkset (JSON)',
    mediaType: 'application/linkset+json',
    describes: false,
    extension: 'json',
    render: (record) => linksetJson(linksetOf(record, formatsOf(record))),
  },
  {
    name: 'linkset-text',
    title: 'Linkset',
    mediaType: 'application/linkset',
    describes: false,
    extension: 'txt',
    render: (record) => linksetText(linksetOf(record, formatsOf(record))),
  },
  {
    name: 'json',
    title: 'JSON (REST API)',
    mediaType: 'application/json',
    describes: false,
    liveOnly: true,
    extension: 'json',
    render: async (_record, sources) => JSON.stringify(await sources.apiView(), null, 2),
  },
];

/** What decides which forms a record has: its schema, and whether anything is left but its tombstone. */
type Formed = Pick<PublicRecord, 'schema'> & { withdrawal: unknown };

/** The forms that a record has. */
export function formatsOf({ schema, withdrawal }: Formed): readonly RecordFormat[] {
  return formats.filter(
    ({ schemas, liveOnly }) =>
      (schemas === undefined || schemas.includes(schema)) && !(liveOnly && withdrawal !== undefined),
  );
}

/** A form of a record by its name. */
export function formatNamed(record: Formed, name: string): RecordFormat | undefined {
  return formatsOf(record).find((format) => format.name === name);
}

/** Every form as offers for content negotiation, the page itself first. */
export const allOffers: readonly Offer<RecordFormat | 'page'>[] = [
  { mediaType: 'text/html', value: 'page' },
  // Browsers that take XHTML take HTML; a page is sent as HTML.
  { mediaType: 'application/xhtml+xml', value: 'page', namedOnly: true },
  ...formats.flatMap((format) => [
    { mediaType: format.mediaType, value: format, ...(format.requires && { parameters: format.requires }) },
    ...(format.aliases ?? []).map((alias) => ({ ...alias, value: format })),
  ]),
];

/** The forms that a record has, as offers. */
export function offersOf(record: Formed): Offer<RecordFormat | 'page'>[] {
  const had = formatsOf(record);
  return allOffers.filter(({ value }) => value === 'page' || had.includes(value));
}
