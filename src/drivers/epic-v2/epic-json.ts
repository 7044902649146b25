import { z } from 'zod';
import type { PidInspection, PidTarget } from '../../pid/driver.js';
import { parseMark, sameOwner } from '../../pid/ownership.js';
import { markType, type OwnValue } from '../handle-values.js';

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
  const mark = parseMark(textOfType(values, markType) ?? '');
  if (mark === undefined || !sameOwner(mark, target.mark)) return { found: 'foreign', mark };
  return { found: 'ours', revision: mark.revision, url: textOfType(values, 'URL') };
}

/**
 * The body of a PUT: our values, and beside them the ones of others as they stand, because a PUT replaces the whole
 * record. HS_ADMIN is left to the server, which adds it for the account; an existing one stays.
 */
export function epicBody(own: readonly OwnValue[], standing: readonly EpicValue[]): string {
  const texts = own.flatMap((value) =>
    value.kind === 'text' ? [{ idx: value.index, type: value.type, parsed_data: value.text }] : [],
  );
  const ours = new Set(texts.map(({ idx }) => idx));
  const others = standing.filter(({ idx }) => !ours.has(idx)).map(resent);
  return JSON.stringify([...texts, ...others]);
}

/** `parsed_data` and `data` must agree, so only the raw bytes are sent back where they are given. */
function resent({ idx, type, parsed_data, data, ...rest }: EpicValue): Record<string, unknown> {
  const { timestamp: _timestamp, ...kept } = rest;
  return { idx, type, ...kept, ...(data === undefined ? { parsed_data } : { data }) };
}

function textOfType(values: readonly EpicValue[], type: string): string | undefined {
  const value = values.find((each) => each.type.toUpperCase() === type)?.parsed_data;
  return typeof value === 'string' ? value : undefined;
}
