import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FirstStart } from './first-start.js';
import { HandleServicesModule } from './handle-services/handle-services.module.js';
import { HandlesModule } from './handles/handles.module.js';
import { PrefixesModule } from './prefixes/prefixes.module.js';
import { PolicyGuard } from './privileges/policy.guard.js';
import { SharesModule } from './shares/shares.module.js';
import { SpacesModule } from './spaces/spaces.module.js';
import { UsersModule } from './users/users.module.js';

/** The nouns of the registry, the guard before every route, and what a first start makes. */
@Module({
  imports: [UsersModule, SpacesModule, SharesModule, HandleServicesModule, HandlesModule, PrefixesModule],
  providers: [{ provide: APP_GUARD, useClass: PolicyGuard }, FirstStart],
  exports: [UsersModule, SpacesModule, SharesModule, HandleServicesModule, HandlesModule, FirstStart],
})
export class RegistryModule {}
