import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import type { ErrorId } from '../../platform/errors.js';
import { IfMatch } from '../../platform/etag.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over } from '../privileges/policy.js';
import { handleServicePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import {
  createServiceBody,
  updateServiceBody,
  type CreateService,
  type UpdateService,
} from './handle-services.schemas.js';
import { HandleServicesService } from './handle-services.service.js';
import { serviceExample } from './service-view.js';

const badProperties: readonly ErrorId[] = [
  'badValueEmpty',
  'badValueNotAllowed',
  'badValueIdentifier',
  'badValueUrl',
  'badValueInteger',
  'badValueBoolean',
];
const creation = {
  status: 201,
  body: { name: 'Local handles', serviceProperties: { type: 'Local', prefix: '21.T15999' } },
  errors: badProperties,
  description: 'Credentials among the properties are sealed and never shown again.',
};

/** Handle services. Members are `members/`, their handles `handles/`. Source: Onezone contract 1.1 and 1.3. */
@ApiTags('handle_services')
@Controller(restRoot)
export class HandleServicesController {
  constructor(
    private readonly services: HandleServicesService,
    private readonly locations: Locations,
  ) {}

  @Post('handle_services')
  @AdminOnly('oz_handle_services_create')
  @Describe('Create a handle service; nobody becomes a member', creation)
  async create(
    @Body({ schema: createServiceBody }) body: CreateService,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/handle_services/${await this.services.create(body, actor)}`);
  }

  @Post('user/handle_services')
  @AdminOnly('oz_handle_services_create')
  @Describe('Create a handle service; the caller becomes a member with all privileges', creation)
  async createAsUser(
    @Body({ schema: createServiceBody }) body: CreateService,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = await this.services.create(body, actor, { kind: 'user', id: actor.userId });
    this.locations.created(reply, `/user/handle_services/${id}`);
  }

  @Post('groups/:id/handle_services')
  @Over(
    'group',
    [{ all: [{ privilege: 'group_create_handle_service' }, { zone: 'oz_handle_services_create' }] }],
    ['oz_handle_services_create', 'oz_groups_add_relationships'],
  )
  @Describe('Create a handle service; the group becomes a member with all privileges', creation)
  async createAsGroup(
    @Param('id') groupId: string,
    @Body({ schema: createServiceBody }) body: CreateService,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = await this.services.create(body, actor, { kind: 'group', id: groupId });
    this.locations.created(reply, `/groups/${groupId}/handle_services/${id}`);
  }

  @Get('handle_services')
  @AdminOnly('oz_handle_services_list')
  @Describe('List all handle services', { answer: { handle_services: [exampleIds.handleService] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { handle_services: takeIds(reply, page, await this.services.list(page)) };
  }

  @Get('handle_services/privileges')
  @Public()
  @Describe('List the privileges on handle services and their default sets', {
    answer: handleServicePrivileges,
  })
  privileges() {
    return handleServicePrivileges;
  }

  @Get('handle_services/:id')
  @Over(
    'handle_service',
    [{ member: true }, { zone: 'oz_handle_services_list' }],
    ['oz_handle_services_view'],
  )
  @Describe('Get a handle service', { answer: serviceExample })
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { view, etag } = await this.services.get(id);
    void reply.header('etag', etag);
    return view;
  }

  @Get('handle_services/:id/public')
  @Public()
  @Describe('Get what everyone may see of a handle service', {
    answer: { handleServiceId: exampleIds.handleService, name: 'Local handles' },
    errors: ['notFound'],
  })
  getPublic(@Param('id') id: string) {
    return this.services.getPublic(id);
  }

  @Patch('handle_services/:id')
  @HttpCode(204)
  @Over('handle_service', [{ privilege: 'handle_service_update' }], ['oz_handle_services_update'])
  @Describe('Change a handle service; properties are replaced as a whole', {
    status: 204,
    body: { name: 'Handles of the institute' },
    errors: ['missingRequiredValue', ...badProperties],
  })
  update(
    @Param('id') id: string,
    @Body({ schema: updateServiceBody }) body: UpdateService,
    @CurrentActor() actor: Actor,
    @IfMatch() ifMatch?: string,
  ) {
    return this.services.update(id, body, actor, ifMatch);
  }

  @Delete('handle_services/:id')
  @HttpCode(204)
  @Over('handle_service', [{ privilege: 'handle_service_delete' }], ['oz_handle_services_delete'])
  @Describe('Delete a handle service without live handles', {
    status: 204,
    errors: ['cannotDeleteNonEmptyHandleService', 'conflict'],
  })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor, @IfMatch() ifMatch?: string) {
    return this.services.delete(id, actor, ifMatch);
  }
}
