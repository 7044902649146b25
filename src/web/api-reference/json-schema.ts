import { z } from 'zod';

/** The part of JSON Schema that bodies and parameters of the API are written in. */
export interface JsonSchema {
  /** One type, or several (JSON Schema 2020-12). */
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  nullable?: boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

const several = z.lazy(() => z.array(jsonSchema));

/** Reads a schema; keywords that pages do not show are left out. */
export const jsonSchema: z.ZodType<JsonSchema> = z.object({
  type: z.union([z.string(), z.array(z.string())]).exactOptional(),
  format: z.string().exactOptional(),
  description: z.string().exactOptional(),
  enum: z.array(z.unknown()).exactOptional(),
  nullable: z.boolean().exactOptional(),
  properties: z
    .record(
      z.string(),
      z.lazy(() => jsonSchema),
    )
    .exactOptional(),
  required: z.array(z.string()).exactOptional(),
  items: z.lazy(() => jsonSchema).exactOptional(),
  anyOf: several.exactOptional(),
  oneOf: several.exactOptional(),
  allOf: several.exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  minLength: z.number().exactOptional(),
  maxLength: z.number().exactOptional(),
});

/** What a value may be, in one line: `string`, `"a" | "b"`, `integer[]`, `object | null`. */
export function typeText(schema: JsonSchema): string {
  const either = variantsOf(schema);
  const text =
    either.length > 1 ? [...new Set(either.map(typeText))].join(' | ') : plainType(either[0] ?? schema);
  return schema.nullable === true && !text.includes('null') ? `${text} | null` : text;
}

/** The range of a number or of the length of a text, such as `1–1000`; undefined when it is open. */
export function rangeText({ minimum, maximum, minLength, maxLength }: JsonSchema): string | undefined {
  const least = minimum ?? minLength;
  const most = maximum ?? maxLength;
  if (most === undefined || most >= Number.MAX_SAFE_INTEGER)
    return least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : `≥ ${least}`;
  return least === undefined || least <= Number.MIN_SAFE_INTEGER ? `≤ ${most}` : `${least}–${most}`;
}

/** The alternatives of a schema: itself, when it has none. */
export function variantsOf(schema: JsonSchema): JsonSchema[] {
  const either = schema.anyOf ?? schema.oneOf;
  return either === undefined ? [schema] : either.flatMap(variantsOf);
}

function plainType({ type, format, enum: values, items, allOf, properties }: JsonSchema): string {
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (items !== undefined) {
    const text = typeText(items);
    return text.includes(' | ') ? `(${text})[]` : `${text}[]`;
  }
  if (allOf !== undefined) return allOf.map(typeText).join(' & ');
  if (type === undefined) return properties === undefined ? 'any' : 'object';
  return [type]
    .flat()
    .map((one) => (format === undefined || one === 'null' ? one : `${one} (${format})`))
    .join(' | ');
}
