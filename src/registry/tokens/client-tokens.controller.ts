import { Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { newId } from '../../platform/ids.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { SignedIn } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { TokensService } from './tokens.service.js';

/**
 * Onezone's old routes to the caller's access tokens, which it keeps for old scripts: named tokens under another path.
 * Source: oz-worker user_routes, onezone-swagger `user/client_tokens`.
 */
@ApiTags('tokens')
@Controller(`${restRoot}/user/client_tokens`)
export class ClientTokensController {
  constructor(private readonly tokens: TokensService) {}

  @Post()
  @HttpCode(200)
  @SignedIn()
  @Describe('Create an access token of the caller (deprecated: use named tokens)', {
    answer: { token: 'wmk_0a1b2c3d4e5f60718293a4b5c6d7e8f9_…' },
  })
  async create(@CurrentActor() actor: Actor) {
    const name = `client token ${newId().slice(-8)}`;
    const { token } = await this.tokens.createNamed(actor.userId, { name }, actor);
    return { token };
  }

  @Get()
  @SignedIn()
  @Describe('List the ids of the access tokens of the caller (deprecated: use named tokens)', {
    answer: { tokens: [exampleIds.token] },
  })
  async list(
    @CurrentActor() actor: Actor,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return { tokens: takeIds(reply, page, await this.tokens.list(page, actor.userId, 'access')) };
  }

  @Delete(':token')
  @HttpCode(204)
  @SignedIn()
  @Describe('Delete an access token of the caller by its id or text (deprecated: use named tokens)', {
    status: 204,
    errors: ['notFound'],
  })
  delete(@Param('token') token: string, @CurrentActor() actor: Actor) {
    return this.tokens.deleteOwn(token, actor);
  }
}
