import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HandleError } from '../outcome.js';
import { decodedName, Parameters, rawBelow } from '../request-parts.js';
import { allowOrigins, sendJson, sendOptions, unknownMethod } from './answers.js';
import { HandleErrorFilter } from './handle-error.filter.js';
import { type HandleAnswer, HandleReader } from './handle-reader.js';
import { HandleWriter } from './handle-writer.js';

/** Path of the API; the rest of a path is a name. */
export const handlesRoot = '/api/handles';

/** `/api/handles`: the HTTP JSON API of handle.net 9 over the record store. */
@Injectable()
export class HandleApi {
  constructor(
    private readonly reader: HandleReader,
    private readonly writer: HandleWriter,
    private readonly errors: HandleErrorFilter,
  ) {}

  /** Answers a request. Everything after the root is the name: further slashes belong to it. */
  async serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      await this.answer(request, reply);
    } catch (error) {
      if (!(error instanceof HandleError)) throw error;
      this.errors.answer(error, request, reply);
    }
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') {
      sendOptions(reply);
      return;
    }
    const raw = rawBelow(request, handlesRoot);
    const { status, body } =
      raw === '' && request.method === 'GET' && request.url.includes('prefix=')
        ? await this.reader.list(Parameters.ofQuery(request), request)
        : await this.ofHandle(decodedName(raw), request);
    sendJson(request, reply, status, body);
  }

  private ofHandle(asked: string, request: FastifyRequest): Promise<HandleAnswer> {
    request.pid = asked;
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.reader.resolve(asked, Parameters.ofQuery(request), request);
      case 'POST':
        return this.reader.resolve(asked, Parameters.ofQueryAndBody(request), request);
      case 'PUT':
        return this.writer.put(asked, Parameters.ofQuery(request), request);
      case 'DELETE':
        return this.writer.delete(asked, Parameters.ofQuery(request), request);
      default:
        throw unknownMethod(request.method);
    }
  }
}
