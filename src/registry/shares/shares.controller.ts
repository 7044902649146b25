import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { RegistryError } from '../../platform/errors.js';
import { IfMatch } from '../../platform/etag.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { publicShareExample, shareExample } from './share-view.js';
import {
  createShareBody,
  fileIdForm,
  updateShareBody,
  type CreateShare,
  type UpdateShare,
} from './shares.schemas.js';
import { SharesService } from './shares.service.js';

/** Shares. Source: Onezone contract 1.5; creation and deletion are ours. */
@ApiTags('shares')
@Controller(restRoot)
export class SharesController {
  constructor(
    private readonly shares: SharesService,
    private readonly locations: Locations,
  ) {}

  @Post('spaces/:id/shares')
  @Over('space', [{ privilege: 'space_manage_shares' }], ['oz_shares_create'])
  @Describe('Create a share in a space', {
    status: 201,
    body: {
      name: shareExample.name,
      targetUrl: shareExample.targetUrl,
      description: shareExample.description,
      files: shareExample.files,
    },
    answer: { shareId: exampleIds.share },
    errors: ['badValueIdentifier', 'badValueUrl', 'badData'],
  })
  async create(
    @Param('id') spaceId: string,
    @Body({ schema: createShareBody }) body: CreateShare,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const shareId = await this.shares.create(spaceId, body, actor);
    this.locations.created(reply, `/shares/${shareId}`);
    return { shareId };
  }

  @Get('shares')
  @AdminOnly('oz_shares_list')
  @Describe('List all shares', { answer: { shares: [exampleIds.share] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { shares: takeIds(reply, page, await this.shares.list(page)) };
  }

  @Get('spaces/:id/shares')
  @Over('space', [{ privilege: 'space_view' }], ['oz_spaces_list_relationships'])
  @Describe('List the shares of a space', { answer: { shares: [exampleIds.share] } })
  async listInSpace(
    @Param('id') spaceId: string,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return { shares: takeIds(reply, page, await this.shares.list(page, spaceId)) };
  }

  @Get('shares/:id')
  @Over('share', [{ parentPrivilege: 'space_view' }], ['oz_shares_view'])
  @Describe('Get a share', { answer: shareExample })
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { view, etag } = await this.shares.get(id);
    void reply.header('etag', etag);
    return view;
  }

  @Get('spaces/:spaceId/shares/:id')
  @Over('share', [{ parentPrivilege: 'space_view' }], ['oz_shares_view'], { inside: 'spaceId' })
  @Describe('Get a share of a space', { answer: shareExample })
  getInSpace(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.get(id, reply);
  }

  @Get('shares/:id/public')
  @Public()
  @Describe('Get what everyone may see of a share', { answer: publicShareExample, errors: ['notFound'] })
  async getPublic(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { view, etag } = await this.shares.getPublic(id);
    void reply.header('etag', etag);
    return view;
  }

  @Patch('shares/:id')
  @HttpCode(204)
  @Over('share', [{ parentPrivilege: 'space_manage_shares' }], ['oz_shares_update'])
  @Describe('Change a share', { status: 204, body: { name: 'Snow depths in the winter of 2026' } })
  update(
    @Param('id') id: string,
    @Body({ schema: updateShareBody }) body: UpdateShare,
    @CurrentActor() actor: Actor,
    @IfMatch() ifMatch?: string,
  ) {
    return this.shares.update(id, body, actor, ifMatch);
  }

  @Delete('shares/:id')
  @HttpCode(204)
  @Over('share', [{ parentPrivilege: 'space_manage_shares' }], ['oz_shares_delete'])
  @Describe('Delete a share, and its handle if the caller may delete that too', { status: 204 })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor, @IfMatch() ifMatch?: string) {
    return this.shares.delete(id, actor, ifMatch);
  }

  @Get(['shares/data/:objectId', 'shares/data/:objectId/*'])
  @Public()
  @Describe("Redirect to a share's file, or to where its data is", {
    status: 307,
    errors: ['badData', 'notFound'],
    description: '`objectId` is the rootFileId of a share; what follows names a file that the share lists.',
  })
  async data(
    @Param('objectId') objectId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!fileIdForm.test(objectId)) throw new RegistryError('badData', { key: 'fileId' });
    const rest = (request.params as Record<string, string>)['*'] ?? '';
    void reply.status(307).header('location', await this.shares.dataUrl(objectId, rest));
  }
}
