import type { FastifyReply, FastifyRequest } from 'fastify';
import { gzipStream, leastBytes, prefersGzip } from '../../platform/compression.js';
import { type FailureName, HandleError, responseCodes } from '../outcome.js';

const json = 'application/json;charset=utf-8';
const javascript = 'application/javascript;charset=utf-8';
/** What a browser's script of another origin may see. */
const allowedHeaders = 'X-Requested-With,Authorization,Origin,Accept,Content-Type,If-Match,If-None-Match';
const allowedMethods = 'GET,POST,HEAD,PUT,DELETE';
const exposedHeaders = 'Content-Length,WWW-Authenticate,Location,ETag';

/**
 * Sends a JSON answer; `callback` makes it a script, `pretty` indents it, and a long one comes as gzip to whoever prefers
 * it. Source: handle.net HTTP JSON API.
 */
export function sendJson(request: FastifyRequest, reply: FastifyReply, status: number, body: object): void {
  // Most requests ask for neither.
  const asked = request.url.includes('?') ? (request.query as Record<string, string | string[]>) : {};
  const text = 'pretty' in asked ? JSON.stringify(body, null, 2) : JSON.stringify(body);
  const callback = [asked['callback']].flat()[0];
  void reply.code(status);
  if (callback === undefined) sendText(request, reply, json, text);
  else {
    void reply.header('x-content-type-options', 'nosniff');
    const script = `${callback.replace(/[^\w$]/g, '_')}(${text.replace(/[\u2028\u2029]/g, ' ')});`;
    sendText(request, reply, javascript, script);
  }
}

function sendText(request: FastifyRequest, reply: FastifyReply, contentType: string, text: string): void {
  void reply.header('content-type', contentType);
  if (text.length < leastBytes) {
    void reply.send(text);
    return;
  }
  const origin = reply.getHeader('vary');
  void reply.header('vary', origin === undefined ? 'Accept-Encoding' : `${String(origin)}, Accept-Encoding`);
  if (prefersGzip(request.headers['accept-encoding']))
    void reply.header('content-encoding', 'gzip').send(gzipStream(text));
  else void reply.send(text);
}

/** The body of an error: code, message, and the handle as it was asked for. */
export function errorBody(name: FailureName, message: string, handle: string | undefined) {
  return { responseCode: responseCodes[name], message, ...(handle !== undefined && { handle }) };
}

/** Lets scripts of any origin read the answer; credentials of the browser are never used. */
export function allowOrigins(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  void reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
  if (request.method === 'OPTIONS')
    void reply
      .header('access-control-allow-methods', allowedMethods)
      .header('access-control-allow-headers', allowedHeaders)
      .header('access-control-max-age', '86400');
  else void reply.header('access-control-expose-headers', exposedHeaders);
}

/** The answer to OPTIONS. */
export function sendOptions(reply: FastifyReply): void {
  void reply.code(200).header('allow', 'GET, HEAD, POST, PUT, DELETE, OPTIONS').send('');
}

/** A method that this protocol does not know. */
export function unknownMethod(method: string): HandleError {
  return new HandleError('protocolError', `Unknown method ${method}`, { status: 501 });
}
