import { many, type ElementSpec } from '../spec.js';
import { free, group, LANG, list, listed, loose, one, required, SCHEME_URI } from './rows.js';
import { CONTRIBUTOR_TYPE, NAME_TYPE } from './vocabularies.js';

const NAME_ATTRIBUTES = [
  listed('nameType', NAME_TYPE, 'optional', 'Whether the name is of a person or of an organisation.'),
  LANG,
];

const NAME_PARTS: readonly ElementSpec[] = [
  loose('givenName', 'Given name of a person.', { example: 'Anna' }),
  loose('familyName', 'Family name of a person.', { example: 'Nowak' }),
];

/** The XSD's type for these two was never applied (`xsi:type` for `type`), so their rules are ours. */
const AFFILIATIONS: readonly ElementSpec[] = [
  loose('nameIdentifier', 'An identifier of the person or organisation, such as an ORCID iD or a ROR id.', {
    occurs: many(),
    example: 'https://orcid.org/0000-0002-1825-0097',
    attributes: [
      { ...required('nameIdentifierScheme', 'Name of the scheme: ORCID, ISNI, ROR …'), level: 'optional' },
      SCHEME_URI,
      LANG,
    ],
  }),
  loose('affiliation', 'The organisation that the person belongs to.', {
    occurs: many(),
    example: 'University of Gdańsk',
    since: '3.1',
    attributes: [
      free('affiliationIdentifier', 'Identifier of the organisation, best its ROR id.', '4.3'),
      free('affiliationIdentifierScheme', 'Name of the scheme: ROR, GRID, ISNI.', '4.3'),
      SCHEME_URI,
      LANG,
    ],
  }),
];

function creator(more: readonly ElementSpec[]): ElementSpec {
  const name = one('creatorName', 'The name as it is cited; persons as Family, Given.', {
    attributes: NAME_ATTRIBUTES,
    example: 'Nowak, Anna',
    blank: 'warning',
  });
  const help = 'A person or organisation that made the resource.';
  return group('creator', help, [name, ...NAME_PARTS, ...more], { order: 'sequence', level: 'required' });
}

function contributor(more: readonly ElementSpec[]): ElementSpec {
  const name = one('contributorName', 'The name of the contributor; persons as Family, Given.', {
    attributes: NAME_ATTRIBUTES,
    example: 'Kowalski, Jan',
  });
  const help = 'A person or organisation that contributed to the resource.';
  const attributes = [listed('contributorType', CONTRIBUTOR_TYPE, 'required', 'What the contributor did.')];
  return group('contributor', help, [name, ...NAME_PARTS, ...more], { order: 'sequence', attributes });
}

export const CREATORS = list('creators', 'Who made the resource.', creator(AFFILIATIONS), {
  level: 'required',
  atLeast: 1,
});

export const CONTRIBUTORS = list('contributors', 'Who else had a part in it.', contributor(AFFILIATIONS));

/** In a related item names stand without identifiers and affiliations. */
export const ITEM_CREATORS = list('creators', 'Who made the related resource.', creator([]));
export const ITEM_CONTRIBUTORS = list('contributors', 'Who else had a part in it.', contributor([]));
