import { many, type AttributeSpec, type ElementSpec, type Level, type ValueSpec } from '../spec.js';

const LANGUAGE: AttributeSpec = {
  name: 'xml:lang',
  level: 'optional',
  help: 'Language of the text as a BCP 47 tag, such as en or pl.',
  checks: ['language-tag'],
  blank: 'ignore',
};

interface Row extends ValueSpec {
  readonly level?: Level;
  readonly example: string;
}

/** One of the fifteen Dublin Core elements: text with a language, any number of times (simpledc20021212.xsd). */
function element(name: string, help: string, { level = 'optional', example, ...value }: Row): ElementSpec {
  return {
    name: `dc:${name}`,
    level,
    occurs: many(),
    help,
    example,
    content: 'text',
    attributes: [LANGUAGE],
    unknownAttributes: 'warning',
    ...value,
  };
}

const FIFTEEN: readonly ElementSpec[] = [
  element('title', 'A name given to the resource.', {
    level: 'recommended',
    example: 'Sea surface temperature, Gdańsk Bay, 2023',
  }),
  element('creator', 'Who made the resource; persons as Family, Given; one element each.', {
    level: 'recommended',
    example: 'Nowak, Anna',
  }),
  element('subject', 'A keyword or classification code; one element each.', { example: 'oceanography' }),
  element('description', 'An account of the resource: an abstract, a table of contents.', {
    example: 'Hourly measurements of …',
  }),
  element('publisher', 'Who makes the resource available.', { example: 'Example Institute' }),
  element('contributor', 'Who contributed to the resource without being its creator.', {
    example: 'Kowalski, Jan',
  }),
  element('date', 'A date in the life of the resource, usually of its publication.', {
    level: 'recommended',
    example: '2024-05-31',
    checks: ['date'],
  }),
  element('type', 'The nature of the resource, best a DCMI type.', { example: 'Dataset' }),
  element('format', 'Media type, file format or extent.', { example: 'text/csv' }),
  element(
    'identifier',
    'An identifier of the resource. The registry adds the PID and the landing page itself.',
    { example: 'ISBN 978-83-00-00000-0' },
  ),
  element('source', 'A resource from which this one is derived.', {
    example: 'https://doi.org/10.5072/source',
  }),
  element('language', 'Language of the resource, as an ISO 639 or BCP 47 code.', {
    example: 'en',
    checks: ['language'],
  }),
  element('relation', 'A related resource, best by its identifier.', {
    example: 'https://doi.org/10.5072/related',
  }),
  element('coverage', 'Place or period that the resource is about.', { example: 'Gdańsk Bay' }),
  element('rights', 'Rights statement, best the address of a licence.', {
    example: 'https://creativecommons.org/licenses/by/4.0/',
  }),
];

/**
 * Simple Dublin Core: fifteen elements, none required, any order (oai_dc.xsd). Elements of other vocabularies are kept
 * in the stored record and, where Dublin Core has a wider term for them, disseminated as that.
 */
export const OAI_DC_ELEMENTS: ElementSpec = {
  name: 'oai_dc:dc',
  level: 'required',
  occurs: { min: 1, max: 1 },
  help: 'The record; the root is oai_dc:dc or, as Onezone writes it, metadata.',
  content: 'elements',
  order: 'any',
  unknown: 'ignore',
  unknownAttributes: 'warning',
  attributes: [LANGUAGE],
  children: FIFTEEN,
};
