import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Public } from '../../platform/policy.js';
import { acceptedEncoding, encodingHeaders } from '../assets/encodings.js';
import { sendDocument, sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { ReferencePages } from './reference-pages.js';

/** The reference of the REST API for people. Programs read `/api/openapi.json`. */
@Controller('api/docs')
@Public()
export class ApiReferenceController {
  constructor(
    private readonly pages: ReferencePages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** All operations in short, or those that `?q=` finds. */
  @Get()
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
  @Get(':page')
  page(@Param('page') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.send(request, reply, name);
  }

  private send(request: FastifyRequest, reply: FastifyReply, name?: string): void {
    const context = pageContext(request, this.config);
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    const body = this.pages.kept(context, name)[encoding];
    const headers = {
      'cache-control': 'public, max-age=300',
      vary: 'accept-encoding, accept-language, cookie',
      ...encodingHeaders(encoding),
    };
    sendDocument(reply, context, { status: 200, body, headers });
  }
}
