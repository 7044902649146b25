import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Face } from '../../platform/faces.js';
import { readAuthorization } from '../authorization-header.js';
import { type FailureName, HandleError } from '../outcome.js';
import { HandleSessions } from '../sessions.js';
import { errorBody, sendJson } from './answers.js';

/** Shows refusals of the HTTP JSON API; to a 401 it adds both ways to authenticate, with a session ready for one. */
@Catch(HandleError)
@Injectable()
export class HandleErrorFilter implements ExceptionFilter<HandleError> {
  constructor(private readonly sessions: HandleSessions) {}

  catch(error: HandleError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers the request with the refusal. */
  answer(error: HandleError, request: FastifyRequest, reply: FastifyReply): void {
    void reply.headers(error.extra.headers ?? {}).header('cache-control', 'no-store');
    if (error.status === 401) void reply.header('www-authenticate', this.challenges(error, request));
    sendJson(request, reply, error.status, errorBody(error.name, error.message, request.pid));
  }

  private challenges(error: HandleError, request: FastifyRequest): string[] {
    const { id, nonce } = this.sessions.create(request.ip);
    const fault = error.name === 'authenticationFailed' ? ', error="Identity not verified"' : '';
    const session = `Handle sessionId="${id}", nonce="${nonce.toString('base64')}"${fault}`;
    const { scheme } = readAuthorization(request.headers.authorization);
    // Browsers would open their own dialogue for Basic, over the page that asked.
    const scripted = request.headers['x-requested-with'] === 'XMLHttpRequest';
    return scripted || scheme === 'handle' ? [session] : ['Basic realm="handle"', session];
  }
}

const names: Record<number, FailureName> = { 404: 'protocolError', 500: 'error', 503: 'busy' };

/** Errors of the HTTP edge in the shape of the HTTP JSON API. */
export const handleFace: Face = (error, request) => {
  const message =
    error.status === 415
      ? `Unsupported media type ${request.headers['content-type'] ?? ''}`
      : error.status === 404
        ? `Unknown API ${request.method} ${request.url.split('?', 1)[0] ?? ''}`
        : error.message;
  return {
    // Handle.net calls a wrong media type a bad request.
    status: error.status === 415 ? 400 : error.status,
    contentType: 'application/json;charset=utf-8',
    body: JSON.stringify(errorBody(names[error.status] ?? 'protocolError', message, request.pid)),
  };
};
