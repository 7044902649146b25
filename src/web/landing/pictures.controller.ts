import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { isNotModified, validatorsOf } from '../machine/conditional.js';
import { pidUrl } from '../record/pid-link.js';
import { publishedHandlesOfShare, type PublishedHandleRow } from '../record/record.queries.js';
import { coverageMap, hasMap } from '../map/coverage-map.js';
import { parseSummary } from '../record/stored-summary.js';
import { badgeSvg, qrSvg } from './badge.js';

/** How a picture is made, and whether it changes with the metadata. */
interface Picture {
  draw: (row: PublishedHandleRow) => string | Promise<string>;
  dependsOnRevision?: boolean;
}

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
    await this.send(shareId, request, reply, { draw: ({ pid }) => badgeSvg(pid) });
  }

  @Get('share/:shareId/qr.svg')
  @Public()
  async qr(
    @Param('shareId') shareId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(shareId, request, reply, { draw: (row) => qrSvg(pidUrl(row)) });
  }

  /** The places of its metadata. @throws RegistryError notFound when it names none */
  @Get('share/:shareId/map.svg')
  @Public()
  async map(
    @Param('shareId') shareId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const draw = (row: PublishedHandleRow) => {
      const { geo } = parseSummary(row.summary);
      if (!hasMap(geo)) throw new RegistryError('notFound');
      return coverageMap(geo);
    };
    await this.send(shareId, request, reply, { draw, dependsOnRevision: true });
  }

  /** Most pictures depend on the PID alone, which never changes. */
  private async send(
    shareId: string,
    request: FastifyRequest,
    reply: FastifyReply,
    { draw, dependsOnRevision = false }: Picture,
  ): Promise<void> {
    const [row] = await this.database.readReplica((reader) => publishedHandlesOfShare(reader, shareId));
    if (row === undefined) throw new RegistryError('notFound');
    const picture = await draw(row);
    const validators = dependsOnRevision
      ? validatorsOf([row.pid, picture], row.updated_at)
      : validatorsOf([row.pid, picture], row.registered_at);
    void reply.headers({
      etag: validators.etag,
      'last-modified': validators.lastModified,
      'cache-control': `public, max-age=${dependsOnRevision ? 300 : 86400}`,
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
      .send(picture);
  }
}
