import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { RegistryError } from '../../platform/errors.js';
import { fingerprintOf, Idempotency, type KeptAnswer, type RepeatableRequest } from './idempotency.js';

const keyForm = /^[\x21-\x7e]{1,255}$/;

/** Lets signed-in clients repeat a POST by `Idempotency-Key`: done once, answered alike. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: Idempotency) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = repeatable(http.getRequest<FastifyRequest>());
    return request === undefined
      ? next.handle()
      : from(this.once(request, http.getResponse<FastifyReply>(), next));
  }

  private async once(request: RepeatableRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const kept = await this.idempotency.begin(request);
    if (kept !== undefined) return answerAgain(reply, kept);
    const body = await this.work(request, next);
    const location = reply.getHeader('location');
    // What was done stays done: if its answer cannot be kept, the key stays taken.
    await this.idempotency.keep(request, {
      status: reply.statusCode,
      location: typeof location === 'string' ? location : null,
      body,
    });
    return body;
  }

  private async work(request: RepeatableRequest, next: CallHandler): Promise<unknown> {
    try {
      return (await lastValueFrom(next.handle(), { defaultValue: undefined })) as unknown;
    } catch (error) {
      await this.idempotency.fail(request, error);
      throw error;
    }
  }
}

function repeatable(request: FastifyRequest): RepeatableRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || key === undefined || request.principal?.kind !== 'user') return undefined;
  if (typeof key !== 'string' || !keyForm.test(key))
    throw new RegistryError('badData', { key: 'Idempotency-Key', hint: '1 to 255 visible ASCII characters' });
  return {
    userId: request.principal.userId,
    key,
    fingerprint: fingerprintOf(request.method, request.url, request.body),
  };
}

function answerAgain(reply: FastifyReply, { status, location, body }: KeptAnswer): unknown {
  void reply.status(status).header('idempotency-replayed', 'true');
  if (location !== null) void reply.header('location', location);
  return body;
}
