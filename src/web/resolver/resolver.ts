import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foldPid } from '../../pid/pid.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
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
import { isHomedPrefix, leadsOfName, valueRowsOf } from './resolver.queries.js';
import { ValuesPage } from './values-page.js';

/** `/{prefix}/{suffix}`, `/hdl/…`, `/hdl:…`, `/doi:…`: where a PID leads. */
@Injectable()
export class Resolver {
  constructor(
    private readonly database: Database,
    private readonly views: RecordViews,
    private readonly metrics: ResolverMetrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Answers a GET or HEAD of a path. @throws NotFoundException when it names no PID; RegistryError notFound when it does not exist */
  async resolve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [path = '/', query] = request.url.split('?', 2);
    const asked = requestedName(path);
    if (asked === undefined) {
      const page = pageWithoutSlash(request.url);
      if (page === undefined) throw new NotFoundException();
      void reply.redirect(page, 301);
      return;
    }
    request.pid = asked.name;
    const startedAt = performance.now();
    const resolution = await this.resolutionOf(asked, query);
    this.metrics.count(resolution, startedAt);
    return this.answer(asked.name, resolution, request, reply);
  }

  private async resolutionOf({ name, prefix }: RequestedName, query?: string): Promise<Resolution> {
    const folded = foldPid(name);
    const led = resolutionOf(await this.database.readReplica((reader) => leadsOfName(reader, folded)), query);
    if (led !== undefined && !isAboutValues(led, query)) return led;
    const rows = await this.database.readReplica((reader) => valueRowsOf(reader, folded));
    const known = resolutionOf(rows, query) ?? led;
    if (known !== undefined) return known;
    const homed = await this.database.read((reader) => isHomedPrefix(reader, foldPid(prefix)));
    return homed ? { kind: 'unknown' } : worldResolution(name, query);
  }

  /** At once where nothing more is to be read. */
  private answer(
    name: string,
    resolution: Resolution,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> | undefined {
    switch (resolution.kind) {
      case 'redirect':
      case 'elsewhere':
        redirect(reply, resolution);
        return undefined;
      case 'landing':
        void reply.header('vary', 'accept');
        if (!wantsPage(request.headers.accept, request.url.split('?', 2)[1]))
          return this.sendRecord(resolution.handleId, request, reply, resolution);
        redirect(reply, resolution);
        return undefined;
      case 'values': {
        const context = pageContext(request, this.config);
        const page = ValuesPage({ context, name, values: resolution.values });
        const headers = { 'cache-control': 'no-store', 'access-control-allow-origin': '*' };
        sendPage(reply, context, { status: 200, page, headers });
        return undefined;
      }
      case 'tombstone':
        return this.sendRecord(resolution.handleId, request, reply);
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

/** A record leads nowhere by itself, or its values are asked for where a published PID would lead to its page. */
const isAboutValues = ({ kind }: Resolution, query: string | undefined): boolean =>
  kind === 'values' || (kind === 'landing' && asksForValues(wishesOf(query)));

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
