import { unwrap } from '../../metadata/unwrap.js';
import { intake } from '../../xml/intake.js';
import { COLLECTION_LIMITS } from '../../xml/limits.js';
import { attributeValue, childElement, childElements, textContent, type XmlElement } from '../../xml/tree.js';
import { CommandError } from '../client.js';
import { askRepository } from './asking.js';
import { originsOf, type Origin } from './origins.js';

/** A harvested record. */
export interface HarvestedRecord {
  identifier: string;
  datestamp: string;
  isDeleted: boolean;
  /** The metadata by itself; undefined when the record is deleted, or live and without any. */
  xml: string | undefined;
  /** Where the repository harvested it itself, the nearest hop first. */
  earlier: Origin[];
}

/** Why a record that is live but holds no metadata cannot be taken; undefined for any other. */
export function emptinessOf({ identifier, isDeleted, xml }: HarvestedRecord): string | undefined {
  if (isDeleted || xml !== undefined) return undefined;
  return `${identifier}: the record is not deleted and has no metadata`;
}

/** One page of a list. */
export interface HarvestedPage {
  records: HarvestedRecord[];
  /** Records without an identifier: nothing can be kept of them. */
  nameless: number;
  /** Where the list goes on; undefined: it is complete. */
  token: string | undefined;
  /** As the repository counts; undefined: it does not say. */
  completeListSize: number | undefined;
  /** Whole second. */
  responseDate: string;
}

/** What a list is asked for. */
export interface ListRequest {
  metadataPrefix: string;
  set?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** The repository no longer takes the token: the list must be begun anew. */
export class TokenRefusedError extends CommandError {
  constructor() {
    super('the repository refuses the resumption token');
  }
}

/** The URL of a request; some base URLs have a query of their own, though the protocol knows none. */
export const requestUrl = (baseUrl: string, query: string): string =>
  `${baseUrl}${baseUrl.includes('?') ? '&' : '?'}${query}`;

/** The first page of a list, or the one after a token. */
export async function harvestPage(
  baseUrl: string,
  request: ListRequest | { resumptionToken: string },
): Promise<HarvestedPage> {
  const query = new URLSearchParams({ verb: 'ListRecords' });
  for (const [name, value] of Object.entries(request))
    if (value !== undefined) query.set(name, String(value));
  return readPage(await askRepository(requestUrl(baseUrl, query.toString())));
}

/** The namespace of a metadataPrefix, as the repository tells it; undefined when it does not offer it. */
export async function namespaceOf(baseUrl: string, metadataPrefix: string): Promise<string | undefined> {
  const root = parsed(await askRepository(requestUrl(baseUrl, 'verb=ListMetadataFormats')));
  const formats = childElement(root, 'ListMetadataFormats');
  const format = (formats === undefined ? [] : childElements(formats)).find(
    (one) => childText(one, 'metadataPrefix') === metadataPrefix,
  );
  return format && childText(format, 'metadataNamespace');
}

/** True when the repository knows days only, and refuses a `from` with a time in it. */
export async function countsInDays(baseUrl: string): Promise<boolean> {
  const root = parsed(await askRepository(requestUrl(baseUrl, 'verb=Identify')));
  return childText(childElement(root, 'Identify'), 'granularity') === 'YYYY-MM-DD';
}

function parsed(body: Buffer): XmlElement {
  const taken = intake(body, { limits: COLLECTION_LIMITS });
  if (!taken.accepted)
    throw new CommandError(`the repository's answer is no strict XML: ${taken.faults[0]?.message ?? ''}`);
  if (taken.root.name !== 'OAI-PMH')
    throw new CommandError(`the repository's answer is no OAI-PMH, but <${taken.root.name}>`);
  return taken.root;
}

function readPage(body: Buffer): HarvestedPage {
  const root = parsed(body);
  const responseDate = secondOf(childText(root, 'responseDate'));
  const codes = childElements(root, 'error').map((error) => attributeValue(error, 'code') ?? '');
  if (codes.includes('noRecordsMatch'))
    return { records: [], nameless: 0, token: undefined, completeListSize: 0, responseDate };
  if (codes.includes('badResumptionToken')) throw new TokenRefusedError();
  if (codes.length > 0)
    throw new CommandError(`the repository answered ${codes.join(', ')}: ${childText(root, 'error')}`);
  const list = childElement(root, 'ListRecords');
  // Taken for a list without records, it would count as harvested to the end.
  if (list === undefined) throw new CommandError("the repository's answer holds no ListRecords");
  const token = childElement(list, 'resumptionToken');
  const size = Number(token === undefined ? NaN : (attributeValue(token, 'completeListSize') ?? NaN));
  const next = token === undefined ? '' : textContent(token).trim();
  return {
    ...recordsOf(list, body),
    token: next === '' ? undefined : next,
    completeListSize: Number.isFinite(size) ? size : undefined,
    responseDate,
  };
}

/** A responseDate to its second: the next harvest begins there. Some repositories write fractions. */
function secondOf(responseDate: string): string {
  const second = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(responseDate)?.[0];
  if (second === undefined) throw new CommandError("the repository's answer has no responseDate");
  return `${second}Z`;
}

function recordsOf(list: XmlElement, body: Buffer): Pick<HarvestedPage, 'records' | 'nameless'> {
  const documents = new Map(unwrap(body).documents.map(({ identifier, xml }) => [identifier, xml]));
  const all = childElements(list, 'record').map((record) => {
    const header = childElement(record, 'header');
    const identifier = childText(header, 'identifier');
    const isDeleted = header !== undefined && attributeValue(header, 'status') === 'deleted';
    const xml = isDeleted ? undefined : documents.get(identifier);
    const datestamp = childText(header, 'datestamp');
    return { identifier, datestamp, isDeleted, xml, earlier: originsOf(record) };
  });
  const records = all.filter(({ identifier }) => identifier !== '');
  return { records, nameless: all.length - records.length };
}

function childText(parent: XmlElement | undefined, name: string): string {
  const child = childElement(parent, name);
  return child === undefined ? '' : textContent(child).trim();
}
