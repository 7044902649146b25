import { MAYBE, many, vocabulary, type ElementSpec } from '../spec.js';
import { EDM_TYPE, LABELS } from './cho-rows.js';
import { about, either, literal, number, plain, resource, resourceClass, WHOLE_NUMBER } from './rows.js';

const COLOR_SPACE = vocabulary('edm:hasColorSpace', {
  EDM: 'CMY CMYK grayscale HCL HCLp HSB HSI HSL HSV HWB Lab LCHab LCHuv LMS Log Luv OHTA Rec601Luma Rec601YCbCr Rec709Luma Rec709YCbCr RGB scRGB sRGB XYZ xyY YCbCr YDbDr YCC YIQ YPbPr YUV other',
});

const ORIENTATION = vocabulary('ebucore:orientation', { EDM: 'landscape portrait' });

const PARTS: readonly ElementSpec[] = [
  either('dcterms:hasPart', 'A part of it.'),
  either('dcterms:isPartOf', 'What it is a part of.'),
];

const SAME = resource('owl:sameAs', 'The same thing elsewhere.');

const SPAN: readonly ElementSpec[] = [
  literal('edm:begin', 'Begin.', { occurs: MAYBE, checks: ['date'] }),
  literal('edm:end', 'End.', { occurs: MAYBE, checks: ['date'] }),
];

const TECHNICAL: readonly ElementSpec[] = [
  plain('edm:codecName', 'Codec.', { occurs: MAYBE }),
  plain('ebucore:hasMimeType', 'Media type.', { occurs: MAYBE, example: 'image/jpeg' }),
  number('ebucore:fileByteSize', 'Size in bytes.', 'long', { occurs: MAYBE }),
  plain('ebucore:duration', 'Duration.', { occurs: MAYBE }),
  number('ebucore:width', 'Width in pixels.', 'integer', { occurs: MAYBE }),
  number('ebucore:height', 'Height in pixels.', 'integer', { occurs: MAYBE }),
  number('edm:spatialResolution', 'Resolution in dots per inch.', 'nonNegativeInteger', { occurs: MAYBE }),
  number('ebucore:sampleSize', 'Bits of a sample.', 'integer', { occurs: MAYBE }),
  number('ebucore:sampleRate', 'Samples per second.', 'integer', { occurs: MAYBE }),
  number('ebucore:bitRate', 'Bits per second.', 'nonNegativeInteger', { occurs: MAYBE }),
  number('ebucore:frameRate', 'Frames per second.', 'double', { occurs: MAYBE }),
  plain('edm:hasColorSpace', 'Colour space.', { occurs: MAYBE, vocabulary: COLOR_SPACE }),
  number('edm:componentColor', 'A dominant colour.', 'hexBinary', { occurs: { min: 0, max: 6 } }),
  plain('edm:pointCount', 'Points of the 3D model.', { occurs: MAYBE, ...WHOLE_NUMBER }),
  plain('edm:polygonCount', 'Polygons of the 3D model.', { occurs: MAYBE, ...WHOLE_NUMBER }),
  plain('edm:vertexCount', 'Vertices of the 3D model.', { occurs: MAYBE, ...WHOLE_NUMBER }),
  resource('rdfs:seeAlso', 'More about it.'),
  number('ebucore:orientation', 'Orientation.', 'string', { occurs: MAYBE, vocabulary: ORIENTATION }),
  number('ebucore:audioChannelNumber', 'Number of channels.', 'nonNegativeInteger', { occurs: MAYBE }),
];

export const WEB_RESOURCE = resourceClass(
  'edm:WebResource',
  'A file or page that shows the object.',
  [
    literal('edm:pid', 'A persistent identifier of the file.'),
    either('dc:creator', 'Who made the file.'),
    either('dc:description', 'What it shows.'),
    either('dc:format', 'Its format.'),
    either('dc:rights', 'Rights in words.'),
    either('dc:source', 'What it is derived from.'),
    either('dc:type', 'Its kind.'),
    literal('dc:title', 'Its title.'),
    literal('dc:language', 'Its language.', { checks: ['language'] }),
    either('dcterms:conformsTo', 'A standard that it follows.'),
    either('dcterms:created', 'Date of its creation.', { checks: ['date'] }),
    either('dcterms:extent', 'Its size or duration.'),
    resource('dcterms:hasPart', 'A part of it; a target, no text.'),
    either('dcterms:isFormatOf', 'What it is another format of.'),
    either('dcterms:isPartOf', 'What it is a part of.'),
    either('dcterms:issued', 'Date of its publication.', { checks: ['date'] }),
    either('dcterms:temporal', 'Period that it is about.'),
    resource('edm:isNextInSequence', 'The file before it.', { occurs: MAYBE }),
    resource('edm:rights', 'Address of its rights statement.', { occurs: MAYBE }),
    SAME,
    resource('rdf:type', 'Its class.', { occurs: MAYBE }),
    ...TECHNICAL,
    either('dcterms:isReferencedBy', 'What refers to it, such as a IIIF manifest.'),
    resource('edm:preview', 'A preview.', { occurs: MAYBE }),
    resource('svcs:has_service', 'A service that delivers it.'),
    plain('edm:type', 'Its media type.', { occurs: MAYBE, vocabulary: EDM_TYPE }),
    resource('schema:digitalSourceType', 'How it was made.', { occurs: MAYBE }),
    resource('edm:intendedUsage', 'What it is meant for.'),
  ],
  { attributes: [about('optional', 'Address of the file.')] },
);

const AGENT = resourceClass('edm:Agent', 'A person or organisation.', [
  ...LABELS,
  either('dc:date', 'A date in its life.', { checks: ['date'] }),
  literal('dc:identifier', 'An identifier.'),
  ...PARTS,
  ...SPAN,
  resource('edm:hasMet', 'What it met.'),
  either('edm:isRelatedTo', 'What it is related to.'),
  literal('foaf:name', 'Its name.'),
  either('rdaGr2:biographicalInformation', 'A biography.'),
  literal('rdaGr2:dateOfBirth', 'Date of birth.', { occurs: MAYBE, checks: ['date'] }),
  literal('rdaGr2:dateOfDeath', 'Date of death.', { occurs: MAYBE, checks: ['date'] }),
  literal('rdaGr2:dateOfEstablishment', 'Date of establishment.', { occurs: MAYBE, checks: ['date'] }),
  literal('rdaGr2:dateOfTermination', 'Date of termination.', { occurs: MAYBE, checks: ['date'] }),
  literal('rdaGr2:gender', 'Gender.', { occurs: MAYBE }),
  either('rdaGr2:placeOfBirth', 'Place of birth.'),
  either('rdaGr2:placeOfDeath', 'Place of death.'),
  either('rdaGr2:professionOrOccupation', 'Profession.'),
  SAME,
]);

const PLACE = resourceClass('edm:Place', 'A place.', [
  plain('wgs84_pos:lat', 'Latitude in decimal degrees.', {
    occurs: MAYBE,
    checks: ['latitude'],
    blank: 'error',
  }),
  plain('wgs84_pos:long', 'Longitude in decimal degrees.', {
    occurs: MAYBE,
    checks: ['longitude'],
    blank: 'error',
  }),
  plain('wgs84_pos:alt', 'Altitude in metres.', {
    occurs: MAYBE,
    blank: 'error',
    pattern: { source: '^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$', describe: 'a number' },
  }),
  ...LABELS,
  ...PARTS,
  resource('edm:isNextInSequence', 'The place before it.', { occurs: MAYBE }),
  SAME,
]);

const TIME_SPAN = resourceClass('edm:TimeSpan', 'A period.', [
  ...LABELS,
  ...PARTS,
  ...SPAN,
  resource('edm:isNextInSequence', 'The period before it.', { occurs: MAYBE }),
  SAME,
  literal('skos:hiddenLabel', 'A name that is not shown.'),
  literal('skos:notation', 'A notation.', { occurs: MAYBE }),
]);

const CONCEPT = resourceClass(
  'skos:Concept',
  'A term of a vocabulary.',
  [
    ...LABELS,
    ...[
      'broader',
      'narrower',
      'related',
      'broadMatch',
      'narrowMatch',
      'relatedMatch',
      'exactMatch',
      'closeMatch',
    ].map((name) => resource(`skos:${name}`, 'A related term.')),
    literal('skos:notation', 'A notation.'),
    resource('skos:inScheme', 'Its vocabulary.'),
  ],
  { order: 'any' },
);

const LICENSE = resourceClass('cc:License', 'A licence with an end.', [
  resource('odrl:inheritFrom', 'The rights statement that it is based on.', {
    level: 'required',
    occurs: { min: 1, max: 1 },
  }),
  number('cc:deprecatedOn', 'When it ends.', 'date', { occurs: MAYBE, checks: ['day'] }),
]);

const SERVICE = resourceClass('svcs:Service', 'A service, such as a IIIF image server.', [
  either('dcterms:conformsTo', 'The standard that it follows.', { level: 'required', occurs: many(1) }),
  resource('doap:implements', 'What it implements of it.'),
]);

/** Things that the statements of the object point at; any number, in any order. */
export const CONTEXT_CLASSES: readonly ElementSpec[] = [AGENT, PLACE, TIME_SPAN, CONCEPT, LICENSE, SERVICE];
