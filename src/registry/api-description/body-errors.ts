import type { ErrorId } from '../../platform/errors.js';

/** What a body's JSON schema says of its fields. */
export interface BodySchema {
  required?: string[];
  properties?: Record<string, FieldSchema>;
}

interface FieldSchema {
  /** One type, or several (JSON Schema 2020-12). */
  type?: string | string[];
  enum?: unknown[];
  minimum?: number;
  minLength?: number;
  maximum?: number;
  maxLength?: number;
}

const faultOfType: Readonly<Record<string, ErrorId>> = {
  string: 'badValueString',
  integer: 'badValueInteger',
  number: 'badValueInteger',
  boolean: 'badValueBoolean',
  array: 'badValueListOfStrings',
  object: 'badValueJSON',
};

/** The errors of a body that follow from its schema. */
export function bodyErrors(
  { content }: { content: Record<string, { schema?: BodySchema }> },
  method: string,
): ErrorId[] {
  const schemas = Object.values(content).flatMap(({ schema }) => (schema === undefined ? [] : [schema]));
  const isNeeded = schemas.some(({ required = [] }) => required.length > 0);
  const fields = schemas.flatMap(({ properties = {} }) => Object.entries(properties));
  return [
    'malformedData',
    'payloadTooLarge',
    'unsupportedMediaType',
    ...(isNeeded ? (['missingRequiredValue'] as const) : []),
    ...(method === 'patch' && !isNeeded ? (['missingAtLeastOneValue'] as const) : []),
    ...(fields.some(([name]) => name === 'name') ? (['badValueName'] as const) : []),
    ...new Set(fields.flatMap(([, field]) => faultsOf(field))),
  ];
}

function faultsOf(field: FieldSchema): ErrorId[] {
  return [
    ...[field.type ?? []].flat().flatMap((type) => faultOfType[type] ?? []),
    ...(field.enum === undefined ? [] : (['badValueNotAllowed'] as const)),
    ...(field.minLength === undefined ? [] : (['badValueEmpty'] as const)),
    ...(field.maxLength === undefined ? [] : (['badValueTextTooLarge'] as const)),
    ...(field.minimum === undefined ? [] : (['badValueTooLow'] as const)),
    ...(field.maximum === undefined ? [] : (['badValueTooHigh'] as const)),
  ];
}
