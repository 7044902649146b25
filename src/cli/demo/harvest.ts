import { intake } from '../../xml/intake.js';
import { COLLECTION_LIMITS } from '../../xml/limits.js';
import { childElement, childElements, textContent, type XmlElement } from '../../xml/tree.js';
import { unwrap } from '../../metadata/unwrap.js';

/** What a full harvest of one metadataPrefix brought. */
export interface Harvest {
  /** Payload XML by OAI identifier. */
  records: Map<string, string>;
  pages: number;
}

/** Harvests everything in one metadataPrefix as an aggregator does: pages, until the empty resumption token. */
export async function harvestAll(baseUrl: string, metadataPrefix: string): Promise<Harvest> {
  const harvest: Harvest = { records: new Map(), pages: 0 };
  let query: Record<string, string> = { verb: 'ListRecords', metadataPrefix };
  for (;;) {
    const response = await fetch(`${baseUrl}?${new URLSearchParams(query).toString()}`);
    const page = await response.text();
    if (!response.ok) throw new Error(`the harvest was answered ${response.status}`);
    harvest.pages++;
    const token = readPage(page, harvest);
    if (token === '') return harvest;
    query = { verb: 'ListRecords', resumptionToken: token };
  }
}

/** Takes a page's records; answers its resumption token, empty when the list is complete. */
function readPage(page: string, harvest: Harvest): string {
  const taken = intake(page, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new Error(`a page is not well-formed: ${taken.faults[0]?.message ?? ''}`);
  const error = childElement(taken.root, 'error');
  if (error !== undefined) {
    if (errorCode(error) === 'noRecordsMatch') return '';
    throw new Error(`the harvest ended with ${errorCode(error)}: ${textContent(error)}`);
  }
  for (const { identifier, xml } of unwrap(page).documents) harvest.records.set(identifier ?? '', xml);
  const [list] = childElements(taken.root, 'ListRecords');
  return textContent(childElement(list, 'resumptionToken') ?? emptyElement).trim();
}

const errorCode = (error: XmlElement): string =>
  error.attributes.find(({ name }) => name === 'code')?.value ?? '';
const emptyElement: XmlElement = {
  name: '',
  namespace: '',
  prefix: '',
  attributes: [],
  children: [],
  line: 0,
};
