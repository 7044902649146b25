import type { RecordSummary } from '../metadata/summary.js';

/** An aggregator whose expectations go beyond the protocol. */
export type Aggregator = 'OpenAIRE' | 'B2FIND';

const openAireIdentifiers = ['DOI', 'ARK', 'Handle', 'PURL', 'URN', 'URL'];
const accessRights =
  /^info:eu-repo\/semantics\/(open|embargoed|restricted|closed)Access$|purl\.org\/coar\/access_right\//;
const resolvableId = /^(doi:|hdl:|10\.\d|https?:\/\/)/i;

/** A published record: what it says, and the formats in which it is offered. */
export interface OfferedRecord {
  summary: RecordSummary;
  prefixes: readonly string[];
}

/**
 * What an aggregator misses in a record; empty when it takes it whole.
 * Sources: OpenAIRE guidelines for data archives; EUDAT-B2FIND md-ingestion, its validator.
 */
export function missingFor(aggregator: Aggregator, record: OfferedRecord): string[] {
  return aggregator === 'OpenAIRE' ? missingForOpenAire(record) : missingForB2find(record);
}

function missingForOpenAire({ summary, prefixes }: OfferedRecord): string[] {
  const demands: [boolean, string][] = [
    [prefixes.includes('oai_datacite'), 'the format oai_datacite, the one that it harvests'],
    [
      summary.identifiers.some(
        ({ type, value }) => openAireIdentifiers.includes(type) || resolvableId.test(value),
      ),
      'identifier',
    ],
    [summary.creators.length > 0, 'creator'],
    [summary.titles.length > 0, 'title'],
    [hasText(summary.publisher), 'publisher'],
    [/^\d{4}$/.test(summary.publicationYear ?? ''), 'publication year'],
    [
      summary.dates.some(({ type }) => ['Issued', 'Available', 'Date'].includes(type)),
      'date issued or available',
    ],
    [
      summary.rights.some(({ uri }) => uri !== undefined && accessRights.test(uri)),
      'access right (info:eu-repo/semantics/…)',
    ],
  ];
  return demands.flatMap(([met, what]) => (met ? [] : [what]));
}

function missingForB2find({ summary }: OfferedRecord): string[] {
  const demands: [boolean, string][] = [
    [summary.titles.length > 0, 'title'],
    [summary.identifiers.some(({ value }) => resolvableId.test(value)), 'identifier as DOI, hdl: or link'],
    [hasText(summary.publisher), 'publisher'],
    [hasText(summary.publicationYear), 'publication year'],
    [summary.subjects.length > 0, 'subject (discipline)'],
  ];
  return demands.flatMap(([met, what]) => (met ? [] : [what]));
}

const hasText = (text: string | null) => text !== null && text.trim() !== '';
