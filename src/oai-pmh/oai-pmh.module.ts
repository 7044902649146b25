import { randomBytes } from 'node:crypto';
import { Module, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { Faces } from '../platform/faces.js';
import { PlainRoutes } from '../platform/plain-routes.js';
import { StoredFacts } from '../platform/stored-facts.js';
import { FeedModule } from '../feed/feed.module.js';
import { FeedView } from '../feed/feed-view.js';
import { metadataFormats } from '../metadata/schemas.js';
import { release } from '../platform/release.js';
import type { OaiContext } from './context.js';
import { OaiEndpoint } from './oai-endpoint.js';
import { oaiFace } from './oai-face.js';
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
  controllers: [HarvestsController],
  providers: [
    HarvestLog,
    OaiEndpoint,
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
export class OaiPmhModule implements OnModuleInit {
  constructor(
    faces: Faces,
    provider: OaiProvider,
    clock: Clock,
    private readonly routes: PlainRoutes,
    private readonly endpoint: OaiEndpoint,
  ) {
    faces.register(path, oaiFace(provider.baseUrl, clock));
  }

  onModuleInit(): void {
    for (const method of ['GET', 'POST'] as const)
      this.routes.add(method, path, (request, reply) => this.endpoint.serve(request, reply));
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
