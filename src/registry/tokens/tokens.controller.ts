import { Body, Controller, Delete, Get, HttpCode, Ip, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Describe, exampleIds, type Example } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Public } from '../../platform/policy.js';
import { AdminOnly, Over } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { TokenScope } from './token-scope.js';
import { tokenExample } from './tokens.queries.js';
import {
  confineTokenBody,
  inferScopeBody,
  tokenBody,
  updateNamedTokenBody,
  verifyTokenBody,
  type ConfineToken,
  type InferScope,
  type TokenBody,
  type UpdateNamedToken,
  type VerifyToken,
} from './tokens.schemas.js';
import { TokensService } from './tokens.service.js';

const own = [{ self: 'id' }];
const token = 'wmk_0a1b2c3d4e5f60718293a4b5c6d7e8f9_…';
const verified: Example = {
  body: { token, peerIp: '38.190.241.12', interface: 'rest', allowDataAccessCaveats: false },
  answer: { subject: { type: 'user', id: exampleIds.user }, ttl: null },
  errors: ['badValueToken', 'tooManyRequests'],
};

/** Tokens by id or by their text. Those of a user are `owned-tokens.controller.ts`. Source: oz-worker token_routes. */
@ApiTags('tokens')
@Controller(`${restRoot}/tokens`)
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly scope: TokenScope,
  ) {}

  @Get('named')
  @AdminOnly('oz_tokens_manage')
  @Describe('List all named tokens', { answer: { tokens: [exampleIds.token] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { tokens: takeIds(reply, page, await this.tokens.list(page)) };
  }

  @Get('named/:id')
  @Over('token', own, ['oz_tokens_manage'])
  @Describe('Get a named token, without its text', { answer: tokenExample })
  get(@Param('id') id: string) {
    return this.tokens.get(id);
  }

  @Get('named/:id/status')
  @Over('token', own, ['oz_tokens_manage'])
  @Describe('Get whether a named token is revoked', { answer: { revoked: false } })
  async status(@Param('id') id: string) {
    const { revoked } = await this.tokens.get(id);
    return { revoked };
  }

  @Patch('named/:id')
  @HttpCode(204)
  @Over('token', own, ['oz_tokens_manage'])
  @Describe('Rename, revoke or restore a named token', {
    status: 204,
    body: { revoked: true },
    errors: ['badValueIdentifierOccupied'],
  })
  update(
    @Param('id') id: string,
    @Body({ schema: updateNamedTokenBody }) body: UpdateNamedToken,
    @CurrentActor() actor: Actor,
  ) {
    return this.tokens.update(id, body, actor);
  }

  @Delete('named/:id')
  @HttpCode(204)
  @Over('token', own, ['oz_tokens_manage'])
  @Describe('Delete a named token', { status: 204 })
  delete(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.tokens.delete(id, actor);
  }

  @Post('examine')
  @HttpCode(200)
  @Public()
  @Describe('Show what a token says of itself', {
    body: { token },
    answer: {
      id: exampleIds.token,
      onezoneDomain: 'waymark.example.org',
      subject: { type: 'user', id: exampleIds.user },
      type: { accessToken: {} },
      persistence: 'named',
      caveats: [],
    },
    errors: ['badToken', 'tooManyRequests'],
  })
  examine(@Body({ schema: tokenBody }) body: TokenBody, @Ip() ip: string) {
    return this.tokens.examine(body.token, ip);
  }

  @Post('confine')
  @HttpCode(200)
  @Public()
  @Describe('Make a narrower token from a token; it ends with the first', {
    body: { token, caveats: [{ type: 'data.readonly' }] },
    answer: { token },
    errors: ['badToken', 'tokenRevoked', 'tokenTooLarge', 'tooManyRequests'],
  })
  confine(@Body({ schema: confineTokenBody }) body: ConfineToken, @Req() request: FastifyRequest) {
    return this.tokens.confine(body, request);
  }

  @Post('infer_access_token_scope')
  @HttpCode(200)
  @Public()
  @Describe('Show what an access token opens', {
    body: { token },
    answer: {
      validUntil: null,
      dataAccessScope: {
        readonly: false,
        spaces: { [exampleIds.space]: { name: 'Glaciers', supports: {} } },
        providers: {},
      },
    },
    errors: ['badValueToken', 'tooManyRequests'],
  })
  inferScope(@Body({ schema: inferScopeBody }) body: InferScope, @Ip() ip: string) {
    return this.scope.infer(body, ip);
  }

  @Post('verify_access_token')
  @HttpCode(200)
  @Public()
  @Describe('Check an access token', verified)
  verifyAccess(@Body({ schema: verifyTokenBody }) body: VerifyToken, @Ip() ip: string) {
    return this.tokens.verify(body, 'access', ip);
  }

  @Post('verify_identity_token')
  @HttpCode(200)
  @Public()
  @Describe('Check an identity token', verified)
  verifyIdentity(@Body({ schema: verifyTokenBody }) body: VerifyToken, @Ip() ip: string) {
    return this.tokens.verify(body, 'identity', ip);
  }

  @Post('verify_invite_token')
  @HttpCode(200)
  @Public()
  @Describe('Check an invite token', verified)
  verifyInvite(@Body({ schema: verifyTokenBody }) body: VerifyToken, @Ip() ip: string) {
    return this.tokens.verify(body, 'invite', ip);
  }
}
