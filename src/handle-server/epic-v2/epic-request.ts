import type { FastifyRequest } from 'fastify';
import type { Conditions } from './epic-conditions.js';
import { decodedName, Parameters, rawBelow } from '../request-parts.js';

/** A request to the EPIC face, with what its query says instead of method and headers. */
export interface EpicRequest {
  method: string;
  /** `/api/v2/handles` or `/handles`, as asked. */
  root: string;
  prefix: string | undefined;
  /** undefined: the collection of the prefix. */
  suffix: string | undefined;
  parameters: Parameters;
  conditions: Conditions;
  accept: string;
}

const tunnelled = new Set(['PUT', 'DELETE']);
/** Parameters that steer the request; every other one is a type to search for. */
const steering = new Set(['limit', 'page', 'generator', 'prefix', 'suffix']);

/** Takes a request apart: the raw path once, and the query's `_method` and `_http_…`, of which only these are heard. */
export function readEpic(request: FastifyRequest, root: string): EpicRequest {
  const parameters = Parameters.ofQuery(request);
  const [rawPrefix = '', ...rest] = rawBelow(request, root).split('/');
  const rawSuffix = rest.join('/');
  const wanted = parameters.first('_method')?.toUpperCase();
  const { headers, method } = request;
  return {
    method: method === 'POST' && wanted !== undefined && tunnelled.has(wanted) ? wanted : method,
    root,
    prefix: rawPrefix === '' ? undefined : decodedName(rawPrefix),
    suffix: rawSuffix === '' ? undefined : decodedName(rawSuffix),
    parameters,
    conditions: {
      ifMatch: parameters.first('_http_if_match') ?? headers['if-match'],
      ifNoneMatch: parameters.first('_http_if_none_match') ?? headers['if-none-match'],
    },
    accept: parameters.first('_http_accept') ?? headers.accept ?? '',
  };
}

/** The types and values that a listing is searched by. */
export function searchTerms(request: FastifyRequest): [string, string][] {
  const query = request.url.slice(`${request.url}?`.indexOf('?') + 1);
  return [...new URLSearchParams(query)].filter(([name]) => !steering.has(name) && !name.startsWith('_'));
}
