import { attributeValue, childElement, childElements, textContent, type XmlElement } from '../../xml/tree.js';
import { readDatestamp } from '../../oai-pmh/datestamps.js';

/** One hop of a record that was harvested before, as the registry takes it. */
export interface Origin {
  baseUrl: string;
  identifier: string;
  datestamp: string;
  metadataNamespace: string;
  harvestDate: string;
  altered: boolean;
}

const provenance = 'http://www.openarchives.org/OAI/2.0/provenance';
const mostHops = 20;
/** As the registry takes them. */
const longestText = 2048;

/**
 * Where a repository says that it harvested a record itself, the nearest hop first; from a hop that is not as the
 * guidelines have it, nothing further is believed. Source: OAI-PMH guidelines for provenance.
 */
export function originsOf(record: XmlElement): Origin[] {
  const origins: Origin[] = [];
  let described = childElements(record, 'about')
    .map((about) => childElement(childElement(about, 'provenance', provenance), 'originDescription'))
    .find((description) => description !== undefined);
  while (described !== undefined && origins.length < mostHops) {
    const origin = readOrigin(described);
    if (origin === undefined) break;
    origins.push(origin);
    described = childElement(described, 'originDescription');
  }
  return origins;
}

function readOrigin(description: XmlElement): Origin | undefined {
  const text = (name: string) => {
    const child = childElement(description, name);
    return child === undefined ? '' : textContent(child).trim();
  };
  const origin = {
    baseUrl: text('baseURL'),
    identifier: text('identifier'),
    datestamp: text('datestamp'),
    metadataNamespace: text('metadataNamespace'),
    harvestDate: attributeValue(description, 'harvestDate') ?? '',
    altered: attributeValue(description, 'altered') === 'true',
  };
  const isWhole =
    /^https?:\S+$/.test(origin.baseUrl) &&
    URL.canParse(origin.baseUrl) &&
    [origin.baseUrl, origin.identifier, origin.metadataNamespace].every(isFit) &&
    readDatestamp(origin.datestamp) !== undefined &&
    readDatestamp(origin.harvestDate)?.granularity === 'second';
  return isWhole ? origin : undefined;
}

const isFit = (text: string) => text !== '' && text.length <= longestText;
