import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { wantsJson } from '../page/wants-json.js';
import { pidUrl } from '../record/pid-link.js';
import { publishedHandlesOfShare } from '../record/record.queries.js';
import { toPublicRecord } from '../record/record.js';
import { RecordViews } from '../record/record-views.js';
import { FormerIdentifiersPage } from './former-identifiers-page.js';
import { recordPage } from './record-pages.js';

/** `/share/{shareId}`: the landing page of a share's handle, and the same record for machines. */
@Controller()
export class LandingController {
  constructor(
    private readonly database: Database,
    private readonly views: RecordViews,
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
    const rows = await this.database.readReplica((reader) => publishedHandlesOfShare(reader, shareId));
    const [first] = rows;
    if (first === undefined) throw new RegistryError('notFound');
    if (first.deleted_at === null) {
      await this.views.send(request, reply, first, recordPage(first, request.url.split('?', 2)[1]));
      return;
    }
    if (wantsJson(request.headers.accept))
      throw new RegistryError('gone', { formerIdentifiers: rows.map(pidUrl) });
    const context = pageContext(request, this.config);
    const records = rows.map(toPublicRecord);
    sendPage(reply, context, {
      status: 410,
      page: FormerIdentifiersPage({ context, records }),
      headers: { vary: 'accept, accept-language, cookie' },
    });
  }
}
