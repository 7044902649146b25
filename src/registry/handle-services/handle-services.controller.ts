import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Locations, restRoot } from '../../platform/location.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { handleServicePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import {
  createServiceBody,
  updateServiceBody,
  type CreateService,
  type UpdateService,
} from './handle-services.schemas.js';
import { HandleServicesService } from './handle-services.service.js';

/** Handle services. Source: Onezone contract 1.1 and 1.3. */
@Controller(restRoot)
export class HandleServicesController {
  constructor(
    private readonly services: HandleServicesService,
    private readonly locations: Locations,
  ) {}

  @Post('handle_services')
  @AdminOnly('oz_handle_services_create')
  async create(
    @Body({ schema: createServiceBody }) body: CreateService,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/handle_services/${await this.services.create(body, actor)}`);
  }

  @Post('user/handle_services')
  @AdminOnly('oz_handle_services_create')
  async createAsUser(
    @Body({ schema: createServiceBody }) body: CreateService,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(
      reply,
      `/user/handle_services/${await this.services.create(body, actor, { userId: actor.userId })}`,
    );
  }

  @Get('handle_services')
  @AdminOnly('oz_handle_services_list')
  async list() {
    return { handle_services: await this.services.list() };
  }

  @Get('user/handle_services')
  @SignedIn()
  async listOwn(@CurrentActor() actor: Actor) {
    return { handle_services: await this.services.listOf(actor.userId, 'direct') };
  }

  @Get('user/effective_handle_services')
  @SignedIn()
  async listEffective(@CurrentActor() actor: Actor) {
    return { handle_services: await this.services.listOf(actor.userId, 'effective') };
  }

  @Get('handle_services/privileges')
  @Public()
  privileges() {
    return handleServicePrivileges;
  }

  @Get('handle_services/:id')
  @Over('handle_service', [{ member: true }], ['oz_handle_services_view'])
  get(@Param('id') id: string) {
    return this.services.get(id);
  }

  @Get('handle_services/:id/public')
  @Public()
  getPublic(@Param('id') id: string) {
    return this.services.getPublic(id);
  }

  @Patch('handle_services/:id')
  @HttpCode(204)
  @Over('handle_service', [{ privilege: 'handle_service_update' }], ['oz_handle_services_update'])
  update(
    @Param('id') id: string,
    @Body({ schema: updateServiceBody }) body: UpdateService,
    @CurrentActor() actor: Actor,
  ) {
    return this.services.update(id, body, actor);
  }

  @Delete('handle_services/:id')
  @HttpCode(204)
  @Over('handle_service', [{ privilege: 'handle_service_delete' }], ['oz_handle_services_delete'])
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.services.delete(id, actor);
  }

  @Get('handle_services/:id/handles')
  @Over(
    'handle_service',
    [{ privilege: 'handle_service_list_handles' }],
    ['oz_handle_services_list_relationships'],
  )
  async handles(@Param('id') id: string) {
    return { handles: await this.services.handlesOf(id) };
  }

  @Put('handle_services/:id/users/:userId')
  @Over(
    'handle_service',
    [{ privilege: 'handle_service_update' }],
    ['oz_handle_services_add_relationships', 'oz_users_add_relationships'],
  )
  async addUser(
    @Param('id') id: string,
    @Param('userId') userId: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.services.addUser(id, userId, actor);
    this.locations.created(reply, `/handle_services/${id}/users/${userId}`);
  }
}
