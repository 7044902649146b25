import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FirstStart } from './first-start.js';
import { GroupsModule } from './groups/groups.module.js';
import { HandleServicesModule } from './handle-services/handle-services.module.js';
import { HandlesModule } from './handles/handles.module.js';
import { MembersModule } from './members/members.module.js';
import { PrefixesModule } from './prefixes/prefixes.module.js';
import { PolicyGuard } from './privileges/policy.guard.js';
import { SharesModule } from './shares/shares.module.js';
import { SpacesModule } from './spaces/spaces.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsersModule } from './users/users.module.js';
import { ZoneModule } from './zone/zone.module.js';

const nouns = [
  UsersModule,
  TokensModule,
  GroupsModule,
  SpacesModule,
  SharesModule,
  HandleServicesModule,
  HandlesModule,
  MembersModule,
  PrefixesModule,
  ZoneModule,
];

/** The nouns of the registry, the guard before every route, and what a first start makes. */
@Module({
  imports: nouns,
  providers: [{ provide: APP_GUARD, useClass: PolicyGuard }, FirstStart],
  exports: [...nouns, FirstStart],
})
export class RegistryModule {}
