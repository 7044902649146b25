import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Clock, toInstant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Describe } from '../platform/describe.js';
import { restRoot } from '../platform/location.js';
import { Wakeups } from '../platform/wakeups.js';
import { AdminOnly, Over } from '../registry/privileges/policy.js';
import { CurrentActor, type Actor } from '../registry/users/principal.js';
import { checkFeed } from './check.js';
import { keepProvenance, provenanceBody, type Provenance } from './provenance.js';
import { FeedRebuild } from './rebuild.js';

const progressExample = { running: true, done: 250, total: 10_000, changed: 3, refused: [] };
const provenanceExample: Provenance = {
  baseUrl: 'https://repository.example.org/oai',
  identifier: 'oai:repository.example.org:1234',
  datestamp: '2026-11-01T12:00:00Z',
  metadataNamespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
  harvestDate: '2026-11-22T08:00:00Z',
  altered: true,
};

/** Care for the feed: rendering it anew and comparing it with the ledger. */
@ApiTags('oai')
@Controller(restRoot)
export class FeedCareController {
  constructor(
    private readonly rebuild: FeedRebuild,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  /** Begins or continues to render every item anew; answers at once. */
  @Post('oai_feed/rebuild')
  @HttpCode(202)
  @AdminOnly('oz_handles_update')
  @Describe('Render every item of the feed anew, or go on with it; answers at once', {
    status: 202,
    answer: progressExample,
  })
  start(@CurrentActor() actor: Actor) {
    return this.rebuild.start(actor);
  }

  @Get('oai_feed/rebuild')
  @AdminOnly('oz_handles_list')
  @Describe('Show how far rendering anew is', { answer: progressExample })
  progress() {
    return this.rebuild.progress();
  }

  /** Compares feed and ledger. */
  @Post('oai_feed/check')
  @HttpCode(200)
  @AdminOnly('oz_handles_list')
  @Describe('Compare the feed with the ledger', { answer: { handles: 10_000, counts: {}, examples: [] } })
  check() {
    return checkFeed(this.database);
  }

  /** Says where an imported item's metadata come from; its records then carry it in their `about`. */
  @Put('handles/:id/provenance')
  @HttpCode(204)
  @Over('handle', [], ['oz_handles_update'])
  @Describe('Say where the metadata of an imported handle were harvested', {
    status: 204,
    body: provenanceExample,
  })
  async provenance(
    @Param('id') id: string,
    @Body({ schema: provenanceBody }) origin: Provenance,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const at = toInstant(this.clock.now());
    await this.database.write((tx) => keepProvenance(tx, id, origin, { actor, at }));
    this.wakeups.wake('publication-due');
  }
}
