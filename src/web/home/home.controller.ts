import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { Public } from '../../platform/policy.js';
import { newestRecords } from '../lists/lists.queries.js';
import { chooseOffer } from '../machine/accept.js';
import { linkHeader, type TypedLink } from '../machine/typed-links.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { toPublicRecord } from '../record/record.js';
import { AccessibilityPage } from './accessibility-page.js';
import { apiCatalogJson, apiCatalogText } from './api-catalog.js';
import { HomePage } from './home-page.js';
import { lookedUpPath } from './looked-up-name.js';

const newestOnHomePage = 10;
const linksetTypes = ['application/linkset+json', 'application/linkset'] as const;

/** The start page and what stands around it. */
@Controller()
export class HomeController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Public()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.sendHome(request, reply);
  }

  /** The look-up box: on to the PID that was typed; back to the box when there is none in it. */
  @Get('resolve')
  @Public()
  async lookUp(
    @Query('pid') pid: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const typed = typeof pid === 'string' ? pid : '';
    const path = lookedUpPath(typed);
    if (path === undefined) await this.sendHome(request, reply, typed);
    else void reply.code(303).header('location', path).send();
  }

  /** Source: RFC 9727; FAIRiCat. */
  @Get('.well-known/api-catalog')
  @Public()
  apiCatalog(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const offers = linksetTypes.map((mediaType) => ({ mediaType, value: mediaType }));
    const type = chooseOffer(request.headers.accept, offers)?.value ?? linksetTypes[0];
    const { PUBLIC_URL } = this.config;
    void reply
      .headers({
        'content-type': type,
        link: linkHeader([
          this.catalogLink(),
          { rel: 'profile', href: 'https://www.rfc-editor.org/info/rfc9727' },
        ]),
        vary: 'accept',
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=3600',
      })
      .send(
        Buffer.from(type === 'application/linkset' ? apiCatalogText(PUBLIC_URL) : apiCatalogJson(PUBLIC_URL)),
      );
  }

  @Get('accessibility')
  @Public()
  accessibility(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const context = pageContext(request, this.config);
    const page = AccessibilityPage({ context, contact: this.config.ADMIN_EMAIL });
    sendPage(reply, context, { status: 200, page, headers: { 'cache-control': 'public, max-age=3600' } });
  }

  private catalogLink(): TypedLink {
    const href = `${this.config.PUBLIC_URL}/.well-known/api-catalog`;
    return { rel: 'api-catalog', href, type: linksetTypes[0] };
  }

  private async sendHome(request: FastifyRequest, reply: FastifyReply, notFound?: string): Promise<void> {
    const context = pageContext(request, this.config);
    const rows = await this.database.readReplica((reader) => newestRecords(reader, newestOnHomePage));
    sendPage(reply, context, {
      status: notFound === undefined ? 200 : 400,
      page: HomePage({ context, newest: rows.map(toPublicRecord), notFound }),
      headers: { link: linkHeader([this.catalogLink()]), 'cache-control': 'public, max-age=60' },
    });
  }
}
