import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config.js';
import { Faces } from '../platform/faces.js';
import { PlainRoutes } from '../platform/plain-routes.js';
import { OaiPmhModule } from '../oai-pmh/oai-pmh.module.js';
import { ApiDescriptionModule } from '../registry/api-description/api-description.module.js';
import { ApiReferenceController } from './api-reference/api-reference.controller.js';
import { ReferencePages } from './api-reference/reference-pages.js';
import { AssetsController } from './assets/assets.controller.js';
import { CredentialsController } from './credentials/credentials.controller.js';
import { OembedController } from './embed/oembed.controller.js';
import { ExplorerController } from './explorer/explorer.controller.js';
import { HomeController } from './home/home.controller.js';
import { LandingController } from './landing/landing.controller.js';
import { PicturesController } from './landing/pictures.controller.js';
import { ListsController } from './lists/lists.controller.js';
import { SitemapsController } from './lists/sitemaps.controller.js';
import { htmlFace } from './page/face.js';
import { RecordViews } from './record/record-views.js';
import { Resolver } from './resolver/resolver.js';
import { ResolverMetrics } from './resolver/resolver-metrics.js';

/** HTML for people and machine views of a record. */
@Module({
  imports: [ApiDescriptionModule, OaiPmhModule],
  controllers: [
    ApiReferenceController,
    AssetsController,
    CredentialsController,
    ExplorerController,
    HomeController,
    LandingController,
    ListsController,
    OembedController,
    PicturesController,
    SitemapsController,
  ],
  providers: [RecordViews, ReferencePages, Resolver, ResolverMetrics],
})
export class WebModule implements OnModuleInit {
  constructor(
    faces: Faces,
    @Inject(CONFIG) config: Config,
    private readonly routes: PlainRoutes,
    private readonly resolver: Resolver,
  ) {
    // The face of every path that no other room claims: the resolver's names start with any digit.
    faces.register('/', htmlFace(config));
    // Pages below the path of the handle face.
    faces.register('/api/docs', htmlFace(config));
  }

  /** The one catch-all route: whatever no other route took and is no PID does not exist. */
  onModuleInit(): void {
    this.routes.add('GET', '*', (request, reply) => this.resolver.resolve(request, reply));
  }
}
