import { Module } from '@nestjs/common';
import { HandleServerModule } from '../../handle-server/handle-server.module.js';
import { BansController } from './bans.controller.js';
import { BansService } from './bans.service.js';
import { PrefixesController } from './prefixes.controller.js';
import { PrefixesService } from './prefixes.service.js';

/** Prefixes of the embedded handle server. */
@Module({
  imports: [HandleServerModule],
  controllers: [PrefixesController, BansController],
  providers: [PrefixesService, BansService],
})
export class PrefixesModule {}
