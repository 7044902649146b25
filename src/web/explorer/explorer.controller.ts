import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Public } from '../../platform/policy.js';
import { OaiFacts } from '../../oai-pmh/oai-facts.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { CheckPage } from './check-page.js';
import { ExplorerPage } from './explorer-page.js';

/** The OAI-PMH endpoint for people. */
@Controller('oai')
@Public()
export class ExplorerController {
  constructor(
    private readonly oai: OaiFacts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async explorer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const context = pageContext(request, this.config);
    const page = ExplorerPage({ context, facts: await this.oai.facts() });
    sendPage(reply, context, { status: 200, page, headers: { 'cache-control': 'public, max-age=60' } });
  }

  @Get('check')
  async check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const context = pageContext(request, this.config);
    const rules = await this.oai.selfCheck();
    const reports = [await this.oai.aggregatorReport('OpenAIRE'), await this.oai.aggregatorReport('B2FIND')];
    const page = CheckPage({ context, rules, reports });
    sendPage(reply, context, { status: 200, page, headers: { 'cache-control': 'no-store' } });
  }
}
