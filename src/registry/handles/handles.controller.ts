import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { metadataSchemas } from '../../metadata/schemas.js';
import { Describe, exampleIds, type Example } from '../../platform/describe.js';
import { IfMatch } from '../../platform/etag.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over, Requires, type ResourcePolicy } from '../privileges/policy.js';
import { handlePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { deletesHandle, manages } from './handle-policies.js';
import { HandleIntake } from './handle-intake.js';
import { HandleRegistration, type RegistrationAnswer } from './handle-registration.service.js';
import { handleExample, publicHandleExample } from './handle-view.js';
import {
  createHandleBody,
  deleteHandleBody,
  updateHandleBody,
  type CreateHandle,
  type DeleteHandle,
  type UpdateHandle,
} from './handles.schemas.js';
import { HandlesService } from './handles.service.js';

const [firstSchema, ...otherSchemas] = metadataSchemas.map(({ name }) => name);
const createBody = createHandleBody([firstSchema ?? 'oai_dc', ...otherSchemas]);
const views: Omit<ResourcePolicy, 'own'> = {
  kind: 'resource',
  subject: 'handle',
  param: 'id',
  admin: ['oz_handles_view'],
};

const metadata = publicHandleExample.metadata;
const registration: Example = {
  body: {
    handleServiceId: exampleIds.handleService,
    resourceType: 'Share',
    resourceId: exampleIds.share,
    metadataSchema: 'oai_dc',
    metadata,
  },
  status: 201,
  mayTakeLonger: true,
  answer: {
    handleId: exampleIds.handle,
    publicHandle: publicHandleExample.publicHandle,
    state: 'registered',
  },
  errors: ['badValueIdNotFound', 'badValueXML', 'alreadyExists', 'externalServiceOperationFailed'],
  description:
    '201 once the handle is registered and in the feed; 202 when that takes longer than the deadline; 503 when the ' +
    'service refused for good: the handle stays and can be retried or deleted.',
};

/** Handles. Members are `members/`. Source: Onezone contract 1.2 and 1.3. */
@ApiTags('handles')
@Controller(restRoot)
export class HandlesController {
  constructor(
    private readonly handles: HandlesService,
    private readonly registration: HandleRegistration,
    private readonly intake: HandleIntake,
    private readonly locations: Locations,
  ) {}

  @Post('handles')
  @Requires({ kind: 'register-handle', admin: ['oz_handles_create'] })
  @Describe('Register a handle for a share; nobody becomes a member', registration)
  async register(
    @Body({ schema: createBody }) body: CreateHandle,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(reply, await this.registration.register(body, actor), '/handles');
  }

  @Post('user/handles')
  @Requires({ kind: 'register-handle', admin: ['oz_handles_create'] })
  @Describe('Register a handle for a share; the caller gets all privileges on it', registration)
  async registerAsUser(
    @Body({ schema: createBody }) body: CreateHandle,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.registration.register(body, actor, { kind: 'user', id: actor.userId });
    return this.answer(reply, answer, '/user/handles');
  }

  @Post('groups/:id/handles')
  @Requires({
    kind: 'register-handle',
    admin: ['oz_handles_create', 'oz_groups_add_relationships'],
    group: 'id',
  })
  @Describe('Register a handle for a share; the group gets all privileges on it', registration)
  async registerAsGroup(
    @Param('id') groupId: string,
    @Body({ schema: createBody }) body: CreateHandle,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.registration.register(body, actor, { kind: 'group', id: groupId });
    return this.answer(reply, answer, `/groups/${groupId}/handles`);
  }

  @Post('handles/preview')
  @HttpCode(200)
  @Requires({ kind: 'register-handle', admin: ['oz_handles_create'] })
  @Describe('Check a registration without making it: problems, final metadata, disseminations', {
    body: registration.body,
    answer: {
      valid: true,
      problems: [],
      metadata,
      summary: {},
      disseminations: [{ prefix: 'oai_dc', payload: '<oai_dc:dc>…</oai_dc:dc>' }],
      examplePublicHandle: publicHandleExample.publicHandle,
    },
    errors: ['badValueIdNotFound'],
    description: 'The name is an example: a registration chooses a new one.',
  })
  preview(@Body({ schema: createBody }) body: CreateHandle, @CurrentActor() actor: Actor) {
    return this.intake.preview(body, actor);
  }

  @Get('handles')
  @AdminOnly('oz_handles_list')
  @Describe('List all handles', { answer: { handles: [exampleIds.handle] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { handles: takeIds(reply, page, await this.handles.list(page)) };
  }

  @Get('handles/privileges')
  @Public()
  @Describe('List the privileges on handles and their default sets', { answer: handlePrivileges })
  privileges() {
    return handlePrivileges;
  }

  @Get('handles/:id')
  @Requires({ ...views, own: [{ member: true }] })
  @Describe('Get a handle', { answer: handleExample })
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { view, etag } = await this.handles.get(id);
    void reply.header('etag', etag);
    return view;
  }

  @Get('handles/:id/public')
  @Public()
  @Describe('Get what everyone may see of a handle', { answer: publicHandleExample, errors: ['notFound'] })
  async getPublic(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { view, etag } = await this.handles.getPublic(id);
    void reply.header('etag', etag);
    return view;
  }

  @Get('handle_services/:serviceId/handles/:id')
  @Requires({ ...views, own: [{ parentPrivilege: 'handle_service_view' }], inside: 'serviceId' })
  @Describe('Get a handle of a handle service', { answer: handleExample })
  getInService(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.get(id, reply);
  }

  @Get('handle_services/:id/handles')
  @Over(
    'handle_service',
    [{ privilege: 'handle_service_list_handles' }],
    ['oz_handle_services_list_relationships'],
  )
  @Describe('List the handles registered in a handle service', { answer: { handles: [exampleIds.handle] } })
  async listInService(
    @Param('id') serviceId: string,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return { handles: takeIds(reply, page, await this.handles.list(page, serviceId)) };
  }

  @Patch('handles/:id')
  @HttpCode(204)
  @Over('handle', [{ privilege: 'handle_update' }, manages], ['oz_handles_update'])
  @Describe('Replace the metadata of a handle', {
    status: 204,
    body: { metadata },
    errors: ['badValueXML'],
  })
  update(
    @Param('id') id: string,
    @Body({ schema: updateHandleBody }) body: UpdateHandle,
    @CurrentActor() actor: Actor,
    @IfMatch() ifMatch?: string,
  ) {
    return this.handles.update(id, body, actor, ifMatch);
  }

  @Delete('handles/:id')
  @HttpCode(204)
  @Requires(deletesHandle)
  @Describe('Delete a handle: a tombstone takes its place, its share is free again', {
    status: 204,
    body: { reason: 'Withdrawn by the author', replacedBy: '21.T15999/8aqx3hfg0mvs2k7d' },
  })
  delete(
    @Param('id') id: string,
    @Body({ schema: deleteHandleBody }) body: DeleteHandle,
    @CurrentActor() actor: Actor,
    @IfMatch() ifMatch?: string,
  ) {
    return this.handles.delete(id, body, actor, ifMatch);
  }

  private answer(reply: FastifyReply, answer: RegistrationAnswer, collection: string) {
    const { settled, ...body } = answer;
    this.locations.created(reply, `${collection}/${answer.handleId}`, settled ? 201 : 202);
    return body;
  }
}
