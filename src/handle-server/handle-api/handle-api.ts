import { All, Controller, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticatesItself } from '../../platform/policy.js';
import { decodedName, Parameters, rawBelow } from '../request-parts.js';
import { allowOrigins, sendJson, sendOptions, unknownMethod } from './answers.js';
import { HandleErrorFilter } from './handle-error.filter.js';
import { type HandleAnswer, HandleReader } from './handle-reader.js';
import { HandleWriter } from './handle-writer.js';

const root = '/api/handles';

/** `/api/handles`: the HTTP JSON API of handle.net 9 over the record store. */
@Controller()
@UseFilters(HandleErrorFilter)
export class HandleApiController {
  constructor(
    private readonly reader: HandleReader,
    private readonly writer: HandleWriter,
  ) {}

  /** Everything after the root is the name: further slashes belong to it. */
  @All([root, `${root}/*`])
  @AuthenticatesItself('handle')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') {
      sendOptions(reply);
      return;
    }
    const raw = rawBelow(request, root);
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
