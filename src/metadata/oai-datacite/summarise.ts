import {
  attributeValue,
  childElement,
  childElements,
  isElement,
  plainText,
  XML_NAMESPACE,
  type XmlElement,
} from '../../xml/tree.js';
import { rorUrl } from '../agent-ids.js';
import { recogniseLicence } from '../licences.js';
import {
  emptySummary,
  type LocalisedText,
  type RecordSummary,
  type SummaryContainer,
  type SummaryFunder,
} from '../summary.js';
import { readAgent } from './read-agent.js';
import { readPlaces } from './read-geo.js';

/** What a DataCite record says. */
export function summariseDatacite(record: XmlElement): RecordSummary {
  const items = (listName: string): XmlElement[] => {
    const list = childElement(record, listName);
    return list === undefined ? [] : childElements(list);
  };
  const resourceType = childElement(record, 'resourceType');
  return {
    ...emptySummary(),
    titles: items('titles').flatMap((title) => typed(title, 'titleType')),
    creators: items('creators').map((creator) => readAgent(creator, 'creatorName')),
    contributors: items('contributors').map((contributor) => ({
      ...readAgent(contributor, 'contributorName'),
      ...optional('role', attributeValue(contributor, 'contributorType')),
    })),
    publisher: single(record, 'publisher'),
    ...readPublisherUri(record),
    publicationYear: single(record, 'publicationYear'),
    dates: items('dates').flatMap(readDate),
    type: single(record, 'resourceType'),
    resourceTypeGeneral: (resourceType && attributeValue(resourceType, 'resourceTypeGeneral')) ?? null,
    rights: items('rightsList').map(readRights),
    descriptions: items('descriptions').flatMap(readDescription),
    subjects: items('subjects').flatMap(readSubject),
    relations: items('relatedIdentifiers').flatMap(readRelation),
    identifiers: [...readIdentifier(record), ...items('alternateIdentifiers').flatMap(readAlternate)],
    formats: items('formats').map(plainText).filter(Boolean),
    sizes: items('sizes').map(plainText).filter(Boolean),
    languages: [single(record, 'language')].flatMap((language) => language ?? []),
    version: single(record, 'version'),
    funders: items('fundingReferences').flatMap(readFunder),
    geo: items('geoLocations').flatMap(readPlaces),
    container: readContainer(items('relatedItems')),
  };
}

function readPublisherUri(record: XmlElement): Partial<Record<'publisherUri', string>> {
  const publisher = childElement(record, 'publisher');
  const id = (publisher && attributeValue(publisher, 'publisherIdentifier')) ?? '';
  return optional('publisherUri', rorUrl(id) ?? (/^https?:\/\/\S+$/i.test(id.trim()) ? id : undefined));
}

function single(parent: XmlElement, name: string): string | null {
  const element = childElement(parent, name);
  const value = element === undefined ? '' : plainText(element);
  return value === '' ? null : value;
}

function optional<K extends string>(key: K, value: string | null | undefined): Partial<Record<K, string>> {
  const record: Partial<Record<K, string>> = {};
  if (value !== undefined && value !== null && value.trim() !== '') record[key] = value.trim();
  return record;
}

function localised(element: XmlElement, value: string): LocalisedText {
  return { value, ...optional('language', attributeValue(element, 'lang', XML_NAMESPACE)) };
}

function typed(element: XmlElement, attribute: string): (LocalisedText & { type?: string })[] {
  const value = plainText(element);
  return value === ''
    ? []
    : [{ ...localised(element, value), ...optional('type', attributeValue(element, attribute)) }];
}

function readDescription(element: XmlElement): RecordSummary['descriptions'] {
  const value = element.children
    .map((node) => (isElement(node) ? '\n' : node.replace(/\s+/g, ' ')))
    .join('')
    .replace(/ *\n */g, '\n')
    .trim();
  return value === ''
    ? []
    : [{ ...localised(element, value), ...optional('type', attributeValue(element, 'descriptionType')) }];
}

function readDate(element: XmlElement): RecordSummary['dates'] {
  const value = plainText(element);
  const information = optional('information', attributeValue(element, 'dateInformation'));
  return value === '' ? [] : [{ type: attributeValue(element, 'dateType') ?? 'Date', value, ...information }];
}

function readSubject(element: XmlElement): RecordSummary['subjects'] {
  const value = plainText(element);
  if (value === '') return [];
  const scheme = optional('scheme', attributeValue(element, 'subjectScheme'));
  return [
    { ...localised(element, value), ...scheme, ...optional('uri', attributeValue(element, 'valueURI')) },
  ];
}

function readRights(element: XmlElement): RecordSummary['rights'][number] {
  const name = plainText(element);
  const uri = attributeValue(element, 'rightsURI')?.trim();
  const isSpdx = attributeValue(element, 'rightsIdentifierScheme')?.trim().toUpperCase() === 'SPDX';
  const identifier = attributeValue(element, 'rightsIdentifier')?.trim();
  const licence = recogniseLicence(uri ?? '') ?? recogniseLicence(identifier ?? '') ?? recogniseLicence(name);
  return {
    ...optional('name', name),
    ...optional('uri', uri ?? licence?.uri),
    ...optional('spdx', licence?.spdx ?? (isSpdx ? identifier : undefined)),
    ...optional('language', attributeValue(element, 'lang', XML_NAMESPACE)),
  };
}

function readRelation(element: XmlElement): RecordSummary['relations'] {
  const identifier = plainText(element);
  const relationType = attributeValue(element, 'relationType') ?? 'Other';
  const identifierType = attributeValue(element, 'relatedIdentifierType') ?? 'URL';
  return identifier === '' ? [] : [{ relationType, identifierType, identifier }];
}

function readIdentifier(record: XmlElement): RecordSummary['identifiers'] {
  const element = childElement(record, 'identifier');
  const value = element === undefined ? '' : plainText(element);
  if (element === undefined || value === '') return [];
  return [{ type: attributeValue(element, 'identifierType') ?? 'Other', value }];
}

function readAlternate(element: XmlElement): RecordSummary['identifiers'] {
  const value = plainText(element);
  return value === '' ? [] : [{ type: attributeValue(element, 'alternateIdentifierType') ?? 'Other', value }];
}

function readFunder(element: XmlElement): SummaryFunder[] {
  const name = single(element, 'funderName');
  if (name === null) return [];
  const award = childElement(element, 'awardNumber');
  return [
    {
      name,
      ...optional('identifier', single(element, 'funderIdentifier')),
      ...optional('awardNumber', single(element, 'awardNumber')),
      ...optional('awardTitle', single(element, 'awardTitle')),
      ...optional('awardUri', award && attributeValue(award, 'awardURI')),
    },
  ];
}

/** What the resource was published in: the related item of relation IsPublishedIn, with a title. */
function readContainer(items: readonly XmlElement[]): SummaryContainer | null {
  const item = items.find((element) => attributeValue(element, 'relationType') === 'IsPublishedIn');
  const titles = item && childElement(item, 'titles');
  const title = titles === undefined ? null : single(titles, 'title');
  if (item === undefined || title === null) return null;
  return {
    title,
    ...optional('volume', single(item, 'volume')),
    ...optional('issue', single(item, 'issue')),
    ...optional('firstPage', single(item, 'firstPage')),
    ...optional('lastPage', single(item, 'lastPage')),
  };
}
