import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.js';
import { ApiDocsController } from './api-docs.controller.js';

/** The API description. */
@Module({ controllers: [ApiDocsController], providers: [ApiDescription], exports: [ApiDescription] })
export class ApiDescriptionModule {}
