import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { metadataSchemas } from '../../metadata/schemas.js';
import { Locations, restRoot } from '../../platform/location.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over, Requires, type RegisterPolicy } from '../privileges/policy.js';
import { handlePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { HandleRegistration, type RegistrationAnswer } from './handle-registration.service.js';
import {
  createHandleBody,
  deleteHandleBody,
  updateHandleBody,
  type CreateHandle,
  type DeleteHandle,
  type UpdateHandle,
} from './handles.schemas.js';
import { HandlesService } from './handles.service.js';

const registers: RegisterPolicy = { kind: 'register-handle', admin: ['oz_handles_create'] };
const manages = { parentPrivilege: 'handle_service_manage_handles' };
const [firstSchema, ...otherSchemas] = metadataSchemas.map(({ name }) => name);
const createBody = createHandleBody([firstSchema ?? 'oai_dc', ...otherSchemas]);

/** Handles. Source: Onezone contract 1.2 and 1.3. */
@Controller(restRoot)
export class HandlesController {
  constructor(
    private readonly handles: HandlesService,
    private readonly registration: HandleRegistration,
    private readonly locations: Locations,
  ) {}

  @Post('handles')
  @Requires(registers)
  async register(
    @Body({ schema: createBody }) body: CreateHandle,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.registration.register(body, actor);
    return this.answer(reply, answer, '/handles');
  }

  @Post('user/handles')
  @Requires(registers)
  async registerAsUser(
    @Body({ schema: createBody }) body: CreateHandle,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.registration.register(body, actor, { kind: 'user', id: actor.userId });
    return this.answer(reply, answer, '/user/handles');
  }

  @Get('handles')
  @AdminOnly('oz_handles_list')
  async list() {
    return { handles: await this.handles.list() };
  }

  @Get('handles/privileges')
  @Public()
  privileges() {
    return handlePrivileges;
  }

  @Get('handles/:id')
  @Over('handle', [{ member: true }], ['oz_handles_view'])
  get(@Param('id') id: string) {
    return this.handles.get(id);
  }

  @Get('handles/:id/public')
  @Public()
  getPublic(@Param('id') id: string) {
    return this.handles.getPublic(id);
  }

  @Patch('handles/:id')
  @HttpCode(204)
  @Over('handle', [{ privilege: 'handle_update' }, manages], ['oz_handles_update'])
  update(
    @Param('id') id: string,
    @Body({ schema: updateHandleBody }) body: UpdateHandle,
    @CurrentActor() actor: Actor,
  ) {
    return this.handles.update(id, body, actor);
  }

  @Delete('handles/:id')
  @HttpCode(204)
  @Over('handle', [{ privilege: 'handle_delete' }, manages], ['oz_handles_delete'])
  delete(
    @Param('id') id: string,
    @Body({ schema: deleteHandleBody }) body: DeleteHandle,
    @CurrentActor() actor: Actor,
  ) {
    return this.handles.delete(id, body, actor);
  }

  private answer(reply: FastifyReply, answer: RegistrationAnswer, collection: string) {
    const { settled, ...body } = answer;
    this.locations.created(reply, `${collection}/${answer.handleId}`, settled ? 201 : 202);
    return body;
  }
}
