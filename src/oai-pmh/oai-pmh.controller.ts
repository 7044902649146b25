import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/policy.js';
import { OaiProvider } from './oai-provider.js';

/** OAI-PMH over HTTP: arguments in the query of GET, in the form of POST. Source: OAI-PMH 2.0, section 3.1. */
@Controller('oai_pmh')
@Public()
export class OaiPmhController {
  constructor(private readonly provider: OaiProvider) {}

  @Get()
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.send(queryOf(request), reply);
  }

  @Post()
  @HttpCode(200)
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = typeof request.body === 'string' ? Buffer.from(request.body).toString('latin1') : '';
    await this.send([queryOf(request), form].filter((part) => part !== '').join('&'), reply);
  }

  private async send(raw: string, reply: FastifyReply): Promise<void> {
    const body = await this.provider.answer(raw);
    await reply.header('content-type', 'text/xml; charset=utf-8').send(body);
  }
}

function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}
