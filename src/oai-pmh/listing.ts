import { toSecond } from '../platform/clock.js';
import { listPage } from '../feed/list.queries.js';
import type { ListBounds, ListPage } from '../feed/list-selection.js';
import { feedSets } from '../feed/sets.js';
import type { OaiContext } from './context.js';
import { OaiError } from './oai-error.js';
import type { ListVerb, OaiRequest, Selection } from './request.js';
import type { VerbAnswer } from './response.js';
import { readToken, writeToken, type ListPosition } from './resumption-token.js';

/** A request for a list, or for the rest of one. */
export type ListRequest = Extract<OaiRequest, { verb: ListVerb }>;

/** Most bytes of records on a page. */
const pageBytes = 4 * 1024 * 1024;
/** How long a token is taken. DINI and BASE ask for a day at least. */
const tokenLifeMs = 48 * 3600 * 1000;

/**
 * One page of a list. The list ends where the feed stood at the first request, so that what changes meanwhile moves to
 * the harvester's next incremental harvest and nothing is skipped. Source: OAI-PMH 2.0, section 3.5.
 */
export async function listAnswer(
  request: ListRequest,
  context: OaiContext,
  what: 'record' | 'header',
): Promise<VerbAnswer> {
  const list = { what, verb: request.verb, context };
  return 'selection' in request
    ? firstPage(list, request.selection)
    : nextPage(list, request.resumptionToken);
}

interface List {
  what: 'record' | 'header';
  verb: ListVerb;
  context: OaiContext;
}

async function firstPage(list: List, selection: Selection): Promise<VerbAnswer> {
  const { metadataPrefix, from, until, set } = selection;
  if (!isOffered(list, metadataPrefix)) {
    throw new OaiError({ code: 'cannotDisseminateFormat', message: 'This metadataPrefix is not on offer.' });
  }
  const page = await readPage(list, metadataPrefix, set, { kind: 'dates', from, until });
  if (page.count === 0) throw await nothingFound(list, set, page.highWater);
  const start = { verb: list.verb, metadataPrefix, set, from, until, upTo: page.upTo, cursor: 0 };
  const completeListSize = page.total ?? page.count;
  return toAnswer(list, page, { ...start, after: 0, completeListSize, expires: '' });
}

async function nextPage(list: List, token: string): Promise<VerbAnswer> {
  const position = readToken(token, list.context.tokenKey, toSecond(list.context.now()));
  if (position?.verb !== list.verb || !isOffered(list, position.metadataPrefix)) {
    throw new OaiError({
      code: 'badResumptionToken',
      message: 'This resumptionToken is not valid, or has expired.',
    });
  }
  const page = await restOfList(list, position);
  if (page.count === 0) throw new OaiError(noRecordsMatch, page.highWater);
  return toAnswer(list, page, { ...position, upTo: page.upTo });
}

/**
 * The next page up to the end fixed at first. When changes moved nearly all of the rest beyond that end, a list without
 * `until` goes on to where they are now, since a reply without records would break the protocol's schema.
 */
async function restOfList(list: List, position: ListPosition): Promise<ListPage & { highWater: string }> {
  const { metadataPrefix, set, after, upTo, until } = position;
  const page = await readPage(list, metadataPrefix, set, { kind: 'positions', after, upTo });
  const open = until === undefined || until >= page.highWater;
  if (page.count > 1 || !open) return page;
  return readPage(list, metadataPrefix, set, { kind: 'positions', after, upTo: undefined });
}

function readPage(list: List, prefix: string, set: string | undefined, bounds: ListBounds) {
  const { what, verb, context } = list;
  const limits = {
    records: context.pageRecords[verb],
    bytes: what === 'record' ? pageBytes : Number.MAX_SAFE_INTEGER,
  };
  return context.view.readPage((reader) => listPage(reader, { prefix, set, what }, bounds, limits));
}

const noRecordsMatch = { code: 'noRecordsMatch', message: 'No record matches the request.' } as const;

async function nothingFound(
  { context }: List,
  set: string | undefined,
  highWater: string,
): Promise<OaiError> {
  if (set === undefined || (await context.view.read(feedSets)).sets.length > 0)
    return new OaiError(noRecordsMatch, highWater);
  return new OaiError({ code: 'noSetHierarchy', message: 'This repository has no sets.' }, highWater);
}

const isOffered = ({ context }: List, metadataPrefix: string) =>
  context.formats.some(({ prefix }) => prefix === metadataPrefix);

/** @param position where the page began */
function toAnswer(
  { context }: List,
  page: ListPage & { highWater: string },
  position: ListPosition,
): VerbAnswer {
  const { highWater, body, more, count, last } = page;
  const delivered = position.cursor + count;
  const listed = { prefix: position.metadataPrefix, set: position.set, records: count };
  const whole = position.cursor === 0 && !more;
  if (whole) return { highWater, listed, content: body };
  if (!more)
    return {
      highWater,
      listed,
      content: [...body, tokenElement('', { completeListSize: delivered, cursor: position.cursor })],
    };
  // Two harvesters stop once the cursor reaches this size, so it is never too small.
  const completeListSize = Math.max(position.completeListSize, delivered + 2);
  const expires = toSecond(new Date(Date.parse(highWater) + tokenLifeMs));
  const token = writeToken(
    { ...position, after: last, cursor: delivered, completeListSize, expires },
    context.tokenKey,
  );
  return {
    highWater,
    listed,
    content: [...body, tokenElement(token, { completeListSize, cursor: position.cursor, expires })],
  };
}

function tokenElement(
  token: string,
  shown: { completeListSize: number; cursor: number; expires?: string },
): string {
  const expiration = shown.expires === undefined ? '' : ` expirationDate="${shown.expires}"`;
  const attributes = `${expiration} completeListSize="${shown.completeListSize}" cursor="${shown.cursor}"`;
  return `<resumptionToken${attributes}>${token}</resumptionToken>`;
}
