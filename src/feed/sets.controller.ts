import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe } from '../platform/describe.js';
import { Locations, restRoot } from '../platform/location.js';
import { AskedPage, takePage, type Page } from '../platform/paging.js';
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

const setExample = {
  setSpec: 'datasets',
  name: 'Datasets',
  description: 'Everything that calls itself a dataset',
  criteria: { resourceTypes: ['Dataset'] },
};

/** Sets of the feed that administrators define, such as `openaire_data`. */
@ApiTags('oai_sets')
@Controller(`${restRoot}/oai_sets`)
export class SetsController {
  constructor(
    private readonly sets: SetsService,
    private readonly locations: Locations,
  ) {}

  @Get()
  @AdminOnly('oz_handles_list')
  @Describe('List the defined sets of the feed', { answer: { oaiSets: [setExample] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { oaiSets: takePage(reply, page, await this.sets.list(page), ({ setSpec }) => setSpec) };
  }

  @Post()
  @AdminOnly('oz_handles_update')
  @Describe('Define a set of the feed', {
    status: 201,
    body: { ...setExample, setSpec: 'snow' },
    errors: ['alreadyExists', 'badValueIdentifier'],
  })
  async create(
    @Body({ schema: createSetBody }) body: CreateSet,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.sets.create(body, actor);
    this.locations.created(reply, `/oai_sets/${body.setSpec}`);
  }

  @Post('preview')
  @HttpCode(200)
  @AdminOnly('oz_handles_list')
  @Describe('Count what a set would hold', { body: { criteria: setExample.criteria }, answer: { count: 0 } })
  async preview(@Body({ schema: previewSetBody }) { criteria }: PreviewSet) {
    return { count: await this.sets.preview(criteria) };
  }

  @Get(':setSpec')
  @AdminOnly('oz_handles_list')
  @Describe('Get a defined set', { answer: setExample, errors: ['notFound'] })
  get(@Param('setSpec') setSpec: string) {
    return this.sets.get(setSpec);
  }

  @Patch(':setSpec')
  @HttpCode(204)
  @AdminOnly('oz_handles_update')
  @Describe('Change a defined set', { status: 204, body: { name: 'All datasets' }, errors: ['notFound'] })
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
  @Describe('Delete a defined set; its items are reported as having left it', {
    status: 204,
    errors: ['notFound'],
  })
  delete(@Param('setSpec') setSpec: string, @CurrentActor() actor: Actor) {
    return this.sets.delete(setSpec, actor);
  }
}
