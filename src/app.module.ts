import { type DynamicModule, Module } from '@nestjs/common';
import { HandleServerModule } from './handle-server/handle-server.module.js';
import { OaiPmhModule } from './oai-pmh/oai-pmh.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { RegistrationModule } from './registration/registration.module.js';
import { RegistryModule } from './registry/registry.module.js';
import { WebModule } from './web/web.module.js';

/** The application: every room, above the platform. */
@Module({})
export class AppModule {
  static forRoot(parts: PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(parts),
        HandleServerModule,
        RegistryModule,
        RegistrationModule,
        OaiPmhModule,
        WebModule,
      ],
    };
  }
}
