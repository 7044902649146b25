import { Module } from '@nestjs/common';
import { Faces, restFace } from '../platform/faces.js';
import { HandleAuthentication } from './authentication.js';
import { FailedLogins } from './failed-logins.js';
import { HandleApiController } from './handle-api/handle-api.controller.js';
import { handleFace } from './handle-api/handle-error.filter.js';
import { HandleReader } from './handle-api/handle-reader.js';
import { HandleWriter } from './handle-api/handle-writer.js';
import { SessionsController } from './handle-api/sessions.controller.js';
import { HandleRecords } from './handle-records.js';
import { PrefixSetup } from './prefix-setup.js';
import { LookupAuthentication } from './reverse-lookup/lookup-authentication.js';
import { lookupFace, ReverseLookupController } from './reverse-lookup/reverse-lookup.controller.js';
import { SearchLanes } from './search/search-lanes.js';
import { SecretKeys } from './secret-keys.js';
import { HandleSessions } from './sessions.js';

/** The embedded handle server and its machine faces. */
@Module({
  controllers: [HandleApiController, SessionsController, ReverseLookupController],
  providers: [
    SecretKeys,
    HandleSessions,
    FailedLogins,
    HandleAuthentication,
    HandleRecords,
    PrefixSetup,
    HandleReader,
    HandleWriter,
    SearchLanes,
    LookupAuthentication,
  ],
  exports: [PrefixSetup],
})
export class HandleServerModule {
  constructor(faces: Faces) {
    faces.register('/api', handleFace);
    faces.register('/api/v3', restFace);
    faces.register('/hrls', lookupFace);
  }
}
