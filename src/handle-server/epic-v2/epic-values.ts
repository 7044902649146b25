import { z } from 'zod';
import { adminRights, bitsOf, grants, readAdmin, readReferences } from '../admin-rights.js';
import { HandleError } from '../outcome.js';
import {
  defaultTtlSeconds,
  type NewHandleValue,
  publicPermissions,
  type StoredHandleValue,
} from '../records.js';
import { fromBytes, parseData, toBytes, type ValueData } from '../value-data.js';
import { guarded, instantOf, valueType } from '../value-json.js';
import { foldPid } from '../../pid/pid.js';

/** Rights whose name differs in EPIC. */
const oldNames: Record<string, string> = {
  add_derived_prefix: 'add_naming_auth',
  delete_derived_prefix: 'delete_naming_auth',
};
const wholeNumber = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const entry = z.object({
  idx: wholeNumber.optional(),
  type: valueType,
  parsed_data: z.unknown().optional(),
  data: z.string().optional(),
  ttl_type: z.union([z.literal(0), z.literal(1)]).default(0),
  ttl: z.union([wholeNumber, z.iso.datetime({ offset: true })]).optional(),
  refs: z.array(z.unknown()).default([]),
  privs: z.string().optional(),
  admin_read: z.boolean().default(true),
  admin_write: z.boolean().default(true),
  pub_read: z.boolean().default(true),
  pub_write: z.boolean().default(false),
});
const adminForm = z.object({
  adminId: z.string(),
  adminIdIndex: wholeNumber,
  perms: z.record(z.string(), z.boolean()),
});
const listForm = z.array(z.object({ idx: wholeNumber, handle: z.string() }));

/** One value as EPIC shows it. Source: EPIC API v2 `epic_handle_value.rb`. */
export function printEpic(value: StoredHandleValue) {
  const { index, type, permissions, ttl, ttlType, references } = value;
  return {
    idx: index,
    type,
    parsed_data: parsedData(value),
    data: (toBytes(value) ?? Buffer.from(value.data)).toString('base64'),
    timestamp: `${value.timestamp.slice(0, 19)}Z`,
    ttl_type: ttlType,
    ttl: ttlType === 0 ? ttl : instantOf(ttl),
    refs: references.map((reference) => `${reference.index}:${reference.handle}`),
    privs: Array.from('rwrw')
      .map((letter, bit) => (permissions[bit] === '1' ? letter : '-'))
      .join(''),
  };
}

/**
 * Reads a body: an array of values; missing indexes are the lowest free ones.
 * @throws HandleError protocolError for another form, for data that disagree, and for an index given twice
 */
export function parseEpic(body: unknown): NewHandleValue[] {
  if (!Array.isArray(body)) throw fault('Array expected');
  const entries = body.map((given) => {
    const read = entry.safeParse(given);
    const [issue] = read.error?.issues ?? [];
    if (!read.success) throw fault(`Invalid value: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
    return read.data;
  });
  const taken = new Set<number>();
  for (const { idx } of entries) {
    if (idx === undefined) continue;
    if (taken.has(idx)) throw fault(`The idx ${idx} is given twice`);
    if (idx < 1 || idx > 0x7fffffff) throw fault('An idx must be positive');
    taken.add(idx);
  }
  return entries.map((one) => toValue(one, one.idx ?? firstFree(taken, 1)));
}

/** The lowest index from `from` on that is not taken; takes it. */
export function firstFree(taken: Set<number>, from: number): number {
  let index = from;
  while (taken.has(index)) index++;
  taken.add(index);
  return index;
}

function toValue(given: z.output<typeof entry>, index: number): NewHandleValue {
  const { type, ttl, ttl_type: ttlType } = given;
  const absolute = typeof ttl === 'string';
  if (absolute !== (ttlType === 1) && ttl !== undefined) throw fault('ttl and ttl_type disagree');
  if (!absolute && ttl !== undefined && ttl > 0x7fffffff) throw fault('A ttl is a number of seconds');
  return guarded({
    index,
    type,
    ...dataOf(given),
    ttlType,
    ttl: absolute ? Math.floor(Date.parse(ttl) / 1000) : (ttl ?? defaultTtlSeconds),
    permissions: permissionsOf(given),
    // Other forms are dropped without a word, as EPIC does.
    references: given.refs.flatMap(referenceOf),
  });
}

function permissionsOf({ privs, ...bits }: z.output<typeof entry>): string {
  if (privs !== undefined && /^[r-][w-][r-][w-]$/.test(privs))
    return privs.replace(/[rw]/g, '1').replace(/-/g, '0');
  const text = [bits.admin_read, bits.admin_write, bits.pub_read, bits.pub_write]
    .map((bit) => (bit ? '1' : '0'))
    .join('');
  return text === '1110' ? publicPermissions : text;
}

function referenceOf(given: unknown) {
  const read = listForm.element.safeParse(given);
  return read.success ? [{ handle: read.data.handle, index: read.data.idx }] : [];
}

function dataOf({ type, parsed_data: parsed, data }: z.output<typeof entry>): ValueData {
  const ofBytes = data === undefined ? undefined : fromBytes(type, Buffer.from(data, 'base64'));
  const ofParsed = parsed === undefined || parsed === null ? undefined : structured(type, parsed);
  if (ofBytes !== undefined && ofParsed !== undefined && !sameBytes(ofBytes, ofParsed))
    throw fault(`data and parsed_data of ${type} disagree`);
  const found = ofParsed ?? ofBytes;
  if (found === undefined) throw fault(`The value ${type} has neither data nor parsed_data`);
  return found;
}

const sameBytes = (one: ValueData, other: ValueData) =>
  (toBytes(one) ?? Buffer.alloc(0)).equals(toBytes(other) ?? Buffer.alloc(0));

function structured(type: string, parsed: unknown): ValueData {
  if (typeof parsed !== 'object') return parseData(type, parsed);
  const folded = foldPid(type);
  const list = listForm.safeParse(parsed);
  if (folded === 'hs_vlist' && list.success)
    return parseData(type, {
      format: 'vlist',
      value: list.data.map(({ idx, handle }) => ({ handle, index: idx })),
    });
  const admin = adminForm.safeParse(parsed);
  if (folded === 'hs_admin' && admin.success) return adminData(type, admin.data);
  throw fault(`The parsed_data of ${type} cannot be read`);
}

function adminData(type: string, { adminId, adminIdIndex, perms }: z.output<typeof adminForm>): ValueData {
  const has = (right: string): boolean => {
    const granted = perms[right] ?? perms[oldNames[right] ?? ''];
    if (granted === undefined) throw fault(`perms lacks ${right}`);
    return granted;
  };
  const permissions = bitsOf(new Set(adminRights.filter(has)));
  return parseData(type, { format: 'admin', value: { handle: adminId, index: adminIdIndex, permissions } });
}

function parsedData({ format, data }: ValueData): unknown {
  switch (format) {
    case 'string':
      return data;
    case 'admin': {
      const { handle, index, permissions } = readAdmin(data);
      const perms = adminRights.map((right) => [oldNames[right] ?? right, grants(permissions, right)]);
      return { adminId: handle, adminIdIndex: index, perms: Object.fromEntries(perms) as object };
    }
    case 'vlist':
      return readReferences(data).map(({ handle, index }) => ({ idx: index, handle }));
    default:
      return null;
  }
}

const fault = (message: string) => new HandleError('protocolError', message);
