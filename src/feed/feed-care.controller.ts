import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { restRoot } from '../platform/location.js';
import { AdminOnly } from '../registry/privileges/policy.js';
import { checkFeed } from './check.js';
import { FeedRebuild } from './rebuild.js';

/** Care for the feed: rendering it anew and comparing it with the ledger. */
@Controller(`${restRoot}/oai_feed`)
export class FeedCareController {
  constructor(
    private readonly rebuild: FeedRebuild,
    private readonly database: Database,
  ) {}

  /** Begins or continues to render every item anew; answers at once. */
  @Post('rebuild')
  @HttpCode(202)
  @AdminOnly('oz_handles_update')
  start() {
    return this.rebuild.start();
  }

  @Get('rebuild')
  @AdminOnly('oz_handles_list')
  progress() {
    return this.rebuild.progress();
  }

  /** Compares feed and ledger. */
  @Post('check')
  @HttpCode(200)
  @AdminOnly('oz_handles_list')
  check() {
    return checkFeed(this.database);
  }
}
