import { Module } from '@nestjs/common';
import { HandleServicesController } from './handle-services.controller.js';
import { HandleServicesService } from './handle-services.service.js';

/** Handle services. */
@Module({
  controllers: [HandleServicesController],
  providers: [HandleServicesService],
  exports: [HandleServicesService],
})
export class HandleServicesModule {}
