import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Face } from '../../platform/faces.js';
import { type FailureName, HandleError } from '../outcome.js';

/** HTTP statuses that EPIC gives where the HTTP JSON API has others. Source: EPIC API v2 documentation. */
const statuses: Partial<Record<FailureName, number>> = {
  notResponsible: 404,
  valueExists: 400,
  handleExists: 412,
};

/** Shows refusals as EPIC does: a status and a text, or problem+json for clients that want JSON. */
@Catch(HandleError)
@Injectable()
export class EpicErrorFilter implements ExceptionFilter<HandleError> {
  catch(error: HandleError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = error.extra.status ?? statuses[error.name] ?? error.status;
    if (status === 401) void reply.header('www-authenticate', 'Basic realm="EPIC API v2"');
    const { contentType, body } = shown(request, status, error.message);
    void reply
      .code(status)
      .headers(error.extra.headers ?? {})
      .type(contentType)
      .send(body);
  }
}

/** Errors of the HTTP edge in EPIC's shape. */
export const epicFace: Face = (error, request) => ({
  status: error.status,
  ...shown(request, error.status, error.message),
});

function shown(request: FastifyRequest, status: number, message: string) {
  const { accept } = request.headers;
  if (accept?.includes('json') !== true)
    return { contentType: 'text/plain;charset=utf-8', body: `${message}\n` };
  const problem = { title: message, status };
  return { contentType: 'application/problem+json', body: JSON.stringify(problem) };
}
