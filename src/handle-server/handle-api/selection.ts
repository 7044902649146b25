import { foldPid } from '../../pid/pid.js';
import type { StoredHandleValue } from '../records.js';
import { isPublic } from '../value-json.js';

/** Which values of a record are asked for; both empty = all. */
export interface Selection {
  indexes: readonly number[];
  /** Without letter case; a trailing dot means the type and all below it. */
  types: readonly string[];
}

/** Those asked for of a record's values: by index or by type, either suffices. */
export function selected(
  values: readonly StoredHandleValue[],
  { indexes, types }: Selection,
): readonly StoredHandleValue[] {
  if (indexes.length === 0 && types.length === 0) return values;
  const wanted = types.map(foldPid);
  return values.filter(({ index, type }) => {
    const folded = foldPid(type);
    return indexes.includes(index) || wanted.some((one) => one === folded || isBelow(folded, one));
  });
}

const isBelow = (type: string, wanted: string): boolean =>
  wanted.endsWith('.') && (type === wanted.slice(0, -1) || type.startsWith(wanted));

/** True when an administrator may read the value: its bits say so, and it is no secret key. */
export const isAdminReadable = (value: StoredHandleValue): boolean =>
  value.format !== 'sealed' && (isPublic(value) || value.permissions[0] === '1');
