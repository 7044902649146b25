import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { restRoot } from '../../platform/location.js';
import { AdminOnly } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import {
  createPrefixBody,
  newPasswordBody,
  type CreatePrefix,
  type NewPassword,
} from './prefixes.schemas.js';
import { PrefixesService } from './prefixes.service.js';

const recordsQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
type RecordsQuery = z.output<typeof recordsQuery>;

/** Prefixes of the embedded handle server. Ours, not Onezone's; for administrators of the zone. */
@Controller(`${restRoot}/prefixes`)
export class PrefixesController {
  constructor(private readonly prefixes: PrefixesService) {}

  @Post()
  @HttpCode(201)
  @AdminOnly('oz_handle_services_create')
  create(@Body({ schema: createPrefixBody }) body: CreatePrefix, @CurrentActor() actor: Actor) {
    return this.prefixes.create(body, actor);
  }

  @Get()
  @AdminOnly('oz_handle_services_list')
  async list() {
    return { prefixes: await this.prefixes.list() };
  }

  @Get(':prefix')
  @AdminOnly('oz_handle_services_view')
  get(@Param('prefix') prefix: string) {
    return this.prefixes.get(prefix);
  }

  @Get(':prefix/records')
  @AdminOnly('oz_handle_services_view')
  records(@Param('prefix') prefix: string, @Query({ schema: recordsQuery }) query: RecordsQuery) {
    return this.prefixes.records(prefix, query.after, query.limit);
  }

  @Post(':prefix/administrators/:suffix/password')
  @HttpCode(200)
  @AdminOnly('oz_handle_services_update')
  rotatePassword(
    @Param('prefix') prefix: string,
    @Param('suffix') suffix: string,
    @Body({ schema: newPasswordBody }) body: NewPassword,
    @CurrentActor() actor: Actor,
  ) {
    return this.prefixes.rotatePassword(prefix, suffix, body.password, actor);
  }
}
