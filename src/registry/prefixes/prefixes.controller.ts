import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Describe, exampleIds } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, linkNext, takePage, type Page } from '../../platform/paging.js';
import { field } from '../../platform/validation.js';
import { foldPid } from '../../pid/pid.js';
import { AdminOnly } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import {
  createPrefixBody,
  newPasswordBody,
  type CreatePrefix,
  type NewPassword,
} from './prefixes.schemas.js';
import { PrefixesService } from './prefixes.service.js';

/** Records on a page unless `limit` says otherwise. */
const usualPage = 500;
const recordsQuery = z.object({ after: field.text().max(1000).optional() });
type RecordsQuery = z.output<typeof recordsQuery>;

/** Prefixes of the embedded handle server. Ours, not Onezone's; for administrators of the zone. */
@ApiTags('prefixes')
@Controller(`${restRoot}/prefixes`)
export class PrefixesController {
  constructor(private readonly prefixes: PrefixesService) {}

  @Post()
  @HttpCode(201)
  @AdminOnly('oz_handle_services_create')
  @Describe(
    'Home a prefix on the embedded handle server and add an administrator; passwords are shown once',
    {
      status: 201,
      body: { prefix: '21.T15999', username: 'ADMIN2' },
      answer: { prefix: '21.T15999', username: '301:21.T15999/ADMIN2', password: '…' },
      errors: ['alreadyExists'],
    },
  )
  create(@Body({ schema: createPrefixBody }) body: CreatePrefix, @CurrentActor() actor: Actor) {
    return this.prefixes.create(body, actor);
  }

  @Get()
  @AdminOnly('oz_handle_services_list')
  @Describe('List the prefixes of the embedded handle server', { answer: { prefixes: ['21.T15999'] } })
  async list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { prefixes: takePage(reply, page, await this.prefixes.list(page), foldPid) };
  }

  @Get(':prefix')
  @AdminOnly('oz_handle_services_view')
  @Describe('Get a prefix with its administrators', {
    answer: { prefix: '21.T15999', administrators: ['301:21.T15999/ADMIN'] },
    errors: ['notFound'],
  })
  get(@Param('prefix') prefix: string) {
    return this.prefixes.get(prefix);
  }

  @Get(':prefix/records')
  @AdminOnly('oz_handle_services_view')
  @Describe('List the handle records of a prefix, secret keys left out', {
    description:
      'When there are more, `next` is what to send as `after`; `Link: rel="next"` leads there too.',
    usualPage,
    answer: {
      records: [
        {
          handle: '21.T15999/8aqx-3hfg-0mvs-2k7d',
          values: [
            {
              index: 1,
              type: 'URL',
              data: { format: 'string', value: `https://waymark.example.org/share/${exampleIds.share}` },
              ttl: 86400,
              timestamp: '2026-11-22T08:00:00Z',
            },
          ],
        },
      ],
    },
    errors: ['notFound'],
  })
  async records(
    @Param('prefix') prefix: string,
    @Query({ schema: recordsQuery }) query: RecordsQuery,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const limit = page.whole ? usualPage : page.limit;
    const found = await this.prefixes.records(prefix, page.after ?? query.after, limit);
    if (found.next !== undefined) linkNext(reply, limit, found.next);
    return found;
  }

  @Post(':prefix/administrators/:suffix/password')
  @HttpCode(200)
  @AdminOnly('oz_handle_services_update')
  @Describe('Give a prefix administrator a new password, shown once', {
    status: 200,
    body: {},
    answer: { username: '301:21.T15999/ADMIN', password: '…' },
    errors: ['notFound'],
  })
  rotatePassword(
    @Param('prefix') prefix: string,
    @Param('suffix') suffix: string,
    @Body({ schema: newPasswordBody }) body: NewPassword,
    @CurrentActor() actor: Actor,
  ) {
    return this.prefixes.rotatePassword(prefix, suffix, body.password, actor);
  }
}
