import { Module, type OnModuleInit } from '@nestjs/common';
import { Faces, restFace } from '../platform/faces.js';
import { PlainRoutes } from '../platform/plain-routes.js';
import { HandleAuthentication } from './authentication.js';
import { BatchAuthentication } from './batch/batch-authentication.js';
import { BatchLedger } from './batch/batch-ledger.js';
import { BatchRunner } from './batch/batch-runner.js';
import { BatchController } from './batch/batch.controller.js';
import { EpicAccess } from './epic-v2/epic-access.js';
import { EpicCollection } from './epic-v2/epic-collection.js';
import { epicFace } from './epic-v2/epic-face.js';
import { EpicProfiles } from './epic-v2/epic-profiles.js';
import { EpicReader } from './epic-v2/epic-reader.js';
import { EpicV2Controller } from './epic-v2/epic-v2.controller.js';
import { EpicWriter } from './epic-v2/epic-writer.js';
import { FailedLogins } from './failed-logins.js';
import { ForeignPrefixBan } from './foreign-prefix-ban.js';
import { HandleApi, handlesRoot } from './handle-api/handle-api.js';
import { HandleErrorFilter, handleFace } from './handle-api/handle-error.filter.js';
import { HandleReader } from './handle-api/handle-reader.js';
import { HandleWriter } from './handle-api/handle-writer.js';
import { HomedPrefixesController } from './handle-api/homed-prefixes.controller.js';
import { SessionsController } from './handle-api/sessions.controller.js';
import { SiteController } from './handle-api/site.controller.js';
import { HandleRecords } from './handle-records.js';
import { PrefixSetup } from './prefix-setup.js';
import { LookupAuthentication } from './reverse-lookup/lookup-authentication.js';
import { lookupFace, ReverseLookupController } from './reverse-lookup/reverse-lookup.controller.js';
import { HandleServerVault } from './reseal.js';
import { SearchLanes } from './search/search-lanes.js';
import { SecretKeys } from './secret-keys.js';
import { HandleSessions } from './sessions.js';

/** The embedded handle server and its machine faces. */
@Module({
  controllers: [
    SessionsController,
    HomedPrefixesController,
    SiteController,
    ReverseLookupController,
    EpicV2Controller,
    BatchController,
  ],
  providers: [
    SecretKeys,
    HandleSessions,
    FailedLogins,
    ForeignPrefixBan,
    HandleAuthentication,
    HandleRecords,
    PrefixSetup,
    HandleApi,
    HandleErrorFilter,
    HandleReader,
    HandleWriter,
    SearchLanes,
    LookupAuthentication,
    EpicAccess,
    EpicReader,
    EpicCollection,
    EpicProfiles,
    EpicWriter,
    BatchAuthentication,
    BatchLedger,
    BatchRunner,
    HandleServerVault,
  ],
  exports: [PrefixSetup, ForeignPrefixBan],
})
export class HandleServerModule implements OnModuleInit {
  constructor(
    faces: Faces,
    private readonly routes: PlainRoutes,
    private readonly handleApi: HandleApi,
  ) {
    faces.register('/api', handleFace);
    faces.register('/api/v3', restFace);
    faces.register('/hrls', lookupFace);
    for (const root of ['/api/v2', '/handles']) faces.register(root, epicFace);
  }

  onModuleInit(): void {
    for (const url of [handlesRoot, `${handlesRoot}/*`])
      this.routes.add('ALL', url, (request, reply) => this.handleApi.serve(request, reply));
  }
}
