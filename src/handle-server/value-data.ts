import { z } from 'zod';
import { foldPid } from '../pid/pid.js';
import { adminRights, bitsOf, readAdmin, readReferences } from './admin-rights.js';
import { decodeAdmin, decodeReferences, encodeAdmin, encodeReferences } from './binary-values.js';
import type { HandleDataFormat } from './handle-value.entity.js';
import { HandleError } from './outcome.js';
import { decodePublicKey, encodePublicKey, publicKeyData } from './public-keys.js';

/** Data of a value as it is stored. */
export interface ValueData {
  format: HandleDataFormat;
  /** Text, base64, or JSON, as `format` says. */
  data: string;
}

/** Four bytes hold it in the binary form. */
const index = z.union([
  z.int().min(0).max(0x7fffffff),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const rights = z.union([
  z.string().regex(/^[01]{12}$/),
  z.literal('*').transform(() => '1'.repeat(12)),
  z.boolean().transform((all) => (all ? '1' : '0').repeat(12)),
  z.array(z.enum(adminRights)).transform((names) => bitsOf(new Set(names))),
  z
    .int()
    .min(0)
    .max(0xfff)
    .transform((bits) => bits.toString(2).padStart(12, '0')),
]);
const admin = z.object({ handle: z.string(), index, permissions: rights.default('1'.repeat(12)) });
const references = z.array(z.object({ handle: z.string(), index }));
const structured = { admin, vlist: references, key: publicKeyData, site: z.looseObject({}) };
const dataObject = z.object({ format: z.string(), value: z.unknown() });

/**
 * Reads the `data` of a value of the HTTP JSON API: text, number, boolean, or `{format, value}`.
 * @param type decides what bytes that are given as base64 or hex may mean
 * @throws HandleError protocolError when it is missing or of an unknown form
 */
export function parseData(type: string, given: unknown): ValueData {
  if (typeof given === 'string') return ofText(given);
  if (typeof given === 'number' || typeof given === 'boolean')
    return { format: 'string', data: String(given) };
  const object = dataObject.safeParse(given);
  if (!object.success) throw new HandleError('protocolError', 'A value needs data: text or {format, value}');
  const { format, value } = object.data;
  switch (format) {
    case 'string':
      return ofText(typeof value === 'string' ? value : JSON.stringify(value ?? ''));
    case 'base64':
    case 'hex':
      return fromBytes(type, Buffer.from(String(value), format));
    case 'admin':
    case 'vlist':
    case 'key':
    case 'site': {
      const read = structured[format].safeParse(value);
      if (!read.success) throw new HandleError('protocolError', `The data of ${type} is no ${format} value`);
      return { format, data: JSON.stringify(read.data) };
    }
    default:
      throw new HandleError('protocolError', `Unknown data format ${format}`);
  }
}

/** Text as it is kept: PostgreSQL stores no NUL, so such text is kept as bytes. */
function ofText(text: string): ValueData {
  return text.includes('\0')
    ? { format: 'base64', data: Buffer.from(text).toString('base64') }
    : { format: 'string', data: text };
}

/** Bytes as they are best kept: structured when the type says so and they decode, else text, else base64. */
export function fromBytes(type: string, bytes: Buffer): ValueData {
  const special = decoded(foldPid(type), bytes);
  if (special !== undefined) return special;
  const text = asText(bytes);
  return text === undefined
    ? { format: 'base64', data: bytes.toString('base64') }
    : { format: 'string', data: text };
}

/** The bytes of a value as the binary protocol holds them; undefined for a site, which only JSON can say here. */
export function toBytes({ format, data }: ValueData): Buffer | undefined {
  switch (format) {
    case 'string':
      return Buffer.from(data);
    case 'base64':
      return Buffer.from(data, 'base64');
    case 'admin':
      return encodeAdmin(readAdmin(data));
    case 'vlist':
      return encodeReferences(readReferences(data));
    case 'key':
      return encodePublicKey(publicKeyData.parse(JSON.parse(data)));
    default:
      return undefined;
  }
}

/** `{format, value}` as the HTTP JSON API prints it. */
export function printData({ format, data }: ValueData): { format: string; value: unknown } {
  return { format, value: format === 'string' || format === 'base64' ? data : (JSON.parse(data) as unknown) };
}

function decoded(type: string, bytes: Buffer): ValueData | undefined {
  try {
    if (type === 'hs_admin') return { format: 'admin', data: JSON.stringify(decodeAdmin(bytes)) };
    if (type === 'hs_vlist') return { format: 'vlist', data: JSON.stringify(decodeReferences(bytes)) };
    if (type === 'hs_pubkey') return { format: 'key', data: JSON.stringify(decodePublicKey(bytes)) };
  } catch {
    // Other bytes than the type promises are kept as they are.
  }
  return undefined;
}

/** Valid UTF-8 without control characters other than 0x09–0x13, else undefined. Source: handle.net GsonUtility. */
function asText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return bytes.some((byte) => byte < 0x09 || (byte > 0x13 && byte < 0x20) || byte === 0x7f)
      ? undefined
      : text;
  } catch {
    return undefined;
  }
}
