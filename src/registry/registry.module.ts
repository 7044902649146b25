import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiDescriptionModule } from './api-description/api-description.module.js';
import { AuditController } from './audit/audit.controller.js';
import { FirstStart } from './first-start.js';
import { GroupsModule } from './groups/groups.module.js';
import { HandleServicesModule } from './handle-services/handle-services.module.js';
import { HandlesModule } from './handles/handles.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { MembersModule } from './members/members.module.js';
import { PrefixesModule } from './prefixes/prefixes.module.js';
import { MetadataModule } from './metadata/metadata.module.js';
import { PolicyGuard } from './privileges/policy.guard.js';
import { SharesModule } from './shares/shares.module.js';
import { SpacesModule } from './spaces/spaces.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsersModule } from './users/users.module.js';
import { ZoneModule } from './zone/zone.module.js';

const nouns = [
  ApiDescriptionModule,
  UsersModule,
  TokensModule,
  GroupsModule,
  SpacesModule,
  SharesModule,
  HandleServicesModule,
  HandlesModule,
  MembersModule,
  PrefixesModule,
  MetadataModule,
  ZoneModule,
];

/** The nouns of the registry, the guard before every route, and what a first start makes. */
@Module({
  imports: [IdempotencyModule, ...nouns],
  controllers: [AuditController],
  providers: [{ provide: APP_GUARD, useClass: PolicyGuard }, FirstStart],
  exports: [...nouns, FirstStart],
})
export class RegistryModule {}
