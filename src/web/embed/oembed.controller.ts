import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { foldPid } from '../../pid/pid.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { sendTagged } from '../machine/conditional.js';
import { toPublicRecord } from '../record/record.js';
import { publishedHandleOfPid, publishedHandlesOfShare } from '../record/record.queries.js';
import { embedAnswer, embedXml } from './oembed.js';
import { embeddedThing } from './embedded-thing.js';

/** Records for the pages of others. Source: oembed.com. */
@Controller()
export class OembedController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws RegistryError notFound when the address leads to no live record; notImplemented for other formats */
  @Get('oembed')
  @Public()
  async embed(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const format = query['format'] ?? 'json';
    if (format !== 'json' && format !== 'xml') throw new RegistryError('notImplemented');
    const row = await this.rowOf(query['url']);
    if (row === undefined || row.deleted_at !== null) throw new RegistryError('notFound');
    const { REPOSITORY_NAME: name, PUBLIC_URL: url } = this.config;
    const wish = { maxWidth: pixels(query['maxwidth']), maxHeight: pixels(query['maxheight']) };
    const answer = embedAnswer(toPublicRecord(row), { name, url }, wish);
    void reply.headers({
      'content-type': format === 'xml' ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    sendTagged(reply, format === 'xml' ? embedXml(answer) : JSON.stringify(answer));
  }

  private async rowOf(address: unknown) {
    const thing = embeddedThing(address, this.config.PUBLIC_URL);
    if (thing === undefined) return undefined;
    return this.database.readReplica(async (reader) =>
      'shareId' in thing
        ? (await publishedHandlesOfShare(reader, thing.shareId))[0]
        : publishedHandleOfPid(reader, foldPid(thing.pid)),
    );
  }
}

const pixels = (text: unknown) =>
  typeof text === 'string' && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
