import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ForeignPrefixBan } from '../../handle-server/foreign-prefix-ban.js';
import { RegistryError } from '../../platform/errors.js';
import { restRoot } from '../../platform/location.js';
import { AdminOnly } from '../privileges/policy.js';

/** Addresses banned from the handle faces for reading foreign prefixes. Ours; for administrators of the zone. */
@Controller(`${restRoot}/handle_bans`)
export class BansController {
  constructor(private readonly bans: ForeignPrefixBan) {}

  @Get()
  @AdminOnly('oz_handle_services_list')
  list() {
    return { bans: this.bans.list() };
  }

  @Delete(':address')
  @HttpCode(204)
  @AdminOnly('oz_handle_services_update')
  lift(@Param('address') address: string): void {
    if (!this.bans.lift(address)) throw new RegistryError('notFound');
  }
}
