import { Module } from '@nestjs/common';
import { SharesController } from './shares.controller.js';
import { SharesService } from './shares.service.js';

/** Shares. */
@Module({ controllers: [SharesController], providers: [SharesService], exports: [SharesService] })
export class SharesModule {}
