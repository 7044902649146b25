import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/policy.js';
import { ApiDescription } from './api-description.js';

/** The API description for programs: OpenAPI 3.1. People read it at `/api/docs`, which the web room makes of it. */
@ApiExcludeController()
@Controller('api')
export class ApiDescriptionController {
  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  @Public()
  @Header('access-control-allow-origin', '*')
  document() {
    return this.description.document();
  }
}
