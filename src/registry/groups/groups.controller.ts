import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { groupPrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { groupExample } from './groups.queries.js';
import { createGroupBody, updateGroupBody, type CreateGroup, type UpdateGroup } from './groups.schemas.js';
import { GroupsService } from './groups.service.js';

const body = { name: 'Hydrology', type: 'unit' };

/** Groups. Members, parents and children are `members/`. Source: Onezone contract 1.6. */
@ApiTags('groups')
@Controller(restRoot)
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly locations: Locations,
  ) {}

  @Post('groups')
  @AdminOnly('oz_groups_create')
  @Describe('Create a group; nobody becomes a member', { status: 201, body })
  async create(
    @Body({ schema: createGroupBody }) body: CreateGroup,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/groups/${await this.groups.create(body, actor)}`);
  }

  @Post('user/groups')
  @SignedIn()
  @Describe('Create a group; the caller becomes a member with all privileges', { status: 201, body })
  async createAsUser(
    @Body({ schema: createGroupBody }) body: CreateGroup,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = await this.groups.create(body, actor, { kind: 'user', id: actor.userId });
    this.locations.created(reply, `/user/groups/${id}`);
  }

  @Post('groups/:id/parents')
  @Over('group', [{ privilege: 'group_add_parent' }], ['oz_groups_create', 'oz_groups_add_relationships'])
  @Describe('Create a group around a group, which becomes its member with all privileges', {
    status: 201,
    body,
  })
  async createParent(
    @Param('id') id: string,
    @Body({ schema: createGroupBody }) body: CreateGroup,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const parentId = await this.groups.create(body, actor, { kind: 'group', id });
    this.locations.created(reply, `/groups/${id}/parents/${parentId}`);
  }

  @Post('groups/:id/children')
  @Over('group', [{ privilege: 'group_add_child' }], ['oz_groups_create', 'oz_groups_add_relationships'])
  @Describe("Create a group of the caller's inside a group", { status: 201, body })
  async createChild(
    @Param('id') id: string,
    @Body({ schema: createGroupBody }) body: CreateGroup,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const childId = await this.groups.createInside({ kind: 'group', id }, body, actor);
    this.locations.created(reply, `/groups/${id}/children/${childId}`);
  }

  @Post('spaces/:id/groups')
  @Over('space', [{ privilege: 'space_add_group' }], ['oz_groups_create', 'oz_spaces_add_relationships'])
  @Describe("Create a group of the caller's inside a space", { status: 201, body })
  async createInSpace(
    @Param('id') id: string,
    @Body({ schema: createGroupBody }) body: CreateGroup,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const groupId = await this.groups.createInside({ kind: 'space', id }, body, actor);
    this.locations.created(reply, `/spaces/${id}/groups/${groupId}`);
  }

  @Get('groups')
  @AdminOnly('oz_groups_list')
  @Describe('List all groups', { answer: { groups: [exampleIds.group] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { groups: takeIds(reply, page, await this.groups.list(page)) };
  }

  @Get('groups/privileges')
  @Public()
  @Describe('List the privileges on groups and their default sets', { answer: groupPrivileges })
  privileges() {
    return groupPrivileges;
  }

  @Get('groups/:id')
  @Over('group', [{ member: true }], ['oz_groups_view'])
  @Describe('Get a group', { answer: groupExample })
  get(@Param('id') id: string) {
    return this.groups.get(id);
  }

  @Patch('groups/:id')
  @HttpCode(204)
  @Over('group', [{ privilege: 'group_update' }], ['oz_groups_update'])
  @Describe('Change name or type of a group', { status: 204, body: { name: 'Hydrology and ice' } })
  update(
    @Param('id') id: string,
    @Body({ schema: updateGroupBody }) body: UpdateGroup,
    @CurrentActor() actor: Actor,
  ) {
    return this.groups.update(id, body, actor);
  }

  @Delete('groups/:id')
  @HttpCode(204)
  @Over('group', [{ privilege: 'group_delete' }], ['oz_groups_delete'])
  @Describe('Delete a group', { status: 204, errors: ['cannotRemoveLastAdministrator'] })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.groups.delete(id, actor);
  }
}
