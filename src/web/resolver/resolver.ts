import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foldPid } from '../../pid/pid.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { recordPage } from '../landing/record-pages.js';
import { wantsPage } from '../machine/wants-page.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { publishedHandle } from '../record/record.queries.js';
import { RecordViews } from '../record/record-views.js';
import { wantedForm } from '../record/wanted-form.js';
import { pageWithoutSlash } from './page-without-slash.js';
import { requestedName, type RequestedName } from './requested-name.js';
import { resolutionOf, worldResolution, type Resolution } from './resolution.js';
import { asksForValues, wishesOf } from './resolver-wishes.js';
import { ResolverMetrics } from './resolver-metrics.js';
import { isHomedPrefix, rowsOfName, valueRowsOf } from './resolver.queries.js';
import { ValuesPage } from './values-page.js';

/** `/{prefix}/{suffix}`, `/hdl/…`, `/hdl:…`, `/doi:…`: where a PID leads. */
@Controller()
export class ResolverController {
  constructor(
    private readonly database: Database,
    private readonly views: RecordViews,
    private readonly metrics: ResolverMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The one catch-all route: whatever no other route took and is no PID does not exist. */
  @Get('*')
  @Public()
  async resolve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = requestedName(request.url.split('?', 1)[0] ?? '/');
    if (asked === undefined) {
      const page = pageWithoutSlash(request.url);
      if (page === undefined) throw new NotFoundException();
      void reply.redirect(page, 301);
      return;
    }
    request.pid = asked.name;
    const query = request.url.split('?', 2)[1];
    const resolution = await this.metrics.measure(() => this.resolutionOf(asked, query));
    await this.answer(asked.name, resolution, request, reply);
  }

  private async resolutionOf({ name, prefix }: RequestedName, query?: string): Promise<Resolution> {
    const folded = foldPid(name);
    const known = resolutionOf(
      await this.database.readReplica((reader) => rowsOfName(reader, folded)),
      query,
    );
    // A published PID leads to its page, unless the values of its handle record are asked for.
    if (known?.kind === 'landing' && asksForValues(wishesOf(query))) {
      const rows = await this.database.readReplica((reader) => valueRowsOf(reader, folded));
      return resolutionOf(rows, query) ?? known;
    }
    if (known !== undefined) return known;
    const homed = await this.database.read((reader) => isHomedPrefix(reader, foldPid(prefix)));
    return homed ? { kind: 'unknown' } : worldResolution(name, query);
  }

  private async answer(
    name: string,
    resolution: Resolution,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    switch (resolution.kind) {
      case 'redirect':
      case 'elsewhere':
        redirect(reply, resolution);
        return;
      case 'landing':
        void reply.header('vary', 'accept');
        if (wantsPage(request.headers.accept, request.url.split('?', 2)[1])) redirect(reply, resolution);
        else await this.sendRecord(resolution.handleId, request, reply, resolution);
        return;
      case 'values': {
        const context = pageContext(request, this.config);
        const page = ValuesPage({ context, name, values: resolution.values });
        const headers = { 'cache-control': 'no-store', 'access-control-allow-origin': '*' };
        sendPage(reply, context, { status: 200, page, headers });
        return;
      }
      case 'tombstone':
        await this.sendRecord(resolution.handleId, request, reply);
        return;
      case 'unknown':
        throw new RegistryError('notFound', { name });
    }
  }

  /**
   * The record itself: a machine-readable form of it, or its tombstone.
   * @param page where its page is, for those who get none of the forms that they like better
   */
  private async sendRecord(
    handleId: string,
    request: FastifyRequest,
    reply: FastifyReply,
    page?: Redirection,
  ): Promise<void> {
    const row = await this.database.readReplica((reader) => publishedHandle(reader, handleId));
    if (row === undefined) throw new RegistryError('notFound');
    const wanted = wantedForm(request, row);
    if (page !== undefined && wanted?.form === 'page' && wanted.negotiated) redirect(reply, page);
    else await this.views.send(request, reply, row, recordPage(row, request.url.split('?', 2)[1]));
  }
}

interface Redirection {
  location: string;
  maxAgeSeconds: number;
  status?: number;
}

function redirect(reply: FastifyReply, { location, maxAgeSeconds, status = 302 }: Redirection): void {
  const headers = {
    location,
    'cache-control': maxAgeSeconds === 0 ? 'no-store' : `public, max-age=${maxAgeSeconds}`,
    'access-control-allow-origin': '*',
  };
  void reply.code(status).headers(headers).send();
}
