import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RegistryError } from '../../platform/errors.js';
import type { Caveat } from '../tokens/caveats.js';

/** Who a request speaks for. `caveats` narrow the token that said so; tokens made in the request inherit them. */
export type Principal = { kind: 'nobody' } | { kind: 'user'; userId: string; caveats?: readonly Caveat[] };

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard on every request that reaches a route. */
    principal?: Principal;
  }
}

/** What a change is recorded with: who asked for it, in which request. */
export interface Actor {
  userId: string;
  requestId: string;
  caveats: readonly Caveat[];
}

/** The signed-in user of a request; routes that take it have a policy that lets nobody else in. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.principal?.kind !== 'user') throw new RegistryError('unauthorized');
  return {
    userId: request.principal.userId,
    requestId: request.id,
    caveats: request.principal.caveats ?? [],
  };
});
