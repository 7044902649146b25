import type { AttributeSpec, ElementSpec } from '../spec.js';
import { ITEM_CONTRIBUTORS, ITEM_CREATORS } from './agent-rows.js';
import { free, group, LANG, list, listed, loose, SCHEME_URI, text } from './rows.js';
import {
  NUMBER_TYPE,
  RELATED_IDENTIFIER_TYPE,
  RELATION_TYPE,
  RESOURCE_TYPE,
  TITLE_TYPE,
} from './vocabularies.js';

const RELATION: readonly AttributeSpec[] = [
  listed('relationType', RELATION_TYPE, 'required', 'How this resource relates to the other.'),
  free('relationTypeInformation', 'What a relation of type Other is.', '4.7'),
];

const SCHEME: readonly AttributeSpec[] = [
  free('relatedMetadataScheme', 'Name of the scheme, for HasMetadata and IsMetadataFor.'),
  SCHEME_URI,
  free('schemeType', 'Type of the scheme: XSD, DTD …'),
];

export const TITLES_ATTRIBUTES: readonly AttributeSpec[] = [
  listed('titleType', TITLE_TYPE, 'optional', 'Left out for the main title.'),
  LANG,
];

export const RELATED_IDENTIFIERS = list(
  'relatedIdentifiers',
  'Links to other resources.',
  text('relatedIdentifier', 'The identifier of a related resource.', {
    example: '10.5072/related',
    attributes: [
      listed('relatedIdentifierType', RELATED_IDENTIFIER_TYPE, 'required', 'Kind of the identifier.'),
      ...RELATION,
      ...SCHEME,
      listed('resourceTypeGeneral', RESOURCE_TYPE, 'optional', 'Type of the related resource (4.1).'),
    ],
  }),
);

const ITEM_TITLES = list(
  'titles',
  'Titles of the related resource.',
  text('title', 'A title of the related resource.', { attributes: TITLES_ATTRIBUTES }),
);

const ITEM: readonly ElementSpec[] = [
  text('relatedItemIdentifier', 'Its identifier.', {
    attributes: [
      listed('relatedItemIdentifierType', RELATED_IDENTIFIER_TYPE, 'optional', 'Kind of the identifier.'),
      ...SCHEME,
    ],
  }),
  ITEM_CREATORS,
  ITEM_TITLES,
  text('publicationYear', 'Year of its publication.', { checks: ['year'], blank: 'error' }),
  loose('volume', 'Volume.'),
  loose('issue', 'Issue.'),
  text('number', 'Number inside the related resource.', {
    attributes: [listed('numberType', NUMBER_TYPE, 'optional', 'What the number counts.')],
  }),
  loose('firstPage', 'First page.'),
  loose('lastPage', 'Last page.'),
  loose('publisher', 'Who published it.'),
  loose('edition', 'Edition.'),
  ITEM_CONTRIBUTORS,
];

export const RELATED_ITEMS = list(
  'relatedItems',
  'Related resources described in full, such as the journal that an article appeared in.',
  group('relatedItem', 'A related resource.', ITEM, {
    order: 'sequence',
    attributes: [listed('relatedItemType', RESOURCE_TYPE, 'required', 'Its type.'), ...RELATION],
  }),
  { since: '4.4' },
);
