import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDiskFault, isPassing } from './database/faults.js';
import { bodyLimitBytes } from './http.js';
import { RegistryError } from './errors.js';
import { Faces } from './faces.js';
import type { PinoLogger } from './logging.js';

/** Turns whatever was thrown into one RegistryError and shows it in the shape of the face that was asked. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly faces: Faces,
    private readonly logger: PinoLogger,
    private readonly methodsOf: (rawUrl: string) => string[],
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers the request with the error, in the shape of its face. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.toRegistryError(exception, request);
    const answer = this.faces.of(request)(error, request);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply
      .status(answer.status)
      .headers({ 'cache-control': 'no-store', ...error.headers, ...answer.headers })
      .header('content-type', answer.contentType)
      .send(answer.body);
  }

  private toRegistryError(exception: unknown, request: FastifyRequest): RegistryError {
    const known =
      exception instanceof RegistryError
        ? exception
        : (this.fromHttpEdge(exception, request) ?? fromDatabase(exception));
    if (known?.id === 'serviceUnavailable' && known.cause !== undefined)
      this.tellOperator(known.cause, request);
    if (known !== undefined) return known;
    this.logger.error({ requestId: request.id, err: exception }, 'unexpected error');
    return new RegistryError('internalServerError', { reference: request.id });
  }

  private tellOperator(fault: unknown, request: FastifyRequest): void {
    const level = isDiskFault(fault) ? 'error' : 'warn';
    this.logger[level]({ requestId: request.id, err: fault }, 'the database could not serve a request');
  }

  /** Errors that Fastify or Nest raised before our code was reached. */
  private fromHttpEdge(exception: unknown, request: FastifyRequest): RegistryError | undefined {
    // The client went away while it sent; nobody reads this answer.
    if (request.raw.errored !== null && exception === request.raw.errored)
      return new RegistryError('malformedData', {}, { cause: exception });
    const status = exception instanceof HttpException ? exception.getStatus() : fastifyStatus(exception);
    if (status === 404) return this.unrouted(request);
    if (status === 413) return new RegistryError('payloadTooLarge', { limit: bodyLimitBytes });
    if (status === 415) return new RegistryError('unsupportedMediaType');
    if (isRouterError(exception)) return new RegistryError('badData', { key: 'path' }, { cause: exception });
    if (status === 414 || status === 400) return new RegistryError('malformedData', {}, { cause: exception });
    return undefined;
  }

  private unrouted(request: FastifyRequest): RegistryError {
    const allowed = this.methodsOf(request.raw.url ?? '/');
    if (allowed.length === 0 || allowed.includes(request.method)) return new RegistryError('notFound');
    const allow = allowed.join(', ');
    return new RegistryError('methodNotAllowed', { allowed: allow }, { headers: { allow } });
  }
}

/** The router could not read the path. Source: Fastify's error codes. */
function isRouterError(exception: unknown): boolean {
  const code = exception instanceof Error && 'code' in exception ? exception.code : undefined;
  return code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH';
}

function fastifyStatus(exception: unknown): number | undefined {
  if (!(exception instanceof Error) || !('code' in exception) || !('statusCode' in exception))
    return undefined;
  return String(exception.code).startsWith('FST_') ? Number(exception.statusCode) : undefined;
}

function fromDatabase(exception: unknown): RegistryError | undefined {
  if (!isPassing(exception)) return undefined;
  return new RegistryError('serviceUnavailable', {}, { cause: exception, headers: { 'retry-after': '5' } });
}
