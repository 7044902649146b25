import { Controller, Get } from '@nestjs/common';
import { restRoot } from '../platform/location.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { HarvestLog } from './harvest-log.js';

/** The harvest log, for administrators. */
@Controller(`${restRoot}/oai_harvests`)
export class HarvestsController {
  constructor(private readonly log: HarvestLog) {}

  /** Who harvested what: a line a day for each harvester, verb, format and set, the last seen first. */
  @Get()
  @AdminOnly('oz_handles_list')
  async list() {
    return { harvests: await this.log.lines() };
  }
}
