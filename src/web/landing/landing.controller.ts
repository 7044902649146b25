import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { sendPage, type HtmlAnswer } from '../page/html.js';
import { pageContext, type PageContext } from '../page/page-context.js';
import { toPublicRecord, type PublicRecord } from '../record/record.js';
import { publishedHandlesOfShare } from '../record/record.queries.js';
import { FormerIdentifiersPage } from './former-identifiers-page.js';
import { LandingPage } from './landing-page.js';

/** `/share/{shareId}`: the landing page of a share's handle. */
@Controller()
export class LandingController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** 200 with the live record; 410 with the former PIDs when all are withdrawn; 404 when nothing was ever published. */
  @Get('share/:shareId')
  @Public()
  async landing(
    @Param('shareId') shareId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const rows = await this.database.read((reader) => publishedHandlesOfShare(reader, shareId));
    const [first, ...rest] = rows.map(toPublicRecord);
    if (first === undefined) throw new RegistryError('notFound');
    request.pid = first.pid;
    const context = pageContext(request, this.config);
    sendPage(reply, context, answerFor(first, rest, context));
  }
}

function answerFor(first: PublicRecord, rest: readonly PublicRecord[], context: PageContext): HtmlAnswer {
  if (first.withdrawal !== undefined)
    return { status: 410, page: FormerIdentifiersPage({ context, records: [first, ...rest] }) };
  return { status: 200, page: LandingPage({ context, record: first }) };
}
