import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { Faces } from '../platform/faces.js';
import { StoredFacts } from '../platform/stored-facts.js';
import { FeedModule } from '../feed/feed.module.js';
import { FeedView } from '../feed/feed-view.js';
import { metadataFormats } from '../metadata/schemas.js';
import { release } from '../platform/release.js';
import type { OaiContext } from './context.js';
import { oaiFace } from './oai-face.js';
import { OaiPmhController } from './oai-pmh.controller.js';
import { HarvestLog } from './harvest-log.js';
import { HarvestsController } from './harvests.controller.js';
import { OaiFacts } from './oai-facts.js';
import { OaiMetrics } from './oai-metrics.js';
import { OaiProvider } from './oai-provider.js';

const path = '/oai_pmh';
const keyFact = 'oai-token-key';
const oaiContext = Symbol('OaiContext');

/** The OAI-PMH 2.0 data provider at `/oai_pmh`. */
@Module({
  imports: [FeedModule],
  controllers: [OaiPmhController, HarvestsController],
  providers: [
    HarvestLog,
    OaiMetrics,
    { provide: oaiContext, inject: [CONFIG, Clock, StoredFacts, FeedView], useFactory: createContext },
    {
      provide: OaiProvider,
      inject: [oaiContext],
      useFactory: (context: OaiContext) => new OaiProvider(context),
    },
    {
      provide: OaiFacts,
      inject: [oaiContext, OaiProvider, Database],
      useFactory: (context: OaiContext, provider: OaiProvider, database: Database) =>
        new OaiFacts(context, provider, database),
    },
  ],
  exports: [OaiFacts],
})
export class OaiPmhModule {
  constructor(faces: Faces, provider: OaiProvider, clock: Clock) {
    faces.register(path, oaiFace(provider.baseUrl, clock));
  }
}

async function createContext(
  config: Config,
  clock: Clock,
  facts: StoredFacts,
  view: FeedView,
): Promise<OaiContext> {
  const key = await facts.getOrCreate(keyFact, () => randomBytes(32).toString('base64'));
  return {
    view,
    formats: metadataFormats(),
    repositoryName: config.REPOSITORY_NAME,
    repositoryId: config.REPOSITORY_ID,
    baseUrl: `${config.PUBLIC_URL}${path}`,
    adminEmail: config.ADMIN_EMAIL,
    version: release,
    metadataRightsUrl: config.OAI_METADATA_RIGHTS,
    friends: config.OAI_FRIENDS,
    icon: config.OAI_ICON_URL,
    pageRecords: { ListRecords: config.OAI_PAGE_RECORDS, ListIdentifiers: config.OAI_PAGE_IDENTIFIERS },
    tokenKey: Buffer.from(key, 'base64'),
    now: () => clock.now(),
  };
}
