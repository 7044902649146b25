import { setTimeout as delay } from 'node:timers/promises';
import { unwrap } from '../../metadata/unwrap.js';
import { intake } from '../../xml/intake.js';
import { COLLECTION_LIMITS } from '../../xml/limits.js';
import { attributeValue, childElement, childElements, textContent, type XmlElement } from '../../xml/tree.js';
import { CommandError } from '../client.js';

/** A harvested record. */
export interface HarvestedRecord {
  identifier: string;
  datestamp: string;
  isDeleted: boolean;
  /** The metadata by itself; undefined when the record is deleted, or live and without any. */
  xml: string | undefined;
}

/** Why a record that is live but holds no metadata cannot be taken; undefined for any other. */
export function emptinessOf({ identifier, isDeleted, xml }: HarvestedRecord): string | undefined {
  if (isDeleted || xml !== undefined) return undefined;
  return `${identifier}: the record is not deleted and has no metadata`;
}

/** One page of a list. */
export interface HarvestedPage {
  records: HarvestedRecord[];
  /** Where the list goes on; undefined: it is complete. */
  token: string | undefined;
  /** As the repository counts; undefined: it does not say. */
  completeListSize: number | undefined;
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

const attempts = 6;
const longestWaitSeconds = 600;

/** The first page of a list, or the one after a token. 503 is waited out; other faults are tried again a few times. */
export async function harvestPage(
  baseUrl: string,
  request: ListRequest | { resumptionToken: string },
): Promise<HarvestedPage> {
  const query = new URLSearchParams({ verb: 'ListRecords' });
  for (const [name, value] of Object.entries(request))
    if (value !== undefined) query.set(name, String(value));
  return readPage(await ask(`${baseUrl}?${query.toString()}`));
}

/** The namespace of a metadataPrefix, as the repository tells it; undefined when it does not offer it. */
export async function namespaceOf(baseUrl: string, metadataPrefix: string): Promise<string | undefined> {
  const root = parsed(await ask(`${baseUrl}?verb=ListMetadataFormats`));
  const formats = childElement(root, 'ListMetadataFormats');
  const format = (formats === undefined ? [] : childElements(formats)).find(
    (one) => childText(one, 'metadataPrefix') === metadataPrefix,
  );
  return format && childText(format, 'metadataNamespace');
}

async function ask(url: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetched(url);
    if (typeof answer === 'string') return answer;
    if (attempt === attempts) throw new CommandError(`${url} was answered ${answer.reason}`);
    await delay(Math.min(answer.waitSeconds ?? 2 ** attempt, longestWaitSeconds) * 1000);
  }
}

async function fetched(url: string): Promise<string | { reason: string; waitSeconds: number | undefined }> {
  try {
    const response = await fetch(url, { headers: { accept: 'text/xml', 'user-agent': 'waymark-import' } });
    if (response.ok) return await response.text();
    if (response.status < 500) throw new CommandError(`${url} was answered ${response.status}`);
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return { reason: String(response.status), waitSeconds: Number.isFinite(seconds) ? seconds : undefined };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return { reason: error instanceof Error ? error.message : String(error), waitSeconds: undefined };
  }
}

function parsed(text: string): XmlElement {
  const taken = intake(text, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new CommandError(`a page is no strict XML: ${taken.faults[0]?.message ?? ''}`);
  return taken.root;
}

function readPage(text: string): HarvestedPage {
  const root = parsed(text);
  const responseDate = childText(root, 'responseDate');
  const codes = childElements(root, 'error').map((error) => attributeValue(error, 'code') ?? '');
  if (codes.includes('noRecordsMatch'))
    return { records: [], token: undefined, completeListSize: 0, responseDate };
  if (codes.includes('badResumptionToken')) throw new TokenRefusedError();
  if (codes.length > 0)
    throw new CommandError(`the repository answered ${codes.join(', ')}: ${childText(root, 'error')}`);
  const list = childElement(root, 'ListRecords');
  const token = childElement(list, 'resumptionToken');
  const size = Number(token === undefined ? NaN : (attributeValue(token, 'completeListSize') ?? NaN));
  const next = token === undefined ? '' : textContent(token).trim();
  return {
    records: recordsOf(list, text),
    token: next === '' ? undefined : next,
    completeListSize: Number.isFinite(size) ? size : undefined,
    responseDate,
  };
}

function recordsOf(list: XmlElement | undefined, text: string): HarvestedRecord[] {
  const documents = new Map(unwrap(text).documents.map(({ identifier, xml }) => [identifier, xml]));
  return (list === undefined ? [] : childElements(list, 'record')).map((record) => {
    const header = childElement(record, 'header');
    const identifier = childText(header, 'identifier');
    const isDeleted = header !== undefined && attributeValue(header, 'status') === 'deleted';
    return {
      identifier,
      datestamp: childText(header, 'datestamp'),
      isDeleted,
      xml: isDeleted ? undefined : documents.get(identifier),
    };
  });
}

function childText(parent: XmlElement | undefined, name: string): string {
  const child = childElement(parent, name);
  return child === undefined ? '' : textContent(child).trim();
}
