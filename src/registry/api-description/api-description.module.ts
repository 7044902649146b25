import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.js';

/** The API description. */
@Module({ providers: [ApiDescription], exports: [ApiDescription] })
export class ApiDescriptionModule {}
