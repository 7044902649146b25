import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import FindMyWay from 'find-my-way';
import { answerClientError, headerLimitBytes } from './client-errors.js';
import type { Config } from './config.js';
import { RegistryError } from './errors.js';
import { restRoot } from './location.js';
import { loggedPath } from './logged-path.js';
import type { PinoLogger } from './logging.js';

/** Largest request body of the REST API and the protocol faces, in bytes. */
export const bodyLimitBytes = 1_048_576;
/** Path whose text/plain bodies are read as a stream. */
const streamedTextPath = '/api/batch';
const acceptableRequestId = /^[\w.:-]{1,100}$/;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request speaks for, for the log line; set by authentication. */
    principalId?: string;
    /** The PID that the request is about, for the log line. */
    pid?: string;
  }
}

/** Answers a request that the router itself could not read: percent-encoding that is none, a path segment too long. */
export type RouterErrorAnswer = (error: Error, request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Stands for a body that could not be read. Its fault is told only to who may send one: whether a thing exists and who
 * may act on it is judged first (contract 0.3).
 */
export class UnreadableBody {
  constructor(readonly fault: RegistryError) {}
}

/** @throws RegistryError the fault of a body that could not be read. Call when the caller may send one */
export function assertReadable({ body }: FastifyRequest): void {
  if (body instanceof UnreadableBody) throw body.fault;
}

/** The HTTP server with our limits and identifiers, before any route exists. */
export function createHttpAdapter(
  config: Config,
  logger: PinoLogger,
  answerRouterError?: RouterErrorAnswer,
): FastifyAdapter {
  const tls =
    config.TLS_CERT_FILE !== undefined && config.TLS_KEY_FILE !== undefined
      ? {
          https: {
            maxHeaderSize: headerLimitBytes,
            cert: readFileSync(config.TLS_CERT_FILE),
            key: readFileSync(config.TLS_KEY_FILE),
            // Handle clients may show a self-signed certificate; its key is compared with their HS_PUBKEY value.
            requestCert: true,
            rejectUnauthorized: false,
          },
        }
      : { http: { maxHeaderSize: headerLimitBytes } };
  return new FastifyAdapter({
    clientErrorHandler: answerClientError,
    // Nothing here is middleware in the manner of Express, and every request would pass by.
    skipMiddie: true,
    ...tls,
    ...(answerRouterError && {
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        // No hook runs for these.
        reply.header('x-request-id', request.id);
        // Any site's scripts may read the REST API, as Onezone lets them; credentials travel in headers of their own.
        if (request.url.startsWith(restRoot)) reply.header('access-control-allow-origin', '*');
        answerRouterError(error, request, reply);
      },
    }),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    // Long enough for a large batch file.
    requestTimeout: 120_000,
    keepAliveTimeout: 5_000,
    connectionTimeout: 60_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    trustProxy: config.TRUST_PROXY.length > 0 ? [...config.TRUST_PROXY] : false,
    genReqId: requestId,
    rewriteUrl: ({ url = '/' }) => withoutTrailingSlash(url),
    routerOptions: { maxParamLength: 4096 },
  });
}

/** Body parsers, the log line of each request and the request id header. Call before `app.init()`. */
export function configureHttp(fastify: FastifyInstance, logger: PinoLogger): void {
  addBodyParsers(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // Any site's scripts may read the REST API, as Onezone lets them; credentials travel in headers of their own.
    if (request.url.startsWith(restRoot)) reply.header('access-control-allow-origin', '*');
    // The router ends the path there, and whoever judges the whole of it would judge another path (RFC 9112, 3.2).
    if (request.url.includes('#')) done(new RegistryError('malformedData'));
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(logger, request, reply);
    done();
  });
}

/**
 * Finds out which methods a path answers, so that a wrong one gets 405 instead of 404.
 * @returns a function from a raw URL to the methods routed for it
 */
export function collectRoutes(fastify: FastifyInstance): (rawUrl: string) => string[] {
  const routes = FindMyWay({ maxParamLength: 4096 });
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      // A catch-all answers everything by itself; it says nothing about a path.
      if (methods.some((known) => known === one) && url !== '*' && url !== '/*')
        routes.on(one as 'GET', url, () => undefined);
    }
  });
  return (rawUrl) => methods.filter((method) => routes.find(method, rawUrl.split('?')[0] ?? '/') !== null);
}

/** Onezone's server takes a REST path with a slash at its end for the one without. Other paths may be names that end so. */
function withoutTrailingSlash(url: string): string {
  return url.startsWith(`${restRoot}/`) ? url.replace(/^([^?]*[^?/])\/+(?=\?|$)/, '$1') : url;
}

function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && acceptableRequestId.test(given) ? given : randomUUID();
}

/** JSON is parsed (empty = `{}`), forms and text stay text, XML stays bytes; each face checks what it was given. */
function addBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/(x-|[\w.-]+\+)?json(;|$)/,
    { parseAs: 'string' },
    (_request, body, done) => {
      try {
        done(null, body === '' ? {} : jsonValue(body.toString()));
      } catch (error) {
        done(null, new UnreadableBody(new RegistryError('malformedData', {}, { cause: error })));
      }
    },
  );
  fastify.addContentTypeParser(
    /^application\/x-www-form-urlencoded(;|$)/,
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, body);
    },
  );
  fastify.addContentTypeParser(/^text\/plain(;|$)/, (request, payload, done) => {
    // Streamed: a batch file is read line by line as it comes, however long it is.
    if (request.url.startsWith(streamedTextPath)) done(null, payload);
    else
      payload
        .resume()
        .once('end', () => done(null, new UnreadableBody(new RegistryError('unsupportedMediaType'))));
  });
  fastify.addContentTypeParser(
    /^(application|text)\/xml(;|$)/,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      done(null, body);
    },
  );
}

/** JSON without the keys that could reach an object's prototype. Texts stay reserved for bodies that are not JSON. */
function jsonValue(text: string): unknown {
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__') throw new SyntaxError('__proto__ is not a key');
    return value;
  });
  if (typeof parsed === 'string') throw new SyntaxError('a body is no bare string');
  return parsed;
}

function logRequest(logger: PinoLogger, request: FastifyRequest, reply: FastifyReply): void {
  logger.info(
    {
      requestId: request.id,
      method: request.method,
      path: loggedPath(request.url),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      principal: request.principalId,
      pid: request.pid,
    },
    'request',
  );
}
