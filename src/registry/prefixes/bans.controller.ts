import { Controller, Delete, Get, HttpCode, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takePage, type Page } from '../../platform/paging.js';
import { AdminOnly } from '../privileges/policy.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { BansService } from './bans.service.js';

/** Addresses banned from the handle faces for reading foreign prefixes. Ours; for administrators of the zone. */
@ApiTags('prefixes')
@Controller(`${restRoot}/handle_bans`)
export class BansController {
  constructor(private readonly bans: BansService) {}

  @Get()
  @AdminOnly('oz_handle_services_list')
  @Describe('List the addresses that are banned from reading foreign prefixes here', {
    answer: { bans: [{ address: '192.0.2.7', until: '2026-11-22T08:10:00.000Z', bans: 1 }] },
  })
  list(@AskedPage() page: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    return { bans: takePage(reply, page, this.bans.list(page), ({ address }) => address) };
  }

  @Delete(':address')
  @HttpCode(204)
  @AdminOnly('oz_handle_services_update')
  @Describe('Lift the ban of an address', { status: 204, errors: ['notFound'] })
  lift(@Param('address') address: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.bans.lift(address, actor);
  }
}
