import {
  Body,
  Controller,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Res,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Describe, exampleIds } from '../../platform/describe.js';
import { Locations, restRoot } from '../../platform/location.js';
import { AskedPage, takeIds, type Page } from '../../platform/paging.js';
import { Over, SignedIn } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { tokenExample } from './tokens.queries.js';
import {
  createNamedTokenBody,
  createTemporaryTokenBody,
  type CreateNamedToken,
  type CreateTemporaryToken,
} from './tokens.schemas.js';
import { TokensService } from './tokens.service.js';

const token = 'wmk_0a1b2c3d4e5f60718293a4b5c6d7e8f9_…';

/** The user whose tokens a route is about: the one of the path, else the caller. */
const OwnerId = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { id } = request.params as { id?: string };
  return id ?? (request.principal?.kind === 'user' ? request.principal.userId : '');
});

type Whose = 'own' | 'any';
const allowed = (whose: Whose) =>
  whose === 'own' ? SignedIn() : Over('user', [{ self: 'id' }], ['oz_tokens_manage']);
const owner = (whose: Whose) => (whose === 'own' ? 'of the caller' : 'of a user');
const base = (whose: Whose) => `${restRoot}/${whose === 'own' ? 'user' : 'users/:id'}/tokens`;

/** Named tokens of the caller (`/user/tokens/…`) or of any user (`/users/{id}/tokens/…`). Source: oz-worker token_routes. */
export function namedTokensController(whose: Whose): Type {
  const of = owner(whose);

  @ApiTags('tokens')
  @Controller(`${base(whose)}/named`)
  class NamedTokensController {
    constructor(
      private readonly tokens: TokensService,
      private readonly locations: Locations,
    ) {}

    @Post()
    @allowed(whose)
    @Describe(`Create a named token ${of}; its text is shown once`, {
      status: 201,
      body: { name: 'harvest script', caveats: [{ type: 'api', whitelist: ['GET /*'] }] },
      answer: { tokenId: exampleIds.token, token },
      errors: ['badValueIdentifierOccupied', 'tokenTooLarge'],
    })
    async createNamed(
      @OwnerId() ownerId: string,
      @Body({ schema: createNamedTokenBody }) body: CreateNamedToken,
      @CurrentActor() actor: Actor,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      const answer = await this.tokens.createNamed(ownerId, body, actor);
      this.locations.created(reply, `/tokens/named/${answer.tokenId}`);
      return answer;
    }

    @Get()
    @allowed(whose)
    @Describe(`List the named tokens ${of}`, { answer: { tokens: [exampleIds.token] } })
    async listNamed(
      @OwnerId() ownerId: string,
      @AskedPage() page: Page,
      @Res({ passthrough: true }) reply: FastifyReply,
    ) {
      return { tokens: takeIds(reply, page, await this.tokens.list(page, ownerId)) };
    }

    @Get('name/:name')
    @allowed(whose)
    @Describe(`Get a named token ${of} by its name`, { answer: tokenExample, errors: ['notFound'] })
    getByName(@OwnerId() ownerId: string, @Param('name') name: string) {
      return this.tokens.getByName(ownerId, name);
    }

    @Delete()
    @HttpCode(204)
    @allowed(whose)
    @Describe(`Delete all named tokens ${of}`, { status: 204 })
    deleteNamed(@OwnerId() ownerId: string, @CurrentActor() actor: Actor) {
      return this.tokens.deleteNamed(ownerId, actor);
    }
  }
  Object.defineProperty(NamedTokensController, 'name', { value: `NamedTokens_${whose}` });
  return NamedTokensController;
}

/** Temporary tokens of the caller or of any user. */
export function temporaryTokensController(whose: Whose): Type {
  const of = owner(whose);

  @ApiTags('tokens')
  @Controller(`${base(whose)}/temporary`)
  class TemporaryTokensController {
    constructor(private readonly tokens: TokensService) {}

    @Post()
    @allowed(whose)
    @Describe(`Create a temporary token ${of}; its text is shown once`, {
      status: 201,
      body: { caveats: [{ type: 'time', validUntil: 1795420800 }] },
      answer: { token },
      errors: ['tokenTimeCaveatRequired'],
    })
    createTemporary(
      @OwnerId() ownerId: string,
      @Body({ schema: createTemporaryTokenBody }) body: CreateTemporaryToken,
      @CurrentActor() actor: Actor,
    ) {
      return this.tokens.createTemporary(ownerId, body, actor);
    }

    @Get()
    @allowed(whose)
    @Describe(`Count how often the temporary tokens ${of} were revoked, from 1`, {
      answer: { generation: 1 },
    })
    generation(@OwnerId() ownerId: string) {
      return this.tokens.generation(ownerId);
    }

    @Delete()
    @HttpCode(204)
    @allowed(whose)
    @Describe(`Revoke all temporary tokens ${of}`, { status: 204 })
    revokeTemporary(@OwnerId() ownerId: string, @CurrentActor() actor: Actor) {
      return this.tokens.revokeTemporary(ownerId, actor);
    }
  }
  Object.defineProperty(TemporaryTokensController, 'name', { value: `TemporaryTokens_${whose}` });
  return TemporaryTokensController;
}
