import { Body, Controller, Delete, Get, HttpCode, Ip, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { CurrentActor, type Actor } from './principal.js';
import { userExample } from './users.queries.js';
import {
  accessBlockBody,
  basicAuthBody,
  changePasswordBody,
  createUserBody,
  updateUserBody,
  type AccessBlock,
  type BasicAuth,
  type ChangePassword,
  type CreateUser,
  type UpdateUser,
} from './users.schemas.js';
import { UsersService } from './users.service.js';

/** Accounts. Source: Onezone contract 1.3, 1.6. */
@ApiTags('users')
@Controller(restRoot)
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly locations: Locations,
  ) {}

  @Post('users')
  @AdminOnly('oz_users_create')
  @Describe('Create a user', {
    status: 201,
    body: { fullName: 'John Smith', username: 'jsmith', password: 'correct horse battery' },
    errors: [
      'missingRequiredValue',
      'badValueIdentifierOccupied',
      'badValueFullName',
      'badValueUsername',
      'badValuePassword',
    ],
  })
  async create(
    @Body({ schema: createUserBody }) body: CreateUser,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/users/${await this.users.create(body, actor)}`);
  }

  @Get('users')
  @AdminOnly('oz_users_list')
  @Describe('List all users', { answer: { users: [exampleIds.user] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { users: takeIds(reply, page, await this.users.list(page)) };
  }

  @Get('users/:id')
  @Over('user', [{ self: 'id' }], ['oz_users_view'])
  @Describe('Get a user', { answer: userExample })
  get(@Param('id') id: string) {
    return this.users.get(id);
  }

  @Delete('users/:id')
  @HttpCode(204)
  @Over('user', [{ self: 'id' }], ['oz_users_delete'])
  @Describe('Delete a user with tokens and memberships', {
    status: 204,
    errors: ['cannotRemoveLastAdministrator'],
  })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.users.delete(id, actor);
  }

  @Patch('users/:id/basic_auth')
  @HttpCode(204)
  @Over('user', [], ['oz_users_manage_passwords'])
  @Describe('Switch Basic authentication of a user, or set a password', {
    status: 204,
    body: { basicAuthEnabled: true, newPassword: 'correct horse battery' },
  })
  setBasicAuth(
    @Param('id') id: string,
    @Body({ schema: basicAuthBody }) body: BasicAuth,
    @CurrentActor() actor: Actor,
  ) {
    return this.users.setBasicAuth(id, body, actor);
  }

  @Patch('users/:id/access_block')
  @HttpCode(204)
  @Over('user', [], ['oz_users_update'])
  @Describe('Block or unblock a user', {
    status: 204,
    body: { blocked: true },
    errors: ['cannotRemoveLastAdministrator'],
  })
  setBlocked(
    @Param('id') id: string,
    @Body({ schema: accessBlockBody }) body: AccessBlock,
    @CurrentActor() actor: Actor,
  ) {
    return this.users.setBlocked(id, body, actor);
  }

  @Get('user')
  @SignedIn()
  @Describe('Get the caller', { answer: userExample })
  me(@CurrentActor() actor: Actor) {
    return this.users.get(actor.userId);
  }

  @Patch('user')
  @HttpCode(204)
  @SignedIn()
  @Describe('Change name or user name of the caller', {
    status: 204,
    body: { fullName: 'Jane Doe-Smith' },
    errors: ['badValueIdentifierOccupied'],
  })
  updateMe(@Body({ schema: updateUserBody }) body: UpdateUser, @CurrentActor() actor: Actor) {
    return this.users.update(actor.userId, body, actor);
  }

  @Patch('user/password')
  @HttpCode(204)
  @SignedIn()
  @Describe('Change the password of the caller', {
    status: 204,
    body: { oldPassword: 'correct horse battery', newPassword: 'correct horse battery staple' },
    errors: ['badBasicCredentials', 'basicAuthDisabled'],
  })
  changePassword(
    @Body({ schema: changePasswordBody }) body: ChangePassword,
    @CurrentActor() actor: Actor,
    @Ip() ip: string,
  ) {
    return this.users.changePassword(actor.userId, body, actor, ip);
  }

  @Delete('user')
  @HttpCode(204)
  @SignedIn()
  @Describe("Delete the caller's account", { status: 204, errors: ['cannotRemoveLastAdministrator'] })
  deleteMe(@CurrentActor() actor: Actor) {
    return this.users.delete(actor.userId, actor);
  }
}
