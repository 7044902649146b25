import { z } from 'zod';
import type { PidInspection, PidTarget } from '../../pid/driver.js';
import { parseMark, sameOwner } from '../../pid/ownership.js';
import { type HandleAdmin, isStale, markIndex, markType, type OwnValue, urlIndex } from '../handle-values.js';

/** A value as EPIC v2 prints it; what we do not name is carried along unread. */
const valueForm = z.looseObject({
  idx: z.number(),
  type: z.string(),
  parsed_data: z.unknown().optional(),
  data: z.string().optional(),
});

/** One value of a record. */
export type EpicValue = z.output<typeof valueForm>;

/** The values of a record; undefined when the body is no EPIC record. */
export function readEpicValues(body: string): EpicValue[] | undefined {
  try {
    return z.array(valueForm).safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The names in a listing; undefined when the body is none. */
export function readEpicNames(body: string): string[] | undefined {
  try {
    return z.array(z.string()).safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** What an existing record is to us. */
export function inspectEpicValues(values: readonly EpicValue[], target: PidTarget): PidInspection {
  const mark = parseMark(textAt(values, markIndex, markType) ?? '');
  if (mark === undefined || !sameOwner(mark, target.mark)) return { found: 'foreign', mark };
  return { found: 'ours', revision: mark.revision, url: textAt(values, urlIndex, 'URL') };
}

/**
 * The body of a PUT: our values, and beside them the ones of others as they stand, because a PUT replaces the whole
 * record. An existing HS_ADMIN stays, and the server adds one for the account where none is sent.
 */
export function epicBody(own: readonly OwnValue[], standing: readonly EpicValue[]): string {
  const sent = own.map((value) => ({
    idx: value.index,
    type: value.type,
    parsed_data: value.kind === 'text' ? value.text : printAdmin(value.admin),
  }));
  const ours = new Set(sent.map(({ idx }) => idx));
  const others = standing.filter(({ idx, type }) => !ours.has(idx) && !isStale({ index: idx, type }, own));
  return JSON.stringify([...sent, ...others.map(resent)]);
}

/** Rights in the order of the HTTP JSON API's bits; derived prefixes are "naming authorities" in older servers. */
const rights = [
  ['list_handles'],
  ['read_value'],
  ['add_admin'],
  ['remove_admin'],
  ['modify_admin'],
  ['add_value'],
  ['remove_value'],
  ['modify_value'],
  ['delete_derived_prefix', 'delete_naming_auth'],
  ['add_derived_prefix', 'add_naming_auth'],
  ['delete_handle'],
  ['add_handle'],
] as const;

function printAdmin({ handle, index, permissions }: HandleAdmin): object {
  const perms = rights.flatMap((names, bit) =>
    names.map((name) => [name, permissions[bit] === '1'] as const),
  );
  return { adminId: handle, adminIdIndex: index, perms: Object.fromEntries(perms) };
}

/**
 * A value as a PUT takes it, which is not as a GET prints it: permissions have other names, without which a hidden value
 * would become public, and references another form. `parsed_data` and `data` must agree, so only the raw bytes are
 * sent back where they are given.
 */
function resent({ idx, type, parsed_data, data, ...rest }: EpicValue): Record<string, unknown> {
  const { timestamp: _timestamp, privs, refs, ...kept } = rest;
  return {
    idx,
    type,
    ...kept,
    ...permissionsOf(privs),
    ...(Array.isArray(refs) && { refs: refs.map(referenceOf) }),
    ...(data === undefined ? { parsed_data } : { data }),
  };
}

/** `rwr-` → what may be done by whom; nothing for any other text. */
function permissionsOf(privs: unknown): Record<string, boolean> {
  if (typeof privs !== 'string' || !/^[r-][w-][r-][w-]$/.test(privs)) return {};
  const names = ['admin_read', 'admin_write', 'pub_read', 'pub_write'];
  return Object.fromEntries(names.map((name, place) => [name, privs[place] !== '-']));
}

/** `300:21.T1/USER01` → index and handle; anything else as it is. */
function referenceOf(printed: unknown): unknown {
  const [, idx, handle] = /^(\d+):(.+)$/.exec(typeof printed === 'string' ? printed : '') ?? [];
  return idx === undefined ? printed : { idx: Number(idx), handle };
}

function textAt(values: readonly EpicValue[], index: number, type: string): string | undefined {
  const value = values.find(
    ({ idx, ...each }) => idx === index && each.type.toUpperCase() === type,
  )?.parsed_data;
  return typeof value === 'string' ? value : undefined;
}
