import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Locations, restRoot } from '../../platform/location.js';
import { Over, SignedIn } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { createSpaceBody, type CreateSpace } from './spaces.schemas.js';
import { SpacesService } from './spaces.service.js';

/** Spaces, as far as publishing needs them. Source: Onezone contract 1.6. */
@Controller(restRoot)
export class SpacesController {
  constructor(
    private readonly spaces: SpacesService,
    private readonly locations: Locations,
  ) {}

  @Post('user/spaces')
  @SignedIn()
  async create(
    @Body({ schema: createSpaceBody }) body: CreateSpace,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.locations.created(reply, `/user/spaces/${await this.spaces.create(body, actor)}`);
  }

  @Get('user/spaces')
  @SignedIn()
  async list(@CurrentActor() actor: Actor) {
    return { spaces: await this.spaces.listOf(actor.userId) };
  }

  @Get('spaces/:id')
  @Over('space', [{ member: true }], ['oz_spaces_view'])
  get(@Param('id') id: string) {
    return this.spaces.get(id);
  }
}
