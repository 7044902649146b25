import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { assetAt } from './assets.js';
import { acceptedEncoding, encodingHeaders } from './encodings.js';

/** Style sheet, script and icon of the pages. */
@Controller()
export class AssetsController {
  /** Their names change with their content, so they never grow stale. */
  @Get('assets/:name')
  @Public()
  asset(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = assetAt(request.url.split('?')[0] ?? '');
    if (asset === undefined) throw new RegistryError('notFound');
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    void reply.headers({
      'content-type': asset.contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...encodingHeaders(encoding),
    });
    void reply.send(asset.bodies[encoding]);
  }
}
