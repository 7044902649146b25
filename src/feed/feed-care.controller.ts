import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { restRoot } from '../platform/location.js';
import { Wakeups } from '../platform/wakeups.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { checkFeed } from './check.js';
import { keepProvenance, provenanceBody, type Provenance } from './provenance.js';
import { FeedRebuild } from './rebuild.js';

/** Care for the feed: rendering it anew and comparing it with the ledger. */
@Controller(restRoot)
export class FeedCareController {
  constructor(
    private readonly rebuild: FeedRebuild,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Begins or continues to render every item anew; answers at once. */
  @Post('oai_feed/rebuild')
  @HttpCode(202)
  @AdminOnly('oz_handles_update')
  start() {
    return this.rebuild.start();
  }

  @Get('oai_feed/rebuild')
  @AdminOnly('oz_handles_list')
  progress() {
    return this.rebuild.progress();
  }

  /** Compares feed and ledger. */
  @Post('oai_feed/check')
  @HttpCode(200)
  @AdminOnly('oz_handles_list')
  check() {
    return checkFeed(this.database);
  }

  /** Says where an imported item's metadata come from; its records then carry it in their `about`. */
  @Put('handles/:id/provenance')
  @HttpCode(204)
  @AdminOnly('oz_handles_update')
  provenance(@Param('id') id: string, @Body({ schema: provenanceBody }) origin: Provenance) {
    return keepProvenance(this.database, this.wakeups, id, origin);
  }
}
