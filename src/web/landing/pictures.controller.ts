import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { isNotModified, validatorsOf } from '../machine/conditional.js';
import { pidUrl } from '../record/pid-link.js';
import { publishedHandlesOfShare, type PublishedHandleRow } from '../record/record.queries.js';
import { badgeSvg, qrSvg } from './badge.js';

/** Pictures of a record's PID, for README files, posters and slides. */
@Controller()
export class PicturesController {
  constructor(private readonly database: Database) {}

  @Get('share/:shareId/badge.svg')
  @Public()
  async badge(
    @Param('shareId') shareId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(shareId, request, reply, ({ pid }) => badgeSvg(pid));
  }

  @Get('share/:shareId/qr.svg')
  @Public()
  async qr(
    @Param('shareId') shareId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(shareId, request, reply, (row) => qrSvg(pidUrl(row)));
  }

  /** Pictures depend on the PID alone, which never changes. */
  private async send(
    shareId: string,
    request: FastifyRequest,
    reply: FastifyReply,
    draw: (row: PublishedHandleRow) => string | Promise<string>,
  ): Promise<void> {
    const [row] = await this.database.readReplica((reader) => publishedHandlesOfShare(reader, shareId));
    if (row === undefined) throw new RegistryError('notFound');
    const validators = validatorsOf([row.pid, 'picture 1'], row.registered_at);
    void reply.headers({
      etag: validators.etag,
      'last-modified': validators.lastModified,
      'cache-control': 'public, max-age=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (isNotModified(request.headers, validators)) {
      void reply.code(304).send();
      return;
    }
    void reply
      .headers({
        'content-type': 'image/svg+xml',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
      })
      .send(await draw(row));
  }
}
