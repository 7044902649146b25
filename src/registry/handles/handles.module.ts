import { Module } from '@nestjs/common';
import { MetadataModule } from '../metadata/metadata.module.js';
import { HandleIntake } from './handle-intake.js';
import { HandleRegistration } from './handle-registration.service.js';
import { HandlesController } from './handles.controller.js';
import { HandlesService } from './handles.service.js';
import { SharedLook } from './shared-look.js';

/** Handles. */
@Module({
  imports: [MetadataModule],
  controllers: [HandlesController],
  providers: [HandlesService, HandleRegistration, HandleIntake, SharedLook],
  exports: [HandlesService, HandleRegistration],
})
export class HandlesModule {}
