import { attributeValue, childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import { yearOf } from '../dates.js';
import { recogniseIdentifier } from '../identifiers.js';
import { recogniseLicence } from '../licences.js';
import { DC, DCTERMS } from '../namespaces.js';
import { readAgentName } from '../person-names.js';
import { emptySummary, type LocalisedText, type RecordSummary } from '../summary.js';
import { Context } from './context.js';
import { EDM, ORE, RDF } from './edm-document.js';
import { lookUp } from '../../xml/look-up.js';

/** DataCite's word for each of Europeana's media types. */
const GENERAL_TYPES: Readonly<Record<string, string>> = {
  TEXT: 'Text',
  IMAGE: 'Image',
  SOUND: 'Sound',
  VIDEO: 'Audiovisual',
  '3D': 'Model',
};

const RELATIONS: Readonly<Record<string, string>> = {
  isPartOf: 'IsPartOf',
  hasPart: 'HasPart',
  references: 'References',
  isReferencedBy: 'IsReferencedBy',
  isVersionOf: 'IsVersionOf',
  hasVersion: 'HasVersion',
  replaces: 'Obsoletes',
  isReplacedBy: 'IsObsoletedBy',
  requires: 'Requires',
  isRequiredBy: 'IsRequiredBy',
  conformsTo: 'References',
};

/** What an EDM record of the external profile says (datacite.md 4.5). */
export function summariseEdm(record: XmlElement): RecordSummary {
  const context = new Context(record);
  const object = childElement(record, 'ProvidedCHO', EDM);
  const aggregation = childElement(record, 'Aggregation', ORE);
  const webResources = childElements(record, 'WebResource', EDM);
  const summary = emptySummary();
  if (object !== undefined) readObject(summary, object, context);
  if (aggregation !== undefined) readAggregation(summary, aggregation, context);
  readFiles(summary, webResources, context);
  summary.publicationYear = publicationYear(summary);
  return summary;
}

function readObject(summary: RecordSummary, object: XmlElement, context: Context): void {
  const dc = (name: string): (LocalisedText & { uri?: string })[] =>
    childElements(object, name, DC).flatMap((statement) => context.texts(statement));
  const terms = (name: string): (LocalisedText & { uri?: string })[] =>
    childElements(object, name, DCTERMS).flatMap((statement) => context.texts(statement));
  const type = childElement(object, 'type', EDM);
  summary.titles = [
    ...dc('title'),
    ...terms('alternative').map((title) => ({ ...title, type: 'AlternativeTitle' })),
  ];
  summary.creators = agents(object, 'creator', context);
  summary.contributors = agents(object, 'contributor', context);
  summary.publisher = dc('publisher')[0]?.value ?? null;
  summary.subjects = dc('subject');
  summary.descriptions = [
    ...dc('description').map(withoutUri),
    ...terms('tableOfContents').map((text) => ({ ...withoutUri(text), type: 'TableOfContents' })),
  ];
  summary.dates = [
    ...typedDates('Issued', terms('issued')),
    ...typedDates('Created', terms('created')),
    ...typedDates('Other', dc('date')),
    ...typedDates('Coverage', terms('temporal')),
  ];
  summary.type = dc('type')[0]?.value ?? null;
  summary.resourceTypeGeneral = (type && lookUp(GENERAL_TYPES, plainText(type))) ?? null;
  summary.languages = dc('language').map(({ value }) => value);
  summary.formats = [...dc('format'), ...terms('medium')].map(({ value }) => value);
  summary.sizes = terms('extent').map(({ value }) => value);
  summary.identifiers = dc('identifier').map(({ value }) => ({
    type: recogniseIdentifier(value)?.type ?? 'Other',
    value,
  }));
  summary.geo = [
    ...childElements(object, 'spatial', DCTERMS),
    ...childElements(object, 'coverage', DC),
  ].flatMap((statement) => context.place(statement) ?? []);
  summary.relations = readRelations(object);
  summary.rights = dc('rights').map(({ value }) => ({ name: value, ...recogniseLicence(value) }));
}

function agents(object: XmlElement, name: string, context: Context): RecordSummary['creators'] {
  return childElements(object, name, DC).flatMap((statement) => {
    const text = context.text(statement);
    if (text === undefined) return [];
    const agent = readAgentName(text.value);
    return [text.uri === undefined ? agent : { ...agent, identifiers: [{ scheme: 'URI', value: text.uri }] }];
  });
}

function typedDates(type: string, texts: readonly LocalisedText[]): RecordSummary['dates'] {
  return texts.map(({ value }) => ({ type, value }));
}

function withoutUri({ value, language }: LocalisedText): LocalisedText {
  return language === undefined ? { value } : { value, language };
}

function readRelations(object: XmlElement): RecordSummary['relations'] {
  return childElements(object).flatMap((statement) => {
    const relationType = relationOf(statement);
    if (relationType === undefined) return [];
    const recognised = recogniseIdentifier(
      attributeValue(statement, 'resource', RDF) ?? plainText(statement),
    );
    if (recognised === undefined) return [];
    return [{ relationType, identifierType: recognised.type, identifier: recognised.value }];
  });
}

function relationOf({ name, namespace }: XmlElement): string | undefined {
  if (namespace === DCTERMS) return lookUp(RELATIONS, name);
  if (namespace !== DC) return undefined;
  if (name === 'source') return 'IsDerivedFrom';
  return name === 'relation' ? 'References' : undefined;
}

function readAggregation(summary: RecordSummary, aggregation: XmlElement, context: Context): void {
  const named = (name: string): string | undefined => {
    const statement = childElement(aggregation, name, EDM);
    return statement === undefined ? undefined : context.text(statement)?.value;
  };
  const holder = named('dataProvider');
  const provider = named('provider');
  if (holder !== undefined) addOrganisation(summary, holder, 'HostingInstitution');
  if (provider !== undefined && provider !== holder) addOrganisation(summary, provider, 'Distributor');
  summary.publisher ??= holder ?? null;
  for (const name of ['isShownAt', 'isShownBy', 'hasView']) {
    for (const statement of childElements(aggregation, name, EDM)) {
      const value = attributeValue(statement, 'resource', RDF) ?? '';
      if (value !== '') summary.identifiers.push({ type: 'URL', value });
    }
  }
  for (const statement of childElements(aggregation, 'rights', EDM)) {
    const uri = attributeValue(statement, 'resource', RDF);
    if (uri !== undefined) summary.rights.unshift({ uri, ...recogniseLicence(uri) });
  }
}

function addOrganisation(summary: RecordSummary, name: string, role: string): void {
  summary.contributors.push({ name, type: 'Organizational', affiliations: [], role });
}

function readFiles(summary: RecordSummary, webResources: readonly XmlElement[], context: Context): void {
  const found = new Set(summary.formats);
  for (const file of webResources) {
    const formats = childElements(file, 'format', DC).flatMap((statement) => context.texts(statement));
    const mime = childElements(file)
      .filter((child) => child.name === 'hasMimeType')
      .map(plainText);
    for (const format of [...formats.map(({ value }) => value), ...mime])
      if (format !== '') found.add(format);
  }
  summary.formats = [...found];
}

/** Only the year of issue: other dates are those of the object, often centuries before its record was published. */
function publicationYear(summary: RecordSummary): string | null {
  const issued = summary.dates.find((date) => date.type === 'Issued' && yearOf(date.value) !== null);
  return issued === undefined ? null : yearOf(issued.value);
}
