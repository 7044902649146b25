import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Describe } from '../platform/describe.js';
import { restRoot } from '../platform/location.js';
import { AskedPage, pairCursor, takePage, type Page } from '../platform/paging.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { HarvestLog } from './harvest-log.js';

/** Lines on a page unless `limit` says otherwise: the log is never given whole. */
const usualPage = 1000;
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
      usualPage,
    },
  )
  async list(@AskedPage() asked: Page, @Res({ passthrough: true }) reply: FastifyReply) {
    const page = asked.whole ? { limit: usualPage, whole: false } : asked;
    const found = await this.log.lines(page);
    const lines = takePage(reply, page, found, ({ id, line }) => pairCursor(line.lastSeen, id));
    return { harvests: lines.map(({ line }) => line) };
  }
}
