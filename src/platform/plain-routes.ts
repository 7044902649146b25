import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { assertReadable } from './http.js';

/** Answers a request; whatever it throws is shown by the face of the path, as everywhere. */
export type PlainHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Routes that stand on Fastify itself (ADR-0016): those of names and of harvesters, which are asked for most and by anyone.
 * They have no guard, so their handlers judge by themselves who may do what.
 */
@Injectable()
export class PlainRoutes {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  /** Adds a route of one method, or of all. Call when a module is initialised. */
  add(method: 'GET' | 'POST' | 'ALL', url: string, handler: PlainHandler): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    const serve = (request: FastifyRequest, reply: FastifyReply) => {
      assertReadable(request);
      // No promise goes to Fastify, which would take the end of a handler for the end of the answer that it streams.
      handler(request, reply).catch((error: unknown) => reply.send(error));
    };
    if (method === 'ALL') fastify.all(url, serve);
    else fastify.route({ method, url, handler: serve });
  }
}
