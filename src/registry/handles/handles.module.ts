import { Module } from '@nestjs/common';
import { HandleRegistration } from './handle-registration.service.js';
import { HandlesController } from './handles.controller.js';
import { HandlesService } from './handles.service.js';

/** Handles. */
@Module({
  controllers: [HandlesController],
  providers: [HandlesService, HandleRegistration],
  exports: [HandlesService, HandleRegistration],
})
export class HandlesModule {}
