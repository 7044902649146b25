import { ONE, type ElementSpec } from '../spec.js';
import { CONTRIBUTORS, CREATORS } from './agent-rows.js';
import { GEO_LOCATIONS } from './geo-rows.js';
import { RELATED_IDENTIFIERS, RELATED_ITEMS, TITLES_ATTRIBUTES } from './relation-rows.js';
import { free, group, LANG, list, listed, loose, one, required, SCHEME_URI, text, uri } from './rows.js';
import { DATE_TYPE, DESCRIPTION_TYPE, FUNDER_IDENTIFIER_TYPE, RESOURCE_TYPE } from './vocabularies.js';

const IDENTIFIER = text('identifier', 'The DOI. The registry writes it; leave it out.', {
  blank: 'error',
  attributes: [required('identifierType', 'DOI, or the type of another PID.')],
});

const TITLES = list(
  'titles',
  'The names by which the resource is known.',
  text('title', 'A title.', {
    attributes: TITLES_ATTRIBUTES,
    example: 'Sea surface temperature, Gdańsk Bay, 2023',
    level: 'required',
  }),
  { level: 'required', atLeast: 1 },
);

const PUBLISHER = one('publisher', 'Who makes the resource available.', {
  example: 'Example Institute',
  attributes: [
    free('publisherIdentifier', 'Identifier of the publisher, best its ROR id.', '4.5'),
    free('publisherIdentifierScheme', 'Name of the scheme, such as ROR.', '4.5'),
    uri('schemeURI', 'Address of the scheme.', '4.5'),
    LANG,
  ],
});

const PUBLICATION_YEAR = one('publicationYear', 'The year of publication, four digits.', {
  checks: ['year'],
  example: '2024',
});

const RESOURCE = one('resourceType', 'The type in own words.', {
  blank: 'ignore',
  example: 'Time series',
  attributes: [listed('resourceTypeGeneral', RESOURCE_TYPE, 'required', 'The general type.')],
});

const SUBJECTS = list(
  'subjects',
  'Keywords and classification.',
  text('subject', 'A keyword or class.', {
    example: 'oceanography',
    attributes: [
      free('subjectScheme', 'Name of the scheme.'),
      SCHEME_URI,
      uri('valueURI', 'Address of the term.', '4.0'),
      uri('classificationCode', 'Code of the class.', '4.4'),
      LANG,
    ],
  }),
  { level: 'recommended' },
);

const DATES = list(
  'dates',
  'Dates in the life of the resource; Issued is expected by OpenAIRE.',
  text('date', 'A date or range: 2024, 2024-05-31, 2020/2023.', {
    example: '2024-05-31',
    checks: ['date'],
    attributes: [
      listed('dateType', DATE_TYPE, 'required', 'What happened then.'),
      free('dateInformation', 'More about the date.', '4.1'),
    ],
  }),
  { level: 'recommended' },
);

const RIGHTS = list(
  'rightsList',
  'Licences and access rights.',
  text('rights', 'A rights statement.', {
    blank: 'ignore',
    example: 'Creative Commons Attribution 4.0 International',
    attributes: [
      { ...uri('rightsURI', 'Address of the licence.'), checks: ['uri', 'url'] },
      free('rightsIdentifier', 'Short name of the licence, such as CC-BY-4.0.', '4.2'),
      free('rightsIdentifierScheme', 'Name of the scheme, such as SPDX.', '4.2'),
      SCHEME_URI,
      LANG,
    ],
  }),
  { level: 'recommended' },
);

const DESCRIPTIONS = list(
  'descriptions',
  'What the resource is about.',
  text('description', 'A text; line ends as <br/>.', {
    example: 'Hourly measurements of …',
    attributes: [listed('descriptionType', DESCRIPTION_TYPE, 'required', 'Kind of description.'), LANG],
  }),
  { level: 'recommended' },
);

const DESCRIPTION_BREAK = group('br', 'A line end.', [], { content: 'empty', occurs: { min: 0, max: null } });

/** Descriptions are mixed content with `br` as the only element. */
const DESCRIPTIONS_WITH_BREAKS: ElementSpec = {
  ...DESCRIPTIONS,
  children: (DESCRIPTIONS.children ?? []).map((child) => ({
    ...child,
    content: 'mixed',
    children: [DESCRIPTION_BREAK],
  })),
};

const FUNDING = list(
  'fundingReferences',
  'Who paid for it.',
  group('fundingReference', 'A funder and its award.', [
    one('funderName', 'Name of the funder.', { example: 'National Science Centre' }),
    text('funderIdentifier', 'Identifier of the funder, best its ROR id.', {
      attributes: [
        listed('funderIdentifierType', FUNDER_IDENTIFIER_TYPE, 'required', 'Kind of identifier.'),
        uri('schemeURI', 'Address of the scheme.', '4.3'),
      ],
    }),
    text('awardNumber', 'Code of the award.', { attributes: [uri('awardURI', 'Address of the award.')] }),
    loose('awardTitle', 'Title of the award.', { attributes: [LANG] }),
  ]),
  { since: '4.0' },
);

/**
 * DataCite Metadata Schema, kernel 4.0 to 4.7 (schema.datacite.org; facts in datacite.md 3). One table serves all:
 * every 4.x record is a 4.7 record. `identifier` may be missing because the registry writes it.
 */
export const DATACITE_ELEMENTS: ElementSpec = group(
  'resource',
  'A DataCite record.',
  [
    IDENTIFIER,
    CREATORS,
    TITLES,
    PUBLISHER,
    PUBLICATION_YEAR,
    RESOURCE,
    SUBJECTS,
    CONTRIBUTORS,
    DATES,
    text('language', 'Main language of the resource.', {
      checks: ['language-tag'],
      example: 'en',
      blank: 'error',
    }),
    list(
      'alternateIdentifiers',
      'Other identifiers of the same resource; the registry adds the landing page.',
      text('alternateIdentifier', 'An identifier.', {
        attributes: [required('alternateIdentifierType', 'Its type, in own words.')],
      }),
    ),
    RELATED_IDENTIFIERS,
    list('sizes', 'Sizes.', text('size', 'A size, pages, duration.', { example: '12 MB' })),
    list('formats', 'Formats.', text('format', 'A media type or file format.', { example: 'text/csv' })),
    text('version', 'Version number of the resource.', { example: '1.2' }),
    RIGHTS,
    DESCRIPTIONS_WITH_BREAKS,
    GEO_LOCATIONS,
    FUNDING,
    RELATED_ITEMS,
  ],
  { level: 'required', occurs: ONE },
);
