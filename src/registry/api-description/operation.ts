import { createErrorExample, statusOf, type ErrorId } from '../../platform/errors.js';
import { exampleIds, type Example } from '../../platform/describe.js';
import { pageLimit, wholeListLimit } from '../../platform/paging.js';
import type { Policy } from '../privileges/policy.js';
import { bodyErrors, type BodySchema } from './body-errors.js';

/** An operation of the document as @nestjs/swagger makes it, with what our decorators left on it. */
export interface RawOperation {
  summary?: string;
  description?: string;
  operationId?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: BodySchema; example?: unknown }> };
  responses?: Record<string, unknown>;
  'x-described'?: Example;
  'x-policy'?: Policy;
  'x-paged'?: boolean;
  'x-conditional'?: boolean;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: object;
  example?: unknown;
}

/** Example values of path parameters by the path segment before them. */
const examplesBySegment: Readonly<Record<string, string>> = {
  users: exampleIds.user,
  owners: exampleIds.user,
  groups: exampleIds.group,
  children: exampleIds.childGroup,
  parents: exampleIds.parentGroup,
  spaces: exampleIds.space,
  shares: exampleIds.share,
  handles: exampleIds.handle,
  handle_services: exampleIds.handleService,
  named: exampleIds.token,
  client_tokens: exampleIds.token,
  name: 'harvest script',
  data: exampleIds.rootFile,
  prefixes: '21.T15999',
  administrators: 'ADMIN',
  oai_sets: 'datasets',
  handle_bans: '192.0.2.7',
};

/** Finishes one operation: parameters, request and answer examples, and every error that it may answer. */
export function finishOperation(path: string, method: string, raw: RawOperation): object {
  const { 'x-described': described = {}, 'x-policy': policy, ...rest } = raw;
  const { 'x-paged': paged = false, 'x-conditional': conditional = false, ...operation } = rest;
  const keyed = method === 'post' && policy?.kind !== 'public';
  const success = described.status ?? 200;
  return {
    ...operation,
    operationId: operationIdOf(path, method),
    parameters: [
      ...pathParameters(path),
      ...(operation.parameters ?? []).filter((one) => one.in !== 'path'),
      ...(paged ? pageParameters(described.usualPage) : []),
      ...(conditional ? [ifMatch] : []),
      ...(keyed ? [idempotencyKey] : []),
    ],
    ...(operation.requestBody && { requestBody: withExample(operation.requestBody, described.body) }),
    responses: {
      [success]: successOf(success, described.answer, paged),
      ...(described.mayTakeLonger === true && { 202: successOf(202, described.answer, paged) }),
      ...errorResponses(errorsOf(raw, { method, paged, conditional, keyed })),
    },
    ...(policy?.kind === 'public' ? { security: [] } : { 'x-policy': policy }),
  };
}

function operationIdOf(path: string, method: string): string {
  const words = path
    .split('/')
    .slice(4)
    .map((part) => part.replace(/^\{(\w+)\}$/, 'by_$1'));
  return [method, ...words]
    .join('_')
    .replace(/[^A-Za-z0-9]+(\w)?/g, (_match, letter?: string) => letter?.toUpperCase() ?? '');
}

function pathParameters(path: string): Parameter[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return [];
    const before = (parts[index - 1] ?? '').replace(/^effective_/, '');
    const example = examplesBySegment[before] ?? 'snow.csv';
    return [{ name, in: 'path', required: true, schema: { type: 'string' }, example }];
  });
}

const pageParameters = (usualPage?: number): Parameter[] => [
  {
    name: 'limit',
    in: 'query',
    description:
      usualPage === undefined
        ? `Most entries of a page; without it the whole list, up to ${wholeListLimit} entries`
        : `Most entries of a page; ${usualPage} unless given`,
    schema: {
      type: 'integer',
      minimum: 1,
      maximum: pageLimit,
      ...(usualPage !== undefined && { default: usualPage }),
    },
  },
  {
    name: 'cursor',
    in: 'query',
    description: 'Where the page begins: follow the address of `Link: rel="next"`',
    schema: { type: 'string' },
  },
];
const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  description: 'ETag of the version that the change is meant for',
  schema: { type: 'string' },
};
const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'The same key with the same request is done once and answered alike, without secrets, for a day',
  schema: { type: 'string', maxLength: 255 },
};

function withExample(body: NonNullable<RawOperation['requestBody']>, example: unknown) {
  const required = Object.values(body.content).some(({ schema }) => (schema?.required?.length ?? 0) > 0);
  const content = Object.fromEntries(
    Object.entries(body.content).map(([type, media]) => [
      type,
      example === undefined ? media : { ...media, example },
    ]),
  );
  return { ...body, required, content };
}

function successOf(status: number, answer: unknown, paged: boolean): object {
  const text = { type: 'string' };
  const headers = {
    ...([201, 202, 307].includes(status) && { Location: { schema: text } }),
    ...(paged && { Link: { schema: text, description: '`rel="next"` when there is another page' } }),
  };
  return {
    description:
      { 200: 'Done', 201: 'Created', 202: 'Accepted', 204: 'Done', 307: 'Redirect' }[status] ?? 'Done',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(answer !== undefined && { content: { 'application/json': { schema: {}, example: answer } } }),
  };
}

interface Manners {
  method: string;
  paged: boolean;
  conditional: boolean;
  keyed: boolean;
}

function errorsOf(
  { 'x-described': described = {}, 'x-policy': policy, requestBody }: RawOperation,
  { method, paged, conditional, keyed }: Manners,
): ErrorId[] {
  const guarded: ErrorId[] = ['unauthorized', 'forbidden', 'tooManyRequests'];
  return [
    ...(policy?.kind === 'public' ? [] : guarded),
    ...(policy?.kind === 'resource' || (policy !== undefined && ('related' in policy || 'group' in policy))
      ? (['notFound'] as const)
      : []),
    ...(requestBody === undefined ? [] : bodyErrors(requestBody, method)),
    ...(paged ? (['badValueInteger', 'badValueTooLow', 'badValueTooHigh', 'badData'] as const) : []),
    ...(paged && described.usualPage === undefined ? (['limitReached'] as const) : []),
    ...(conditional ? (['preconditionFailed'] as const) : []),
    ...(keyed ? (['idempotencyKeyReused', 'conflict'] as const) : []),
    ...(described.errors ?? []),
    'internalServerError',
    'serviceUnavailable',
  ];
}

/** One response a status, with an example for each error id. */
function errorResponses(ids: readonly ErrorId[]): Record<string, object> {
  const responses: Record<string, object> = {};
  for (const status of new Set(ids.map(statusOf))) {
    const examples = ids
      .filter((id) => statusOf(id) === status)
      .map((id) => [id, { value: { error: createErrorExample(id) } }]);
    responses[status] = {
      description: [...new Set(ids.filter((id) => statusOf(id) === status))].join(', '),
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/Error' },
          examples: Object.fromEntries(examples) as object,
        },
      },
    };
  }
  return responses;
}
