import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { restRoot } from '../../platform/location.js';
import { release } from '../../platform/release.js';
import { finishOperation, type RawOperation } from './operation.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const introduction = `
The REST API of Onedata's Onezone, as far as it concerns handles, with what Waymark adds to it.

* Requests and answers are JSON. Unknown fields are ignored.
* Errors are \`{"error": {"id", "description", "details"}}\`; key on \`id\`. With \`Accept: application/problem+json\` they
  follow RFC 9457.
* An absent thing answers 404 before anything else; ids are 128 random bits.
* Lists come whole (up to 10 000 entries), or in pages by \`limit\` and \`cursor\`; the next page is in
  \`Link: rel="next"\`.
* Handles, handle services and shares carry an \`ETag\`; changes honour \`If-Match\`.
* A POST with \`Idempotency-Key\` is done once; a replay leaves out secrets that are shown once, such as a token's text.
`;

/**
 * The OpenAPI 3.1 document of the REST API, made from its controllers, policies and schemas.
 * @param publicUrl PUBLIC_URL of this registry
 */
export function describeApi(app: INestApplication, publicUrl: string): object {
  const base = new DocumentBuilder()
    .setTitle('Waymark')
    .setDescription(introduction.trim())
    .setVersion(release)
    .setOpenAPIVersion('3.1.0')
    .addServer(publicUrl)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Auth-Token' }, 'token')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addBasicAuth({ type: 'http', scheme: 'basic' }, 'basic')
    .build();
  const raw = SwaggerModule.createDocument(app, base);
  const paths = Object.entries(raw.paths).filter(([path]) => path.startsWith(`${restRoot}/`));
  return {
    ...raw,
    paths: Object.fromEntries(paths.map(([path, item]) => [path, finishPath(path, item)])),
    components: { ...raw.components, schemas: { Error: errorSchema } },
    security: [{ token: [] }, { bearer: [] }, { basic: [] }],
  };
}

function finishPath(path: string, item: object): object {
  const operations = methods.flatMap((method) => {
    const raw = (item as Partial<Record<string, RawOperation>>)[method];
    return raw === undefined ? [] : [[method, finishOperation(path, method, raw)] as const];
  });
  return Object.fromEntries(operations);
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['id', 'description'],
      properties: {
        id: { type: 'string' },
        description: { type: 'string' },
        details: { type: 'object' },
      },
    },
  },
};
