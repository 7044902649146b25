import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { spacePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { spaceExample } from './spaces.queries.js';
import { createSpaceBody, updateSpaceBody, type CreateSpace, type UpdateSpace } from './spaces.schemas.js';
import { SpacesService } from './spaces.service.js';

const body = { name: 'Glaciers' };

/** Spaces, as far as publishing needs them. Members are `members/`. Source: Onezone contract 1.6. */
@ApiTags('spaces')
@Controller(restRoot)
export class SpacesController {
  constructor(
    private readonly spaces: SpacesService,
    private readonly locations: Locations,
  ) {}

  @Post('spaces')
  @AdminOnly('oz_spaces_create')
  @Describe('Create a space; nobody becomes a member', { status: 201, body })
  async create(
    @Body({ schema: createSpaceBody }) body: CreateSpace,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/spaces/${await this.spaces.create(body, actor)}`);
  }

  @Post('user/spaces')
  @SignedIn()
  @Describe('Create a space; the caller becomes a member with all privileges', { status: 201, body })
  async createAsUser(
    @Body({ schema: createSpaceBody }) body: CreateSpace,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = await this.spaces.create(body, actor, { kind: 'user', id: actor.userId });
    this.locations.created(reply, `/user/spaces/${id}`);
  }

  @Post('groups/:id/spaces')
  @Over('group', [{ privilege: 'group_add_space' }], ['oz_spaces_create', 'oz_groups_add_relationships'])
  @Describe('Create a space; the group becomes a member with all privileges', { status: 201, body })
  async createAsGroup(
    @Param('id') groupId: string,
    @Body({ schema: createSpaceBody }) body: CreateSpace,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = await this.spaces.create(body, actor, { kind: 'group', id: groupId });
    this.locations.created(reply, `/groups/${groupId}/spaces/${id}`);
  }

  @Get('spaces')
  @AdminOnly('oz_spaces_list')
  @Describe('List all spaces', { answer: { spaces: [exampleIds.space] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { spaces: takeIds(reply, page, await this.spaces.list(page)) };
  }

  @Get('spaces/privileges')
  @Public()
  @Describe('List the privileges on spaces and their default sets', { answer: spacePrivileges })
  privileges() {
    return spacePrivileges;
  }

  @Get('spaces/:id')
  @Over('space', [{ member: true }], ['oz_spaces_view'])
  @Describe('Get a space', { answer: spaceExample })
  get(@Param('id') id: string) {
    return this.spaces.get(id);
  }

  @Patch('spaces/:id')
  @HttpCode(204)
  @Over('space', [{ privilege: 'space_update' }], ['oz_spaces_update'])
  @Describe('Change the name of a space', { status: 204, body: { name: 'Glaciers and snow' } })
  update(
    @Param('id') id: string,
    @Body({ schema: updateSpaceBody }) body: UpdateSpace,
    @CurrentActor() actor: Actor,
  ) {
    return this.spaces.update(id, body, actor);
  }

  @Delete('spaces/:id')
  @HttpCode(204)
  @Over('space', [{ privilege: 'space_delete' }], ['oz_spaces_delete'])
  @Describe('Delete a space with its shares; their handles become tombstones', { status: 204 })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.spaces.delete(id, actor);
  }
}
