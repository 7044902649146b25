import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueryFailedError } from 'typeorm';
import { bodyLimitBytes } from './http.js';
import { RegistryError } from './errors.js';
import { Faces } from './faces.js';
import type { PinoLogger } from './logging.js';

/** Database states that pass by themselves: full disk, lock, pool or connection trouble. Sources: SQLite result codes, PostgreSQL errcodes. */
const passingDatabaseFaults = new Set([
  'SQLITE_FULL',
  'SQLITE_BUSY',
  'SQLITE_IOERR',
  '53100',
  '53200',
  '53300',
  '55P03',
  '57P01',
  '57P03',
  '57014',
  '40001',
  '40P01',
  'ECONNREFUSED',
  'ECONNRESET',
]);

/** Those of them that last until a person acts. */
const diskFaults = new Set(['SQLITE_FULL', 'SQLITE_IOERR', '53100']);

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
    if (exception instanceof RegistryError) {
      if (exception.id === 'serviceUnavailable' && exception.cause !== undefined)
        this.tellOperator(exception, request);
      return exception;
    }
    const edge = this.fromHttpEdge(exception, request);
    if (edge !== undefined) return edge;
    const passing = fromDatabase(exception);
    if (passing !== undefined) {
      this.tellOperator(exception, request);
      return passing;
    }
    this.logger.error({ requestId: request.id, err: exception }, 'unexpected error');
    return new RegistryError('internalServerError', { reference: request.id });
  }

  private tellOperator(fault: unknown, request: FastifyRequest): void {
    const level = diskFaults.has(primary(codeOf(fault))) ? 'error' : 'warn';
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

/** SQLite says more of a fault behind its code: SQLITE_IOERR_FSYNC. */
const primary = (code: string) => /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;

/** What a driver of a database calls its fault; '' for any other. */
function codeOf(exception: unknown): string {
  const fault = driverErrorOf(exception);
  return typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : '';
}

const driverErrorOf = (exception: unknown): unknown =>
  exception instanceof QueryFailedError ? exception.driverError : exception;

function fromDatabase(exception: unknown): RegistryError | undefined {
  const fault = driverErrorOf(exception);
  const poolExhausted =
    fault instanceof Error && fault.message.includes('timeout exceeded when trying to connect');
  if (!passingDatabaseFaults.has(primary(codeOf(exception))) && !poolExhausted) return undefined;
  return new RegistryError('serviceUnavailable', {}, { cause: exception, headers: { 'retry-after': '5' } });
}
