import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Locations, restRoot } from '../platform/location.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { CurrentActor, type Actor } from '../registry/users/principal.js';
import {
  createSetBody,
  previewSetBody,
  updateSetBody,
  type CreateSet,
  type PreviewSet,
  type UpdateSet,
} from './sets.schemas.js';
import { SetsService } from './sets.service.js';

/** Sets of the feed that administrators define, such as `openaire_data`. */
@Controller(`${restRoot}/oai_sets`)
export class SetsController {
  constructor(
    private readonly sets: SetsService,
    private readonly locations: Locations,
  ) {}

  @Get()
  @AdminOnly('oz_handles_list')
  async list() {
    return { oaiSets: await this.sets.list() };
  }

  @Post()
  @AdminOnly('oz_handles_update')
  async create(
    @Body({ schema: createSetBody }) body: CreateSet,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.sets.create(body, actor);
    this.locations.created(reply, `/oai_sets/${body.setSpec}`);
  }

  /** How many items such a set would hold. */
  @Post('preview')
  @HttpCode(200)
  @AdminOnly('oz_handles_list')
  async preview(@Body({ schema: previewSetBody }) { criteria }: PreviewSet) {
    return { count: await this.sets.preview(criteria) };
  }

  @Get(':setSpec')
  @AdminOnly('oz_handles_list')
  get(@Param('setSpec') setSpec: string) {
    return this.sets.get(setSpec);
  }

  @Patch(':setSpec')
  @HttpCode(204)
  @AdminOnly('oz_handles_update')
  update(
    @Param('setSpec') setSpec: string,
    @Body({ schema: updateSetBody }) body: UpdateSet,
    @CurrentActor() actor: Actor,
  ) {
    return this.sets.update(setSpec, body, actor);
  }

  @Delete(':setSpec')
  @HttpCode(204)
  @AdminOnly('oz_handles_update')
  delete(@Param('setSpec') setSpec: string, @CurrentActor() actor: Actor) {
    return this.sets.delete(setSpec, actor);
  }
}
