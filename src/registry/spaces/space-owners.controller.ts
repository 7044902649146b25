import { Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Over, type Relation } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { SpaceOwnersService } from './space-owners.service.js';

const owns = { spaceOwner: true } as const;
const anOwner: Relation = {
  kind: 'space',
  resource: 'id',
  memberKind: 'user',
  member: 'userId',
  reach: 'direct',
  asOwner: true,
};

/** Owners of spaces. Source: Onezone contract 1.6, oz-worker space_routes. */
@ApiTags('spaces')
@Controller(`${restRoot}/spaces/:id/owners`)
export class SpaceOwnersController {
  constructor(private readonly owners: SpaceOwnersService) {}

  @Get()
  @Over('space', [{ privilege: 'space_view' }], ['oz_spaces_view'])
  @Describe('List the owners of a space', { answer: { users: [exampleIds.user] } })
  async list(
    @Param('id') id: string,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return { users: takeIds(reply, page, await this.owners.list(id, page)) };
  }

  @Put(':userId')
  @HttpCode(204)
  @Over('space', [owns], ['oz_spaces_set_privileges'])
  @Describe('Make an effective member an owner of a space', {
    status: 204,
    errors: ['relationDoesNotExist', 'alreadyExists'],
  })
  add(@Param('id') id: string, @Param('userId') userId: string, @CurrentActor() actor: Actor) {
    return this.owners.add(id, userId, actor);
  }

  @Delete(':userId')
  @HttpCode(204)
  @Over('space', [owns], ['oz_spaces_set_privileges'], { related: anOwner })
  @Describe('End an ownership of a space; the owner stays a member', {
    status: 204,
    errors: ['cannotRemoveLastOwner'],
  })
  remove(@Param('id') id: string, @Param('userId') userId: string, @CurrentActor() actor: Actor) {
    return this.owners.remove(id, userId, actor);
  }
}
