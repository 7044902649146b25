import { emptySummary, type RecordSummary } from '../../src/metadata/summary.js';
import { textsOf, type Language } from '../../src/web/languages/language.js';
import type { PageContext } from '../../src/web/page/page-context.js';
import type { PublicRecord } from '../../src/web/record/record.js';

/** A page context as a request of a reader would give it. */
export const contextOf = (language: Language = 'en', address = '/share/s1'): PageContext => ({
  language,
  t: textsOf(language),
  registryName: 'Waymark',
  publicUrl: 'https://registry.example.org',
  address,
  languageWasChosen: false,
});

/** A record that says something in every field. */
export const fullSummary: RecordSummary = {
  ...emptySummary(),
  titles: [
    { value: 'Tide gauges of the Baltic', language: 'en' },
    { value: 'Mareografy Bałtyku', language: 'pl', type: 'TranslatedTitle' },
  ],
  creators: [
    {
      name: 'Doe, Jane',
      givenName: 'Jane',
      familyName: 'Doe',
      type: 'Personal',
      orcid: 'https://orcid.org/0000-0002-1825-0097',
      affiliations: [{ name: 'Institute of Oceanology', ror: 'https://ror.org/03yrm5c26' }],
    },
    { name: 'Sea Level Group', type: 'Organizational', affiliations: [] },
  ],
  contributors: [{ name: 'Roe, Richard', role: 'DataCollector', affiliations: [] }],
  publisher: 'Waymark',
  publicationYear: '2026',
  dates: [
    { type: 'Issued', value: '2026-02-03' },
    { type: 'Collected', value: '2020-01-01/2025-12-31' },
  ],
  type: 'Time series',
  resourceTypeGeneral: 'Dataset',
  rights: [
    {
      name: 'Creative Commons Attribution 4.0',
      uri: 'https://creativecommons.org/licenses/by/4.0/',
      spdx: 'CC-BY-4.0',
    },
  ],
  descriptions: [
    {
      value: 'Hourly sea level at twelve stations along the southern Baltic coast.',
      language: 'en',
      type: 'Abstract',
    },
  ],
  subjects: [
    { value: 'sea level' },
    { value: 'Baltic Sea', uri: 'https://vocab.example.org/baltic', scheme: 'Example' },
  ],
  relations: [
    { relationType: 'IsSupplementTo', identifierType: 'DOI', identifier: '10.1234/paper' },
    { relationType: 'References', identifierType: 'URL', identifier: 'https://example.org/method' },
  ],
  identifiers: [{ type: 'Handle', value: '21.T99999/abc' }],
  formats: ['text/csv'],
  sizes: ['12 MB'],
  languages: ['en'],
  version: '1.2',
  funders: [
    { name: 'National Science Centre', awardNumber: '2025/1', awardUri: 'https://example.org/award/1' },
  ],
  geo: [{ place: 'Baltic Sea', box: { west: 14, east: 19, south: 54, north: 55 } }],
  container: null,
};

/** A published record; `changes` replace its fields. */
export const recordOf = (changes: Partial<PublicRecord> = {}): PublicRecord => ({
  handleId: 'h1',
  pid: '21.T99999/abc',
  pidUrl: 'https://registry.example.org/21.T99999/abc',
  localPath: '/21.T99999/abc',
  isTest: true,
  shareId: 's1',
  pageUrl: 'https://registry.example.org/share/s1',
  pagePath: '/share/s1',
  schema: 'oai_datacite',
  revision: 1,
  changedAt: '2026-02-04T10:00:00.000Z',
  registeredAt: '2026-02-03T10:00:00.000Z',
  summary: fullSummary,
  shareDescription: '',
  dataUrl: 'https://data.example.org/sets/1',
  files: [
    {
      name: 'levels.csv',
      url: 'https://data.example.org/sets/1/levels.csv',
      size: 12_582_912,
      checksum: 'md5:0123456789abcdef',
      mediaType: 'text/csv',
    },
  ],
  withdrawal: undefined,
  ...changes,
});
