import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Public } from '../../platform/policy.js';
import { acceptedEncoding, encodingHeaders, type Encoded } from '../assets/encodings.js';
import { sendTagged } from '../machine/conditional.js';
import { sendDocument, sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { ReferencePages } from './reference-pages.js';

/** What the REST API is: OpenAPI 3.1 for programs, and pages made of it for people. */
@ApiExcludeController()
@Controller('api')
@Public()
export class ApiReferenceController {
  constructor(
    private readonly pages: ReferencePages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('openapi.json')
  document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { body, headers } = inEncoding(request, this.pages.document());
    void reply.headers({
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    sendTagged(reply, body);
  }

  /** All operations in short, or those that `?q=` finds. */
  @Get('docs')
  index(@Query('q') question: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (typeof question !== 'string' || question.trim() === '') {
      this.send(request, reply);
      return;
    }
    const context = pageContext(request, this.config);
    const page = this.pages.found(context, question.trim());
    sendPage(reply, context, { status: 200, page, headers: { 'cache-control': 'public, max-age=60' } });
  }

  /** The operations of a tag in full, or all errors. */
  @Get('docs/:page')
  page(@Param('page') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(request, reply, name);
  }

  private send(request: FastifyRequest, reply: FastifyReply, name?: string): void {
    const context = pageContext(request, this.config);
    const { body, headers } = inEncoding(request, this.pages.kept(context, name));
    const vary = 'accept-encoding, accept-language, cookie';
    const more = { 'cache-control': 'public, max-age=300', vary };
    sendDocument(reply, context, { status: 200, body, headers: { ...headers, ...more } });
  }
}

/** A body in the encoding that the client takes best, with the headers that say so. */
function inEncoding(request: FastifyRequest, bodies: Encoded) {
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  return { body: bodies[encoding], headers: encodingHeaders(encoding) };
}
