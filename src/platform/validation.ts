import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { RegistryError, type ErrorDetails, type ErrorId } from './errors.js';

/** Most characters of a free text such as metadata or a share's description (Onezone's limit). */
export const freeTextLimit = 100_000;

/** A check whose failure is a given error id: `.refine(test, fails('badValueName'))`. */
export const fails = (id: ErrorId, details: ErrorDetails = {}) => ({ message: id, params: { id, details } });

const nul = '\0';
const nameForm = /^[\p{L}\p{Nd}_()]([\p{L}\p{Nd}_().\- ]{0,126}[\p{L}\p{Nd}_()])$/u;

/** Fields of request bodies, each with Onezone's rule and error id. */
export const field = {
  /** Any string without NUL (PostgreSQL cannot store it). */
  text: () =>
    z
      .string()
      .refine(
        (value) => !value.includes(nul),
        fails('badData', { hint: 'the NUL character is not allowed' }),
      ),
  /** A string that is not empty. */
  filledText: () => field.text().min(1),
  /** Free text, counted in characters. */
  freeText: (limit = freeTextLimit) =>
    field.text().refine((value) => fitsIn(limit, value), fails('badValueTextTooLarge', { limit })),
  /** Names of services, groups, spaces, shares: 2–128 characters (contract 0.4). */
  name: () => z.string().refine((value) => nameForm.test(value), fails('badValueName')),
  /** An http or https address, as `new URL` reads it. */
  url: () =>
    z
      .string()
      .max(2048)
      .refine((value) => !/[\s\p{Cc}]/u.test(value) && isHttpUrl(value), fails('badValueUrl')),
  /** A number in a query: digits alone, between two bounds. */
  digits: (least: number, most: number) =>
    z
      .string()
      .refine((value) => /^\d+$/.test(value), { ...fails('badValueInteger'), abort: true })
      .transform((value) => Math.min(Number(value), Number.MAX_SAFE_INTEGER))
      .pipe(z.number().min(least).max(most)),
  /** A list of names out of a set (contract 0.4). */
  names: (allowed: readonly string[]) => z.array(z.enum([...allowed])),
  /** An object whose content is checked elsewhere. */
  jsonObject: () =>
    z
      .record(z.string(), z.unknown())
      .refine((value) => Object.keys(value).length > 0, fails('badValueEmpty')),
};

/** Whether a text has at most so many characters (code points, as Onezone counts). */
export function fitsIn(limit: number, text: string): boolean {
  return text.length <= limit || Array.from(text).length <= limit;
}

/** Whether the text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  return protocol === 'http:' || protocol === 'https:';
}

type Shape = Record<string, z.ZodType>;
interface BodyFields<R extends Shape, O extends Shape> {
  required?: R;
  optional?: O;
  /** One of these must be there; each is listed in `optional` too. */
  atLeastOne?: (keyof O & string)[];
}

/**
 * A request body checked in Onezone's order: required fields, then optional ones, each group by key, then "at least one
 * of". Unknown fields are ignored.
 */
export function requestBody<R extends Shape = Record<never, never>, O extends Shape = Record<never, never>>({
  required,
  optional,
  atLeastOne = [],
}: BodyFields<R, O>) {
  const optionalShape = Object.fromEntries(
    Object.entries(optional ?? {}).map(([key, schema]) => [key, schema.optional()]),
  ) as { [K in keyof O]: z.ZodOptional<O[K]> };
  const body = z.object({ ...sortedByKey((required ?? {}) as R), ...sortedByKey(optionalShape) });
  const keys = [...atLeastOne].sort();
  return keys.length === 0
    ? body
    : body.refine(
        (value) => keys.some((key) => Reflect.get(value, key) !== undefined),
        fails('missingAtLeastOneValue', { keys }),
      );
}

function sortedByKey<S extends Shape>(shape: S): S {
  return Object.fromEntries(Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1))) as S;
}

/** Checks each argument that names a schema; the first fault in Onezone's order is the error. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const schema: unknown = (metadata as { schema?: unknown }).schema;
    if (!(schema instanceof z.ZodType)) return value;
    return metadata.type === 'body' ? checked(schema, value) : parsed(schema, value);
  }
}

/** A request body checked by hand, for routes that take other things than JSON too. @throws RegistryError as the pipe does */
export const checked = <S extends z.ZodType>(schema: S, body: unknown): z.output<S> =>
  parsed(schema, jsonObjectBody(body));

function parsed<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw faultOf(result.error, given);
}

/** A body is a JSON object, or nothing at all. */
function jsonObjectBody(value: unknown): unknown {
  if (value === undefined) return {};
  if (typeof value === 'string' || Buffer.isBuffer(value)) throw new RegistryError('unsupportedMediaType');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RegistryError('malformedData');
  return value;
}

/** The registry error of the first fault that zod found. */
export function faultOf(error: z.ZodError, given: unknown): RegistryError {
  const issue = error.issues[0];
  if (issue === undefined) return new RegistryError('malformedData');
  const entry =
    typeof issue.path.at(-1) === 'number' ? faultOfEntry(issue, valueAt(given, issue.path)) : null;
  const path = entry === null ? issue.path : issue.path.slice(0, -1);
  const key = path.map(String).join('.');
  const { id, details } = entry ?? classify(issue, valueAt(given, issue.path));
  return new RegistryError(id, key === '' ? details : { key, ...details });
}

type Fault = { id: ErrorId; details: ErrorDetails };
const fault = (id: ErrorId, details: ErrorDetails = {}): Fault => ({ id, details });

const wrongType: Record<string, ErrorId> = {
  string: 'badValueString',
  number: 'badValueInteger',
  int: 'badValueInteger',
  boolean: 'badValueBoolean',
  array: 'badValueListOfStrings',
  object: 'badValueJSON',
  record: 'badValueJSON',
};

/** A wrong entry of a list of names is a fault of the list; null for lists of other things. */
function faultOfEntry(issue: z.core.$ZodIssue, value: unknown): Fault | null {
  if (issue.code === 'invalid_value' && typeof value === 'string')
    return fault('badValueListNotAllowed', { allowed: issue.values });
  const wantsName =
    issue.code === 'invalid_value' || (issue.code === 'invalid_type' && issue.expected === 'string');
  return wantsName ? fault('badValueListOfStrings') : null;
}

function classify(issue: z.core.$ZodIssue, value: unknown): Fault {
  if (value === undefined && issue.code !== 'custom') return fault('missingRequiredValue');
  switch (issue.code) {
    case 'invalid_type':
      return fault(wrongType[issue.expected] ?? 'badData');
    case 'invalid_value':
      return typeof value === 'string'
        ? fault('badValueNotAllowed', { allowed: issue.values })
        : fault('badValueString');
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? fault('badValueEmpty')
        : fault('badValueTooLow', { limit: Number(issue.minimum) });
    case 'too_big':
      return issue.origin === 'string'
        ? fault('badValueTextTooLarge', { limit: Number(issue.maximum) })
        : fault('badValueTooHigh', { limit: Number(issue.maximum) });
    case 'custom': {
      const params = issue.params as Fault | undefined;
      return params === undefined
        ? fault('badData', { hint: issue.message })
        : fault(params.id, params.details);
    }
    default:
      return fault('badData', { hint: issue.message });
  }
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    given,
  );
}
