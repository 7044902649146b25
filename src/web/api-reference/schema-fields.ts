import { rangeText, typeText, variantsOf, type JsonSchema } from './json-schema.js';

/** A field of a JSON body. */
export interface Field {
  /** Its way from the top of the body: `serviceProperties.type`, `files[].url`. */
  name: string;
  type: string;
  range: string | undefined;
  isRequired: boolean;
  description: string | undefined;
}

/** Fields below this level are left to the example. */
const deepest = 3;

/**
 * The fields of a body in the order of its schema, those of nested objects below their own. Where there are
 * alternatives, a field is required when it is in all of them.
 */
export function fieldsOf(schema: JsonSchema, prefix = '', level = 1): Field[] {
  if (level > deepest) return [];
  const objects = variantsOf(schema).flatMap(partsOf);
  const names = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties)))];
  return names.flatMap((name) => {
    const meant = objects.flatMap(({ properties }) => properties?.[name] ?? []);
    const field = oneOf(meant);
    const isRequired = objects.every(({ required = [] }) => required.includes(name));
    const path = `${prefix}${name}`;
    return [
      {
        name: path,
        type: typeText(field),
        range: meant.length === 1 ? rangeText(field) : undefined,
        isRequired,
        description: field.description,
      },
      ...fieldsOf(field, `${path}.`, level + 1),
      ...variantsOf(field).flatMap(({ items }) =>
        items === undefined ? [] : fieldsOf(items, `${path}[].`, level + 1),
      ),
    ];
  });
}

const partsOf = (schema: JsonSchema): JsonSchema[] =>
  (schema.allOf ?? [schema]).filter(({ properties }) => properties !== undefined);

const oneOf = (schemas: readonly JsonSchema[]): JsonSchema => {
  const [only, ...others] = schemas;
  return only !== undefined && others.length === 0 ? only : { anyOf: [...schemas] };
};
