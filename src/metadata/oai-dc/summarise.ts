import {
  attributeValue,
  childElements,
  plainText,
  textContent,
  XML_NAMESPACE,
  type XmlElement,
} from '../../xml/tree.js';
import { yearOf } from '../dates.js';
import { readGrantAgreement } from '../grant-agreement.js';
import { recogniseIdentifier } from '../identifiers.js';
import { recogniseLicence } from '../licences.js';
import { DCTERMS } from '../namespaces.js';
import { readAgentName } from '../person-names.js';
import { generalTypeOf } from '../resource-types.js';
import { emptySummary, type LocalisedText, type RecordSummary } from '../summary.js';
import { readCoverage } from './coverage.js';
import { simpleElementFor } from './dumb-down.js';
import { lookUp } from '../../xml/look-up.js';

/** What a Dublin Core record says, qualified terms included. */
export function summariseDublinCore(record: XmlElement): RecordSummary {
  const summary = emptySummary();
  for (const element of childElements(record)) readElement(summary, element, record);
  summary.publicationYear = publicationYear(summary);
  if (summary.resourceTypeGeneral === null && summary.type !== null) {
    summary.resourceTypeGeneral = generalTypeOf(summary.type) ?? null;
  }
  return summary;
}

function readElement(summary: RecordSummary, element: XmlElement, record: XmlElement): void {
  const simple = simpleElementFor(element);
  const value = plainText(element);
  if (simple === undefined || value === '') return;
  const text = localised(element, record, value);
  const isTerm = element.namespace === DCTERMS;
  const reader = (isTerm ? lookUp(TERM_READERS, element.name) : undefined) ?? READERS[simple];
  reader?.(summary, text, element);
}

type Reader = (summary: RecordSummary, text: LocalisedText, element: XmlElement) => void;

function dateReader(type: string): Reader {
  return (summary, { value }) => summary.dates.push({ type, value });
}

function relationReader(relationType: string): Reader {
  return (summary, { value }) => {
    const funder = readGrantAgreement(value);
    if (funder !== undefined) summary.funders.push(funder);
    const recognised = recogniseIdentifier(value);
    if (recognised === undefined) return;
    summary.relations.push({ relationType, identifierType: recognised.type, identifier: recognised.value });
  };
}

const READERS: Readonly<Record<string, Reader>> = {
  title: (summary, text) => summary.titles.push(text),
  creator: (summary, { value }) => summary.creators.push(readAgentName(value)),
  contributor: (summary, { value }) => summary.contributors.push(readAgentName(value)),
  publisher: (summary, { value }) => {
    summary.publisher ??= value;
  },
  subject: (summary, text) => summary.subjects.push(text),
  description: (summary, text, element) =>
    summary.descriptions.push({ ...text, value: textContent(element).trim() }),
  date: (summary, { value }) => summary.dates.push({ type: 'Date', value }),
  type: (summary, { value }) => {
    summary.type ??= value;
    summary.resourceTypeGeneral ??= generalTypeOf(value) ?? null;
  },
  format: (summary, { value }) => (isExtent(value) ? summary.sizes : summary.formats).push(value),
  identifier: (summary, { value }) => {
    const recognised = recogniseIdentifier(value);
    summary.identifiers.push({ type: recognised?.type ?? 'Other', value });
  },
  language: (summary, { value }) => summary.languages.push(value),
  relation: relationReader('References'),
  source: relationReader('IsDerivedFrom'),
  coverage: readCoverage,
  rights: (summary, text) => summary.rights.push(readRights(text)),
};

const TERM_READERS: Readonly<Record<string, Reader>> = {
  alternative: (summary, text) => summary.titles.push({ ...text, type: 'AlternativeTitle' }),
  abstract: (summary, text) => summary.descriptions.push({ ...text, type: 'Abstract' }),
  tableOfContents: (summary, text) => summary.descriptions.push({ ...text, type: 'TableOfContents' }),
  extent: (summary, { value }) => summary.sizes.push(value),
  created: dateReader('Created'),
  issued: dateReader('Issued'),
  modified: dateReader('Updated'),
  available: dateReader('Available'),
  valid: dateReader('Valid'),
  temporal: dateReader('Coverage'),
  dateAccepted: dateReader('Accepted'),
  dateCopyrighted: dateReader('Copyrighted'),
  dateSubmitted: dateReader('Submitted'),
  isPartOf: relationReader('IsPartOf'),
  hasPart: relationReader('HasPart'),
  isVersionOf: relationReader('IsVersionOf'),
  hasVersion: relationReader('HasVersion'),
  isReferencedBy: relationReader('IsReferencedBy'),
  references: relationReader('References'),
  replaces: relationReader('Obsoletes'),
  isReplacedBy: relationReader('IsObsoletedBy'),
  requires: relationReader('Requires'),
  isRequiredBy: relationReader('IsRequiredBy'),
};

function localised(element: XmlElement, record: XmlElement, value: string): LocalisedText {
  const language =
    attributeValue(element, 'lang', XML_NAMESPACE) ?? attributeValue(record, 'lang', XML_NAMESPACE);
  return language === undefined || language === '' ? { value } : { value, language };
}

function readRights(text: LocalisedText): RecordSummary['rights'][number] {
  const licence = recogniseLicence(text.value);
  const name = licence?.uri === text.value ? {} : { name: text.value };
  const language = text.language === undefined ? {} : { language: text.language };
  return { ...name, ...licence, ...language };
}

/** `25 MB`, `3 pages`: an amount and a unit; a media type or format name is no extent. */
function isExtent(value: string): boolean {
  return /^\d[\d.,]*\s*(?:bytes?|[kmgtp]i?b|pages?|files?|p\.|pp\.|minutes?|seconds?|hours?|pixels?|cm|mm|m)\b/i.test(
    value,
  );
}

/** The year of the issue date, else of the first date that starts with one. */
function publicationYear(summary: RecordSummary): string | null {
  const issued = summary.dates.find((date) => date.type === 'Issued' && yearOf(date.value) !== null);
  const any = issued ?? summary.dates.find((date) => yearOf(date.value) !== null);
  return any === undefined ? null : yearOf(any.value);
}
