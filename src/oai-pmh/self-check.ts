import { intake } from '../xml/intake.js';
import { COLLECTION_LIMITS } from '../xml/limits.js';
import { attributeValue, childElement, childElements, textContent, type XmlElement } from '../xml/tree.js';
import type { OaiErrorCode } from './oai-error.js';

/** One thing that OAI-PMH demands, tried out. */
export interface CheckResult {
  /** What was tried. */
  title: string;
  /** Section of OAI-PMH 2.0. */
  section: string;
  passed: boolean;
  /** What came instead; undefined when it passed. */
  found: string | undefined;
}

/** Answers a request as the endpoint does. */
export type Ask = (query: string) => Promise<string>;

interface Reply {
  root: XmlElement;
  errors: string[];
}

interface Check {
  title: string;
  section: string;
  /** @returns what is wrong, or undefined */
  run: (ask: (query: string) => Promise<Reply>) => Promise<string | undefined>;
}

/** Runs the conformance list against the endpoint. A reply that is no strict XML fails its check. */
export async function runSelfCheck(ask: Ask, baseUrl: string): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { title, section, run } of [...errorChecks, ...contentChecks(baseUrl)]) {
    const found = await run(async (query) => readReply(await ask(query), baseUrl)).catch((error: unknown) =>
      error instanceof UnfitReply
        ? error.message
        : Promise.reject(error instanceof Error ? error : new Error(String(error))),
    );
    results.push({ title, section, passed: found === undefined, found });
  }
  return results;
}

/** A reply that cannot be an OAI-PMH document. */
class UnfitReply extends Error {}

function readReply(text: string, baseUrl: string): Reply {
  const taken = intake(text, { limits: COLLECTION_LIMITS });
  if (!taken.accepted) throw new UnfitReply(`no strict XML: ${taken.faults[0]?.message ?? ''}`);
  const [date, request, ...rest] = childElements(taken.root);
  if (date?.name !== 'responseDate' || request?.name !== 'request' || rest.length === 0) {
    throw new UnfitReply('responseDate, request and content do not stand in this order');
  }
  if (textContent(request) !== baseUrl) throw new UnfitReply('request does not name the base URL');
  const errors = childElements(taken.root, 'error').map((error) => attributeValue(error, 'code') ?? '');
  return { root: taken.root, errors };
}

const fails = (title: string, section: string, query: string, ...codes: OaiErrorCode[]): Check => ({
  title,
  section,
  run: async (ask) => {
    const { errors } = await ask(query);
    return errors.some((code) => codes.some((wanted) => wanted === code))
      ? undefined
      : `got ${errors.join(', ') || 'no error'}`;
  },
});

const list = 'verb=ListRecords&metadataPrefix=oai_dc';

const errorChecks: Check[] = [
  fails('no verb', '3.6', '', 'badVerb'),
  fails('unknown verb', '3.6', 'verb=junk', 'badVerb'),
  fails('repeated verb', '3.6', 'verb=Identify&verb=Identify', 'badVerb'),
  fails('unknown argument', '3.6', 'verb=Identify&junk=1', 'badArgument'),
  fails('missing metadataPrefix', '4.5', 'verb=ListRecords', 'badArgument'),
  fails('repeated argument', '3.6', `${list}&metadataPrefix=oai_dc`, 'badArgument'),
  fails('impossible date', '3.3', `${list}&from=2020-02-30`, 'badArgument'),
  fails('fraction of a second', '3.3', `${list}&until=2020-01-01T00:00:00.5Z`, 'badArgument'),
  fails('two granularities', '3.3', `${list}&from=2020-01-01&until=2020-01-02T00:00:00Z`, 'badArgument'),
  fails('from later than until', '3.3', `${list}&from=2020-01-02&until=2020-01-01`, 'badArgument'),
  fails('token beside another argument', '3.5', `${list}&resumptionToken=x`, 'badArgument'),
  fails('unknown token', '3.5', 'verb=ListRecords&resumptionToken=junk', 'badResumptionToken'),
  fails('illegal set', '4.5', `${list}&set=a%20b`, 'badArgument'),
  fails('unknown set', '4.5', `${list}&set=no-such-set`, 'noRecordsMatch', 'noSetHierarchy'),
  fails('nothing that old', '4.5', `${list}&until=1970-01-01`, 'noRecordsMatch'),
  fails(
    'unknown metadataPrefix',
    '4.5',
    'verb=ListRecords&metadataPrefix=no-such-format',
    'cannotDisseminateFormat',
  ),
  fails(
    'unknown identifier',
    '4.1',
    'verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y',
    'idDoesNotExist',
  ),
  fails(
    'identifier that is no URI',
    '4.1',
    'verb=GetRecord&metadataPrefix=oai_dc&identifier=%25zz',
    'badArgument',
  ),
];

function contentChecks(baseUrl: string): Check[] {
  return [
    { title: 'Identify names the base URL', section: '4.2', run: (ask) => identifyNames(ask, baseUrl) },
    { title: 'oai_dc is on offer', section: '4.4', run: offersDublinCore },
    { title: 'no datestamp is older than earliestDatestamp', section: '4.2', run: earliestIsLowest },
    { title: 'GetRecord gives the header of the list', section: '2.5', run: headersAgree },
    { title: 'a list goes on by its token, without doubles', section: '3.5', run: listGoesOn },
  ];
}

type Asked = Parameters<Check['run']>[0];

async function identifyNames(ask: Asked, baseUrl: string): Promise<string | undefined> {
  const identify = childElement((await ask('verb=Identify')).root, 'Identify');
  const named = childElement(identify, 'baseURL');
  return named !== undefined && textContent(named) === baseUrl ? undefined : 'another base URL';
}

async function offersDublinCore(ask: Asked): Promise<string | undefined> {
  const formats = childElement((await ask('verb=ListMetadataFormats')).root, 'ListMetadataFormats');
  const prefixes =
    formats === undefined ? [] : childElements(formats).map((format) => childText(format, 'metadataPrefix'));
  return prefixes.includes('oai_dc') ? undefined : `only ${prefixes.join(', ')}`;
}

async function earliestIsLowest(ask: Asked): Promise<string | undefined> {
  const identify = childElement((await ask('verb=Identify')).root, 'Identify');
  const earliest = childText(identify, 'earliestDatestamp');
  const older = (await headers(ask, 'verb=ListIdentifiers&metadataPrefix=oai_dc')).find(
    (one) => one.datestamp < earliest,
  );
  return older === undefined ? undefined : `${older.identifier} is of ${older.datestamp}`;
}

async function headersAgree(ask: Asked): Promise<string | undefined> {
  const [first] = await headers(ask, 'verb=ListIdentifiers&metadataPrefix=oai_dc');
  if (first === undefined) return undefined;
  const query = `verb=GetRecord&metadataPrefix=oai_dc&identifier=${encodeURIComponent(first.identifier)}`;
  const [one] = await headers(ask, query);
  return one?.datestamp === first.datestamp
    ? undefined
    : `${first.datestamp} and ${one?.datestamp ?? 'nothing'}`;
}

async function listGoesOn(ask: Asked): Promise<string | undefined> {
  const { root } = await ask(list);
  const token = childText(childElement(root, 'ListRecords'), 'resumptionToken');
  if (token === '') return undefined;
  const seen = new Set((await headers(ask, list)).map(({ identifier }) => identifier));
  const next = await headers(ask, `verb=ListRecords&resumptionToken=${token}`);
  const doubled = next.find(({ identifier }) => seen.has(identifier));
  return next.length > 0 && doubled === undefined ? undefined : (doubled?.identifier ?? 'an empty page');
}

async function headers(ask: Asked, query: string): Promise<{ identifier: string; datestamp: string }[]> {
  const { root } = await ask(query);
  const verb = childElement(root, /verb=(\w+)/.exec(query)?.[1] ?? '');
  const found = childElements(verb ?? root).map((one) =>
    one.name === 'record' ? childElement(one, 'header') : one,
  );
  return found
    .filter((one) => one?.name === 'header')
    .map((one) => ({ identifier: childText(one, 'identifier'), datestamp: childText(one, 'datestamp') }));
}

function childText(parent: XmlElement | undefined, name: string): string {
  const child = childElement(parent, name);
  return child === undefined ? '' : textContent(child);
}
