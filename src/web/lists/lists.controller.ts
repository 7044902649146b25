import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { Public } from '../../platform/policy.js';
import { sendTagged } from '../machine/conditional.js';
import { linkHeader } from '../machine/typed-links.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { toPublicRecord } from '../record/record.js';
import { atomFeed } from './atom.js';
import { catalogueJsonLd, catalogueTurtle, type CataloguePage } from './catalogue.js';
import { newestRecords } from './lists.queries.js';
import { RecordsPage } from './records-page.js';

const recordsOnAPage = 50;
const recordsInTheCatalogue = 100;

/** All records: for people, for feed readers and for data portals. */
@Controller()
export class ListsController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('records')
  @Public()
  async records(
    @Query('before') before: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const from = position(before);
    const { records, next } = await this.page(recordsOnAPage, from);
    const context = pageContext(request, this.config);
    const page = RecordsPage({ context, records, next, hasNewer: from !== undefined });
    sendPage(reply, context, { status: 200, page, headers: { 'cache-control': 'public, max-age=60' } });
  }

  /** The newest records. Source: RFC 4287. */
  @Get('feed.atom')
  @Public()
  async atom(@Res() reply: FastifyReply): Promise<void> {
    const { records, updated } = await this.page(recordsOnAPage);
    send(reply, 'application/atom+xml; charset=utf-8', atomFeed(records, updated, this.config));
  }

  @Get('catalog.ttl')
  @Public()
  async turtle(@Query('before') before: unknown, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.cataloguePage(before, 'catalog.ttl');
    linkNext(reply, page);
    send(reply, 'text/turtle; charset=utf-8', catalogueTurtle(page));
  }

  @Get('catalog.jsonld')
  @Public()
  async jsonLd(@Query('before') before: unknown, @Res() reply: FastifyReply): Promise<void> {
    const page = await this.cataloguePage(before, 'catalog.jsonld');
    linkNext(reply, page);
    send(reply, 'application/ld+json; charset=utf-8', catalogueJsonLd(page));
  }

  private async cataloguePage(before: unknown, name: string): Promise<CataloguePage> {
    const from = position(before);
    const { records, next } = await this.page(recordsInTheCatalogue, from);
    const first = `${this.config.PUBLIC_URL}/${name}`;
    return {
      registryName: this.config.REPOSITORY_NAME,
      publicUrl: this.config.PUBLIC_URL,
      records,
      first,
      here: from === undefined ? first : `${first}?before=${from}`,
      next: next === undefined ? undefined : `${first}?before=${next}`,
    };
  }

  private async page(size: number, before?: number) {
    const rows = await this.database.readReplica((reader) => newestRecords(reader, size + 1, before));
    const shown = rows.slice(0, size);
    return {
      records: shown.map(toPublicRecord),
      next: rows.length > size ? shown.at(-1)?.seq : undefined,
      updated: shown[0]?.datestamp,
    };
  }
}

/** A position in the list; anything else means the beginning. */
function position(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function linkNext(reply: FastifyReply, { next }: CataloguePage): void {
  if (next !== undefined) void reply.header('link', linkHeader([{ rel: 'next', href: next }]));
}

function send(reply: FastifyReply, contentType: string, body: string): void {
  void reply.headers({
    'content-type': contentType,
    'cache-control': 'public, max-age=60',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
  sendTagged(reply, body);
}
