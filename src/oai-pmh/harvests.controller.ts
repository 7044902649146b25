import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Describe } from '../platform/describe.js';
import { restRoot } from '../platform/location.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { HarvestLog } from './harvest-log.js';

const harvestExample = {
  day: '2026-11-22',
  address: '192.0.2.7',
  agent: 'OAIHarvester/2.0',
  verb: 'ListRecords',
  metadataPrefix: 'oai_dc',
  setSpec: '',
  requests: 12,
  records: 6000,
  bytes: 9_000_000,
  errors: 0,
  lastSeen: '2026-11-22T08:00:00.000Z',
};

/** The harvest log, for administrators. */
@ApiTags('oai')
@Controller(`${restRoot}/oai_harvests`)
export class HarvestsController {
  constructor(private readonly log: HarvestLog) {}

  /** Who harvested what: a line a day for each harvester, verb, format and set, the last seen first. */
  @Get()
  @AdminOnly('oz_handles_list')
  @Describe(
    'Show who harvested what: a line a day for each harvester, verb, format and set, the last seen first',
    {
      answer: { harvests: [harvestExample] },
    },
  )
  async list() {
    return { harvests: await this.log.lines() };
  }
}
