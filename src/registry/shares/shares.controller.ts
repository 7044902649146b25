import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Locations, restRoot } from '../../platform/location.js';
import { Public } from '../../platform/policy.js';
import { Over } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { createShareBody, updateShareBody, type CreateShare, type UpdateShare } from './shares.schemas.js';
import { SharesService } from './shares.service.js';

/** Shares. Source: Onezone contract 1.5; creation and deletion are ours. */
@Controller(restRoot)
export class SharesController {
  constructor(
    private readonly shares: SharesService,
    private readonly locations: Locations,
  ) {}

  @Post('spaces/:id/shares')
  @Over('space', [{ privilege: 'space_manage_shares' }], ['oz_shares_create'])
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

  @Get('spaces/:id/shares')
  @Over('space', [{ privilege: 'space_view' }], ['oz_spaces_list_relationships'])
  async list(@Param('id') spaceId: string) {
    return { shares: await this.shares.listOfSpace(spaceId) };
  }

  @Get('shares/:id')
  @Over('share', [{ parentPrivilege: 'space_view' }], ['oz_shares_view'])
  get(@Param('id') id: string) {
    return this.shares.get(id);
  }

  @Get('shares/:id/public')
  @Public()
  getPublic(@Param('id') id: string) {
    return this.shares.getPublic(id);
  }

  @Patch('shares/:id')
  @HttpCode(204)
  @Over('share', [{ parentPrivilege: 'space_manage_shares' }], ['oz_shares_update'])
  update(
    @Param('id') id: string,
    @Body({ schema: updateShareBody }) body: UpdateShare,
    @CurrentActor() actor: Actor,
  ) {
    return this.shares.update(id, body, actor);
  }

  @Delete('shares/:id')
  @HttpCode(204)
  @Over('share', [{ parentPrivilege: 'space_manage_shares' }], ['oz_shares_delete'])
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.shares.delete(id, actor);
  }
}
