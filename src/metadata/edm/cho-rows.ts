import { MAYBE, many, ONE, vocabulary, type ElementSpec } from '../spec.js';
import { about, either, literal, plain, resource, resourceClass } from './rows.js';

/** The five media types of Europeana. */
export const EDM_TYPE = vocabulary('edm:type', { EDM: 'TEXT VIDEO IMAGE SOUND 3D' });

/** Dublin Core statements stand in any order before those of EDM. */
function descriptive(spec: ElementSpec): ElementSpec {
  return { ...spec, rank: 0 };
}

const DESCRIPTIVE: readonly ElementSpec[] = [
  literal('dc:title', 'Name of the object; a title or a description is needed.', {
    level: 'recommended',
    example: 'Kettledrum',
  }),
  either('dc:description', 'What the object is.', {
    level: 'recommended',
    example: 'A small kettledrum of brass.',
  }),
  either('dc:creator', 'Who made the object.', { example: 'Nowak, Anna' }),
  either('dc:contributor', 'Who contributed to it.'),
  either('dc:publisher', 'Who made it available.'),
  either('dc:subject', 'What it is about; one of subject, type, spatial and temporal is needed.', {
    example: 'musical instruments',
  }),
  either('dc:type', 'The kind of object.', { example: 'drum' }),
  either('dc:date', 'A date of the object.', { example: '1890', checks: ['date'] }),
  literal('dc:language', 'Language of the object; needed for TEXT.', { example: 'de', checks: ['language'] }),
  literal('dc:identifier', 'A local identifier.', { example: 'M0003309' }),
  either('dc:format', 'File format or physical format.'),
  either('dc:coverage', 'Place or period; spatial and temporal are better.'),
  either('dc:relation', 'A related object.'),
  either('dc:rights', 'Rights holder or statement in words.'),
  either('dc:source', 'An object from which this one is derived.'),
  literal('dcterms:alternative', 'Another title.'),
  either('dcterms:conformsTo', 'A standard that it follows.'),
  either('dcterms:created', 'Date of creation.', { example: '1890', checks: ['date'] }),
  either('dcterms:extent', 'Size or duration.'),
  either('dcterms:hasFormat', 'The same in another format.'),
  either('dcterms:hasPart', 'A part of it.'),
  either('dcterms:hasVersion', 'A version of it.'),
  either('dcterms:isFormatOf', 'What it is another format of.'),
  either('dcterms:isPartOf', 'What it is a part of.'),
  either('dcterms:isReferencedBy', 'What refers to it.'),
  either('dcterms:isReplacedBy', 'What replaces it.'),
  either('dcterms:isRequiredBy', 'What needs it.'),
  either('dcterms:issued', 'Date of publication.', { checks: ['date'] }),
  either('dcterms:isVersionOf', 'What it is a version of.'),
  either('dcterms:medium', 'Material or carrier.', { example: 'brass' }),
  either('dcterms:provenance', 'Changes of ownership.'),
  either('dcterms:references', 'What it refers to.'),
  either('dcterms:replaces', 'What it replaces.'),
  either('dcterms:requires', 'What it needs.'),
  either('dcterms:spatial', 'Place that it is about.', { example: 'Leipzig' }),
  either('dcterms:tableOfContents', 'Table of contents.'),
  either('dcterms:temporal', 'Period that it is about.', { example: '19th century' }),
].map(descriptive);

const EUROPEANA: readonly ElementSpec[] = [
  either('edm:currentLocation', 'Where the object is kept.', { occurs: MAYBE }),
  resource('edm:hasMet', 'A person, place or thing that it met.'),
  either('edm:hasType', 'A concept that says what kind of object it is.'),
  resource('edm:incorporates', 'An object included in it.'),
  resource('edm:isDerivativeOf', 'An object that it is derived from.'),
  resource('edm:isNextInSequence', 'The object before it.'),
  either('edm:isRelatedTo', 'A related object.'),
  resource('edm:isRepresentationOf', 'An object that it shows.', { occurs: MAYBE }),
  resource('edm:isSimilarTo', 'A similar object.'),
  resource('edm:isSuccessorOf', 'The object that it follows.'),
  resource('edm:realizes', 'A work that it realizes.'),
  literal('edm:pid', 'A persistent identifier of the object.'),
  plain('edm:type', 'TEXT, IMAGE, SOUND, VIDEO or 3D.', {
    level: 'required',
    occurs: ONE,
    vocabulary: EDM_TYPE,
    example: 'IMAGE',
  }),
  resource('owl:sameAs', 'The same object elsewhere.'),
].map((spec, at) => ({ ...spec, rank: at + 1 }));

/** The object described: Dublin Core in any order, then EDM in the order of the table (BaseProvidedCHOType). */
export const PROVIDED_CHO = resourceClass(
  'edm:ProvidedCHO',
  'The object that the record is about.',
  [...DESCRIPTIVE, ...EUROPEANA],
  {
    level: 'required',
    occurs: ONE,
    attributes: [about('optional', 'The PID; the registry writes it.')],
  },
);

/** A judgement of the record's quality (DQV.xsd); the one statement that holds another element. */
const QUALITY_ANNOTATION: ElementSpec = {
  name: 'dqv:hasQualityAnnotation',
  level: 'optional',
  occurs: many(),
  help: 'A quality annotation.',
  content: 'elements',
  children: [
    {
      name: 'dqv:QualityAnnotation',
      level: 'required',
      occurs: ONE,
      help: 'The annotation.',
      content: 'elements',
      order: 'sequence',
      children: [
        either('dcterms:created', 'When it was made.', { level: 'required', occurs: ONE, checks: ['date'] }),
        resource('oa:hasTarget', 'What it is about.', { level: 'required', occurs: many(1) }),
        resource('oa:hasBody', 'What it says.', { level: 'required', occurs: ONE }),
      ],
    },
  ],
};

/** How the object is made available (ore:Aggregation, children in this order). */
export const AGGREGATION = resourceClass(
  'ore:Aggregation',
  'Who provides the object, where it is shown and under which rights.',
  [
    {
      ...resource('edm:aggregatedCHO', 'The object; the registry writes the PID here.', {
        level: 'required',
        occurs: ONE,
      }),
      attributes: [{ ...about('optional', 'The object.'), name: 'rdf:resource' }],
    },
    either('edm:dataProvider', 'The organisation that holds the object.', {
      level: 'required',
      occurs: ONE,
      example: 'Example Museum',
    }),
    resource('edm:hasView', 'Another view of it.'),
    resource('edm:isShownAt', 'Page that shows it in context; this or isShownBy is needed.', {
      occurs: MAYBE,
      checks: ['url'],
    }),
    resource('edm:isShownBy', 'The media file itself.', { occurs: MAYBE, checks: ['url'] }),
    resource('edm:object', 'Image for a preview.', { occurs: MAYBE }),
    either('edm:provider', 'The organisation that sends the record.', {
      level: 'required',
      occurs: ONE,
      example: 'Example Aggregator',
    }),
    either('dc:rights', 'Rights holder or statement in words.'),
    resource('edm:rights', 'Address of the rights statement.', {
      level: 'required',
      occurs: ONE,
      example: 'http://creativecommons.org/licenses/by/4.0/',
    }),
    plain('edm:ugc', 'true for content made by users.', {
      occurs: MAYBE,
      vocabulary: vocabulary('edm:ugc', { EDM: 'true' }),
    }),
    either('edm:intermediateProvider', 'An organisation between the two.'),
    QUALITY_ANNOTATION,
    either('dcterms:created', 'When the record was made.', { occurs: MAYBE, checks: ['date'] }),
    either('dcterms:modified', 'When the record was changed.', { occurs: MAYBE, checks: ['date'] }),
  ],
  {
    level: 'required',
    occurs: { min: 1, max: 1 },
    attributes: [about('optional', 'The PID with _AGG; the registry writes it.')],
  },
);

/** Statements for the contextual classes that more than one of them has. */
export const LABELS: readonly ElementSpec[] = [
  literal('skos:prefLabel', 'Its name.', { example: 'Leipzig', occurs: many() }),
  literal('skos:altLabel', 'Another name.'),
  literal('skos:note', 'A note.'),
];
