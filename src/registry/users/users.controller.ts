import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Locations, restRoot } from '../../platform/location.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { CurrentActor, type Actor } from './principal.js';
import { createTokenBody, createUserBody, type CreateToken, type CreateUser } from './users.schemas.js';
import { UsersService } from './users.service.js';

/** Accounts and tokens. Source: Onezone contract 1.6. */
@Controller(restRoot)
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly locations: Locations,
  ) {}

  @Post('users')
  @AdminOnly('oz_users_create')
  async create(
    @Body({ schema: createUserBody }) body: CreateUser,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/users/${await this.users.create(body, actor)}`);
  }

  @Get('users/:id')
  @Over('user', [], ['oz_users_view'])
  get(@Param('id') id: string) {
    return this.users.get(id);
  }

  @Get('user')
  @SignedIn()
  me(@CurrentActor() actor: Actor) {
    return this.users.get(actor.userId);
  }

  @Post('user/tokens/named')
  @SignedIn()
  async createOwnToken(
    @Body({ schema: createTokenBody }) body: CreateToken,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.users.createToken(actor.userId, body, actor);
    this.locations.created(reply, `/tokens/named/${answer.tokenId}`);
    return answer;
  }

  @Post('users/:id/tokens/named')
  @Over('user', [], ['oz_tokens_manage'])
  async createToken(
    @Param('id') id: string,
    @Body({ schema: createTokenBody }) body: CreateToken,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.users.createToken(id, body, actor);
    this.locations.created(reply, `/tokens/named/${answer.tokenId}`);
    return answer;
  }
}
