import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { describeSchemas } from '../../metadata/describe.js';
import { metadataSchemas } from '../../metadata/schemas.js';
import { Describe } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { Public } from '../../platform/policy.js';
import { checked, field, requestBody } from '../../platform/validation.js';
import { RecordDrafts, schemaNamed } from './record-drafts.js';

const names = metadataSchemas.map(({ name }) => name);
const validateBody = requestBody({
  required: { metadataSchema: z.enum(names), metadata: field.freeText() },
});
const schemaQuery = z.object({ schema: z.enum(names).optional() });

/** Metadata without publishing it. */
@ApiTags('metadata')
@Controller(`${restRoot}/metadata`)
export class MetadataController {
  constructor(private readonly drafts: RecordDrafts) {}

  @Get('schemas')
  @Public()
  @Describe('List the metadata schemas with their element tables', {
    answer: { schemas: [{ name: 'oai_dc', title: 'Dublin Core', formats: [], elements: {} }] },
  })
  schemas() {
    return { schemas: describeSchemas() };
  }

  @Post('validate')
  @HttpCode(200)
  @Public()
  @ApiBody({ schema: z.toJSONSchema(validateBody, { io: 'input' }) as object })
  @ApiQuery({ name: 'schema', required: false, enum: names, description: 'for a body of application/xml' })
  @Describe('Check a metadata document: every problem, and what would be disseminated', {
    body: {
      metadataSchema: 'oai_dc',
      metadata:
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Snow depths</dc:title></metadata>',
    },
    answer: {
      schema: 'oai_dc',
      valid: true,
      problems: [
        {
          severity: 'warning',
          rule: 'recommended-missing',
          line: 1,
          xpath: '/metadata',
          message: 'dc:creator is recommended',
        },
      ],
      summary: {},
      disseminations: [{ prefix: 'oai_dc', payload: '<oai_dc:dc>…</oai_dc:dc>' }],
    },
    description:
      'The document may also be the body itself, as `application/xml` with `?schema=`; without it the root element tells. ' +
      'Its encoding is told by a byte order mark, the `charset` and the XML declaration, which must not contradict each other.',
  })
  validate(
    @Body() body: unknown,
    @Query({ schema: schemaQuery }) query: z.output<typeof schemaQuery>,
    @Req() request: FastifyRequest,
  ) {
    if (!Buffer.isBuffer(body)) {
      const { metadataSchema, metadata } = checked(validateBody, body);
      return this.drafts.report(metadata, schemaNamed(metadataSchema));
    }
    const schema = query.schema === undefined ? undefined : schemaNamed(query.schema);
    return this.drafts.reportBody(body, request.headers['content-type'] ?? '', schema);
  }
}
