import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.js';
import { ApiDescriptionController } from './api-description.controller.js';

/** The API description. */
@Module({
  controllers: [ApiDescriptionController],
  providers: [ApiDescription],
  exports: [ApiDescription],
})
export class ApiDescriptionModule {}
