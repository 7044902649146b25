import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Controller, Get, Header, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { ApiDescription } from './api-description.js';

// @nestjs/swagger brings the files of Swagger UI along; it is asked where they are.
const swaggerUi = path.dirname(
  createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger')).resolve(
    'swagger-ui-dist/package.json',
  ),
);

const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const startScript = `window.onload = () => {
  SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, filter: true, validatorUrl: null });
};
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waymark API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<script src="/api/docs/swagger-ui-bundle.js" defer></script>
<script src="/api/docs/start.js" defer></script>
</head>
<body>
<main id="api"></main>
<noscript><p>This page needs scripts; the description itself is at <a href="/api/openapi.json">/api/openapi.json</a>.</p></noscript>
</body>
</html>
`;

/** Swagger UI styles elements by itself; nothing is fetched from elsewhere. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The API description: OpenAPI 3.1, and a page to browse it from files of our own. */
@ApiExcludeController()
@Controller('api')
export class ApiDocsController {
  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  @Public()
  @Header('access-control-allow-origin', '*')
  document() {
    return this.description.document();
  }

  @Get('docs')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', contentPolicy)
  docs() {
    return page;
  }

  @Get('docs/:file')
  @Public()
  file(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply) {
    if (file === 'start.js') {
      void reply.header('content-type', 'text/javascript; charset=utf-8');
      return startScript;
    }
    const type = files[file];
    if (type === undefined) throw new RegistryError('notFound');
    void reply.header('cache-control', 'public, max-age=86400');
    return new StreamableFile(createReadStream(path.join(swaggerUi, file)), { type });
  }
}
