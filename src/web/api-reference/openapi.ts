import { z } from 'zod';
import { jsonSchema } from './json-schema.js';

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  description: z.string().exactOptional(),
  schema: jsonSchema.default({}),
  example: z.unknown().optional(),
});

const media = z.object({
  schema: jsonSchema.default({}),
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
});

const answer = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.object({ description: z.string().exactOptional() })).default({}),
  content: z.record(z.string(), media).default({}),
});

/** What a route asks of its caller, as far as pages tell it. `own` is read by `reference.ts` alone. */
const policy = z.object({
  kind: z.string(),
  own: z.array(z.unknown()).default([]),
  admin: z.array(z.string()).default([]),
});

const operation = z.object({
  operationId: z.string(),
  summary: z.string().default(''),
  description: z.string().exactOptional(),
  tags: z.array(z.string()).default([]),
  parameters: z.array(parameter).default([]),
  requestBody: z
    .object({ required: z.boolean().default(false), content: z.record(z.string(), media) })
    .exactOptional(),
  responses: z.record(z.string(), answer),
  /** An empty list: open to everybody. */
  security: z.array(z.unknown()).exactOptional(),
  'x-policy': policy.exactOptional(),
});

/** The part of an OpenAPI 3.1 document that the reference pages are made of. */
export const apiDocument = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string().default('') }),
  servers: z.array(z.object({ url: z.string() })).default([]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

export type ApiParameter = z.output<typeof parameter>;
export type ApiMedia = z.output<typeof media>;
export type ApiAnswer = z.output<typeof answer>;
export type ApiPolicy = z.output<typeof policy>;
export type ApiOperation = z.output<typeof operation>;
