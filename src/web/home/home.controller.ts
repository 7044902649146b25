import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Public } from '../../platform/policy.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { HomePage } from './home-page.js';

/** `/`: the start page. */
@Controller()
export class HomeController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Public()
  home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const context = pageContext(request, this.config);
    sendPage(reply, context, { status: 200, page: HomePage({ context }) });
  }
}
