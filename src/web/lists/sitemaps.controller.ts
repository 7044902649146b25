import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { sendTagged } from '../machine/conditional.js';
import { element, xmlDocument } from '../machine/markup.js';
import { lastBelow, sitemapRows } from './lists.queries.js';

/** Positions of the feed that a part covers. An item takes one of several, so a part stays below the 50,000 allowed. */
const positionsInAPart = 20_000;
const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** What search engines ask first. Source: sitemaps.org. */
@Controller()
export class SitemapsController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The index: one part for each stretch of the feed with live records, and when the last of them was published. */
  @Get('sitemap.xml')
  @Public()
  async index(@Res() reply: FastifyReply): Promise<void> {
    const parts: { number: number; datestamp: string }[] = [];
    let last = await this.database.readReplica((reader) => lastBelow(reader, Number.MAX_SAFE_INTEGER));
    while (last !== undefined) {
      const number = Math.floor(last.seq / positionsInAPart);
      parts.push({ number, datestamp: last.datestamp });
      last = await this.database.readReplica((reader) => lastBelow(reader, number * positionsInAPart));
    }
    const sitemaps = parts.map(({ number, datestamp }) =>
      element('sitemap', {}, [
        element('loc', {}, [`${this.config.PUBLIC_URL}/sitemap/${number}.xml`]),
        element('lastmod', {}, [datestamp]),
      ]),
    );
    sendXml(reply, xmlDocument(element('sitemapindex', { xmlns: namespace }, sitemaps)));
  }

  @Get('sitemap/:part')
  @Public()
  async part(@Param('part') part: string, @Res() reply: FastifyReply): Promise<void> {
    const number = Number(/^(\d{1,9})\.xml$/.exec(part)?.[1]);
    if (Number.isNaN(number)) throw new RegistryError('notFound');
    const from = number * positionsInAPart;
    const rows = await this.database.readReplica((reader) =>
      sitemapRows(reader, from, from + positionsInAPart),
    );
    if (rows.length === 0) throw new RegistryError('notFound');
    const urls = rows.map(({ landing_url: address, datestamp }) =>
      element('url', {}, [element('loc', {}, [address]), element('lastmod', {}, [datestamp])]),
    );
    sendXml(reply, xmlDocument(element('urlset', { xmlns: namespace }, urls)));
  }

  /** Source: RFC 9309. */
  @Get('robots.txt')
  @Public()
  robots(@Res() reply: FastifyReply): void {
    const lines = [
      'User-agent: *',
      'Disallow: /api/',
      'Allow: /api/docs',
      'Disallow: /oai_pmh',
      'Disallow: /oai/check',
      'Disallow: /*?view=',
      'Disallow: /*?lang=',
    ];
    void reply
      .headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' })
      .send(`${lines.join('\n')}\n\nSitemap: ${this.config.PUBLIC_URL}/sitemap.xml\n`);
  }
}

function sendXml(reply: FastifyReply, body: string): void {
  void reply.headers({
    'content-type': 'application/xml; charset=utf-8',
    'cache-control': 'public, max-age=300',
  });
  sendTagged(reply, body);
}
