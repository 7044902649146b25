import { identifierUrl } from '../../metadata/identifiers.js';
import type { RecordSummary } from '../../metadata/summary.js';
import type { Language } from '../languages/language.js';
import { termOf } from '../languages/vocabulary.js';
import type { PageContext } from '../page/page-context.js';
import type { PublicRecord } from '../record/record.js';
import { displayName, mainTitle } from '../record/names.js';
import { placeText } from './place-text.js';

/** A value of the metadata table; `href` where it leads somewhere, `language` where its language is known. */
export interface MetadataValue {
  text: string;
  href?: string | undefined;
  language?: string | undefined;
  /** What kind of value it is: role, date type, scheme. */
  note?: string | undefined;
}

/** A row of the metadata table. */
export interface MetadataRow {
  label: string;
  values: MetadataValue[];
}

/** Everything that a record says and no other part of its page shows, as rows; rows without values are left out. */
export function metadataRows(record: PublicRecord, { t, language }: PageContext): MetadataRow[] {
  const { summary } = record;
  const { fields } = t.record;
  const rows: MetadataRow[] = [
    { label: fields.alternativeTitle, values: otherTitles(summary, language) },
    {
      label: fields.contributor,
      values: summary.contributors.map((one) => ({
        text: displayName(one),
        href: one.orcid ?? one.ror,
        note: one.role && termOf('roles', one.role, language),
      })),
    },
    { label: fields.publisher, values: publisherOf(summary) },
    { label: fields.publicationYear, values: texts(summary.publicationYear) },
    {
      label: fields.date,
      values: summary.dates.map(({ type, value }) => ({
        text: value,
        // Dublin Core knows dates without a kind: the row says as much already.
        note: type === 'Date' ? undefined : termOf('dates', type, language),
      })),
    },
    {
      label: fields.type,
      values: texts(
        summary.resourceTypeGeneral && termOf('resourceTypes', summary.resourceTypeGeneral, language),
        summary.type,
      ),
    },
    {
      label: fields.license,
      values: summary.rights.map(({ name, uri, spdx, language }) => ({
        text: name ?? spdx ?? uri ?? '',
        href: uri,
        language,
      })),
    },
    { label: fields.identifier, values: identifiersOf(summary) },
    { label: fields.container, values: containers(summary) },
    { label: fields.format, values: texts(...summary.formats) },
    { label: fields.size, values: texts(...summary.sizes) },
    { label: fields.language, values: texts(...summary.languages) },
    { label: fields.version, values: texts(summary.version) },
    {
      label: fields.funder,
      values: summary.funders.map((funder) => ({
        text: [funder.name, funder.awardNumber, funder.awardTitle].filter(Boolean).join(', '),
        href: funder.awardUri ?? funder.identifier,
      })),
    },
    { label: fields.coverage, values: summary.geo.map((place) => ({ text: placeText(place) })) },
    { label: fields.schema, values: texts(record.schema) },
  ];
  return rows
    .map(({ label, values }) => ({ label, values: values.filter(({ text }) => text.trim() !== '') }))
    .filter(({ values }) => values.length > 0);
}

const texts = (...values: (string | null)[]): MetadataValue[] =>
  [...new Set(values.filter((value) => value !== null))].map((text) => ({ text }));

const publisherOf = ({ publisher, publisherUri }: RecordSummary): MetadataValue[] =>
  texts(publisher).map((value) => ({ ...value, href: publisherUri }));

const identifiersOf = ({ identifiers }: RecordSummary): MetadataValue[] =>
  identifiers.map(({ type, value }) => ({ text: value, href: identifierUrl(type, value), note: type }));

function otherTitles(summary: RecordSummary, readerLanguage: Language): MetadataValue[] {
  const main = mainTitle(summary);
  return summary.titles
    .filter((title) => title !== main)
    .map(({ value, language, type }) => ({
      text: value,
      language,
      note: type && termOf('titles', type, readerLanguage),
    }));
}

function containers({ container }: RecordSummary): MetadataValue[] {
  if (container === null) return [];
  const { title, volume, issue, firstPage, lastPage } = container;
  const pages = [firstPage, lastPage].filter(Boolean).join('–');
  return [{ text: [title, volume, issue && `(${issue})`, pages].filter(Boolean).join(' ') }];
}
