import { Module } from '@nestjs/common';
import { SpaceOwnersController } from './space-owners.controller.js';
import { SpaceOwnersService } from './space-owners.service.js';
import { SpacesController } from './spaces.controller.js';
import { SpacesService } from './spaces.service.js';

/** Spaces. */
@Module({
  controllers: [SpacesController, SpaceOwnersController],
  providers: [SpacesService, SpaceOwnersService],
  exports: [SpacesService],
})
export class SpacesModule {}
