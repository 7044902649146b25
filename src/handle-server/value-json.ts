import { z } from 'zod';
import { foldPid } from '../pid/pid.js';
import { HandleError } from './outcome.js';
import {
  defaultTtlSeconds,
  type NewHandleValue,
  publicPermissions,
  type StoredHandleValue,
} from './records.js';
import { parseData, printData } from './value-data.js';

/** Most values that one request may carry. */
const mostValues = 2000;

const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
/** An index entry of PostgreSQL must have room for the name and the data beside it. */
const longestTypeBytes = 250;

/** True for what may be the type of a value: not empty, no control characters, 250 bytes at most. */
export const isValueType = (text: string): boolean =>
  /^\P{Cc}+$/u.test(text) && Buffer.byteLength(text) <= longestTypeBytes;

/** The type of a value, as every face takes it. */
export const valueType = z.string().refine(isValueType, 'must have 1 to 250 bytes, no control characters');

const valueForm = z.object({
  index: wholeNumber,
  type: valueType,
  data: z.unknown(),
  ttl: z.union([wholeNumber, z.iso.datetime({ offset: true })]).optional(),
  permissions: z.union([z.literal('*').transform(() => '1111'), z.string().regex(/^[01]{1,4}$/)]).optional(),
  references: z.array(z.object({ handle: z.string(), index: wholeNumber })).optional(),
});

/**
 * Reads the body of a PUT: an array of values, an object with `values`, or one value.
 * @param name the handle of the URL; a body that names another is refused
 * @throws HandleError protocolError for another form, invalidValue, valueExists for an index given twice
 */
export function parseValues(body: unknown, name: string): NewHandleValue[] {
  const values = listIn(body, name).map(parseValue);
  const seen = new Set<number>();
  for (const { index } of values) {
    if (seen.has(index)) throw new HandleError('valueExists', `Index conflict for ${index}`);
    seen.add(index);
  }
  return values;
}

function listIn(body: unknown, name: string): unknown[] {
  const list = Array.isArray(body) ? body : listOfObject(body, name);
  if (list === undefined) throw new HandleError('protocolError', 'Invalid JSON in PUT request');
  if (list.length > mostValues) throw new HandleError('invalidValue', `More than ${mostValues} values`);
  return list;
}

function listOfObject(body: unknown, name: string): unknown[] | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { handle, values } = body as { handle?: unknown; values?: unknown };
  if (handle !== undefined && handle !== name)
    throw new HandleError('protocolError', 'Mismatched handle in PUT request');
  if (values === null) return [];
  if (Array.isArray(values)) return values as unknown[];
  return 'index' in body && 'type' in body ? [body] : undefined;
}

function parseValue(given: unknown): NewHandleValue {
  const read = valueForm.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new HandleError(
      'protocolError',
      `Invalid value: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const { index, type, data, ttl, permissions, references } = read.data;
  if (index < 1 || index > 0x7fffffff)
    throw new HandleError('invalidValue', 'Value indexes must be positive');
  return guarded({
    index,
    type,
    ...parseData(type, data),
    ...parseTtl(ttl),
    permissions: permissions?.padStart(4, '0') ?? publicPermissions,
    references: references ?? [],
  });
}

/** A secret key is never public, whatever permissions it came with. */
export function guarded(value: NewHandleValue): NewHandleValue {
  return isSecret(value.type) ? { ...value, permissions: `${value.permissions.slice(0, 2)}00` } : value;
}

/** True for the type whose data is never shown to anybody. */
export const isSecret = (type: string): boolean => foldPid(type) === 'hs_seckey';

function parseTtl(ttl: number | string | undefined): { ttlType: 0 | 1; ttl: number } {
  if (ttl === undefined) return { ttlType: 0, ttl: defaultTtlSeconds };
  if (typeof ttl === 'string') return { ttlType: 1, ttl: Math.floor(Date.parse(ttl) / 1000) };
  if (ttl < 0 || ttl > 0x7fffffff) throw new HandleError('invalidValue', 'A ttl is a number of seconds');
  return { ttlType: 0, ttl };
}

/** One value as the HTTP JSON API prints it. Source: handle.net 9 GsonUtility. */
export function printValue(value: StoredHandleValue) {
  const { index, type, permissions, ttlType, ttl, references } = value;
  return {
    index,
    type,
    data: printData(value),
    ...(permissions !== publicPermissions && { permissions }),
    ttl: ttlType === 0 ? ttl : instantOf(ttl),
    timestamp: `${value.timestamp.slice(0, 19)}Z`,
    ...(references.length > 0 && { references }),
  };
}

/** An absolute TTL as an ISO instant without milliseconds. */
export const instantOf = (unixSeconds: number): string =>
  `${new Date(unixSeconds * 1000).toISOString().slice(0, 19)}Z`;

/** True when anybody may read the value. */
export const isPublic = ({ permissions }: { permissions: string }): boolean => permissions[2] === '1';
