import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { StoredFacts } from '../platform/stored-facts.js';
import { FeedCareController } from './feed-care.controller.js';
import { FeedView } from './feed-view.js';
import { PublicationLoop } from './publication-loop.js';
import { Publisher, repositoryIdFact } from './publisher.js';
import { FeedRebuild } from './rebuild.js';
import { SetsController } from './sets.controller.js';
import { SetsService } from './sets.service.js';

/** What the public sees, in order. */
@Module({
  controllers: [SetsController, FeedCareController],
  providers: [Publisher, PublicationLoop, FeedView, SetsService, FeedRebuild],
  exports: [Publisher, FeedView],
})
export class FeedModule implements OnModuleInit {
  constructor(
    private readonly facts: StoredFacts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Error when REPOSITORY_ID is not the one that harvesters know */
  async onModuleInit(): Promise<void> {
    const known = await this.facts.find(repositoryIdFact);
    if (known === undefined || known === this.config.REPOSITORY_ID) return;
    throw new Error(
      `REPOSITORY_ID is ${this.config.REPOSITORY_ID}, but records were published under ${known}. ` +
        'OAI identifiers never change: set it back.',
    );
  }
}
