import { z } from 'zod';
import { fails, field, fitsIn, freeTextLimit, requestBody } from '../../platform/validation.js';

// The XML gate itself refuses NUL, with line and reason, so metadata is only counted here.
const metadata = z
  .string()
  .refine((xml) => fitsIn(freeTextLimit, xml), fails('badValueTextTooLarge', { limit: freeTextLimit }));

/**
 * `POST /handles`, `POST /user/handles`. `metadataPrefix` is the older name of `metadataSchema`; a fault names the key
 * that was sent. Source: Onezone contract 1.2.1.
 * @param schemas names of the metadata schemas that exist
 */
export function createHandleBody(schemas: readonly [string, ...string[]]) {
  const fields = handleFields(schemas);
  return z
    .preprocess((body, context) => withNewName(body, schemas, context), fields)
    .meta(withEitherName(fields, schemas));
}

/** What the API description says of the body: either name of the metadata schema will do. */
function withEitherName(fields: z.ZodType, schemas: readonly string[]): Record<string, unknown> {
  const { properties, required = [] } = z.toJSONSchema(fields, { io: 'input' });
  return {
    properties: { ...properties, metadataPrefix: { type: 'string', enum: [...schemas], deprecated: true } },
    required: required.filter((name) => name !== 'metadataSchema'),
    anyOf: [{ required: ['metadataSchema'] }, { required: ['metadataPrefix'] }],
  };
}

function handleFields(schemas: readonly [string, ...string[]]) {
  return requestBody({
    required: {
      handleServiceId: field.text(),
      resourceType: z.enum(['Share']),
      resourceId: field.text(),
      metadataSchema: z.enum(schemas),
      metadata,
    },
    optional: { suffix: field.filledText() },
  });
}
export type CreateHandle = {
  handleServiceId: string;
  resourceType: 'Share';
  resourceId: string;
  metadataSchema: string;
  metadata: string;
  /** A suffix of the publisher's own, where the service allows it. */
  suffix?: string | undefined;
};

function withNewName(body: unknown, schemas: readonly string[], { issues }: z.core.ParsePayload): unknown {
  if (typeof body !== 'object' || body === null || 'metadataSchema' in body || !('metadataPrefix' in body))
    return body;
  const { metadataPrefix, ...rest } = body;
  if (!schemas.some((name) => name === metadataPrefix))
    issues.push({
      code: 'invalid_value',
      values: [...schemas],
      input: metadataPrefix,
      path: ['metadataPrefix'],
    });
  return { ...rest, metadataSchema: metadataPrefix };
}

/** `PATCH /handles/{id}`: metadata is all that can change. */
export const updateHandleBody = requestBody({ required: { metadata } });
export type UpdateHandle = z.output<typeof updateHandleBody>;

/** `DELETE /handles/{id}`, optional: what the tombstone says. `replacedBy` is the PID or URL of the successor. */
export const deleteHandleBody = requestBody({
  optional: {
    reason: field.freeText(1000),
    note: field.freeText(10_000),
    replacedBy: field.filledText().max(2048),
  },
});
export type DeleteHandle = z.output<typeof deleteHandleBody>;

/** What a tombstone keeps, as stored. */
export const storedTombstone = z.object({
  reason: z.string().optional(),
  note: z.string().optional(),
  replacedBy: z.string().optional(),
});
