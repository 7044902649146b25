import { foldPid } from '../pid/pid.js';
import type { AdminRight } from './admin-rights.js';
import { type ChangeOutcome, refused } from './outcome.js';
import type { RecordChange } from './record-changes.js';
import {
  type NewHandleValue,
  type PlacedHandleValue,
  type StoredHandleRecord,
  type StoredHandleValue,
  wholeSecond,
} from './records.js';

/** How a record is to differ from what it was. */
export interface RecordDifference {
  added: NewHandleValue[];
  changed: { before: StoredHandleValue; after: NewHandleValue }[];
  removed: StoredHandleValue[];
  /** Only the named values were asked about, not the whole record. */
  partial: boolean;
  /** The record's values afterwards; untouched ones keep their timestamp. */
  values: (now: string) => PlacedHandleValue[];
}

type Alteration = Extract<
  RecordChange,
  { kind: 'put' | 'put-values' | 'add' | 'modify' | 'remove' | 'create' }
>;
type KeptOrNew = { kept: StoredHandleValue } | { after: NewHandleValue };
type Failure = Extract<ChangeOutcome, { done: false }>;
/** Shows the clear text of a sealed value. */
type OpenSecret = (value: StoredHandleValue) => string | undefined;

/** Works out what a change means for a record, or why it cannot be. */
export function differenceOf(
  record: StoredHandleRecord,
  change: Alteration,
  open: OpenSecret,
): RecordDifference | Failure {
  if (change.kind === 'remove') return removal(record, change.indexes);
  if (change.kind === 'put' || change.kind === 'create') return replacement(record, change, open);
  return partial(record, change, open);
}

/** The rights that the difference needs. Source: handle.net HandleServer. */
export function rightsFor({ added, changed, removed }: RecordDifference): AdminRight[] {
  const needed = new Set<AdminRight>();
  for (const { type } of added) needed.add(isAdminType(type) ? 'add_admin' : 'add_value');
  for (const { type } of removed) needed.add(isAdminType(type) ? 'remove_admin' : 'remove_value');
  for (const { before, after } of changed) {
    needed.add(isAdminType(before.type) ? 'modify_admin' : 'modify_value');
    needed.add(isAdminType(after.type) ? 'modify_admin' : 'modify_value');
  }
  return [...needed];
}

/** True for HS_ADMIN. */
export const isAdminType = (type: string): boolean => foldPid(type) === 'hs_admin';

function removal(record: StoredHandleRecord, indexes: readonly number[]): RecordDifference | Failure {
  const wanted = new Set(indexes);
  const removed = record.values.filter(({ index }) => wanted.has(index));
  if (removed.length < wanted.size) return refusal('valuesNotFound', 'No value has one of these indexes');
  const kept = record.values.filter(({ index }) => !wanted.has(index));
  return {
    added: [],
    changed: [],
    removed,
    partial: true,
    values: () => kept.map((value, position) => ({ ...value, position })),
  };
}

/** The new values in their own order; secret keys that are not spoken of stay, since nobody is shown them. */
function replacement(
  record: StoredHandleRecord,
  change: Extract<Alteration, { kind: 'put' | 'create' }>,
  open: OpenSecret,
): RecordDifference {
  const { values } = change;
  const compared = compare(record, values, open);
  const given = new Set(values.map(({ index }) => index));
  const unspoken = record.values.filter(({ index }) => !given.has(index));
  const keepsAdmins =
    change.kind === 'put' &&
    change.adminFallback !== undefined &&
    !values.some(({ type }) => isAdminType(type));
  const kept = unspoken.filter(
    ({ format, type }) => format === 'sealed' || (keepsAdmins && isAdminType(type)),
  );
  return {
    ...compared,
    removed: unspoken.filter((value) => !kept.includes(value)),
    partial: false,
    values: (now) => placedAt(compared.all, kept, now),
  };
}

function partial(
  record: StoredHandleRecord,
  change: Extract<Alteration, { kind: 'put-values' | 'add' | 'modify' }>,
  open: OpenSecret,
): RecordDifference | Failure {
  if (change.values.length === 0) return refusal('invalidValue', 'Value list was empty');
  const present = new Set(record.values.map(({ index }) => index));
  const taken = change.values.find(({ index }) => present.has(index));
  const refusesTaken = change.kind === 'add' || (change.kind === 'put-values' && !change.overwrite);
  if (refusesTaken && taken !== undefined) return refusal('valueExists', `Index conflict for ${taken.index}`);
  if (change.kind === 'modify' && change.values.some(({ index }) => !present.has(index)))
    return refusal('valuesNotFound', 'No value has one of these indexes');
  const { added, changed } = compare(record, change.values, open, true);
  const byIndex = new Map(changed.map(({ after }) => [after.index, after]));
  const values = (now: string) => [
    ...record.values.map((value, position) => {
      const after = byIndex.get(value.index);
      return after === undefined ? { ...value, position } : stamped(after, position, now);
    }),
    ...added.map((value, place) => stamped(value, record.values.length + place, now)),
  ];
  return { added, changed, removed: [], partial: true, values };
}

function compare(
  record: StoredHandleRecord,
  values: readonly NewHandleValue[],
  open: OpenSecret,
  always = false,
) {
  const present = new Map(record.values.map((value) => [value.index, value]));
  const added: NewHandleValue[] = [];
  const changed: RecordDifference['changed'] = [];
  const all = values.map((after): KeptOrNew => {
    const before = present.get(after.index);
    if (before === undefined) added.push(after);
    // A value of a publication that is sent back as it is stays untouched; any other single value counts as written.
    else if (always && !before.owned) changed.push({ before, after });
    else if (!sameValue(before, after, open)) changed.push({ before, after });
    else return { kept: before };
    return { after };
  });
  return { added, changed, all };
}

function placedAt(
  all: readonly KeptOrNew[],
  others: readonly StoredHandleValue[],
  now: string,
): PlacedHandleValue[] {
  const inOrder = [...all, ...others.map((kept) => ({ kept }))];
  const isOwned = (value: KeptOrNew) => 'kept' in value && value.kept.owned;
  // Values of a publication stay first, so that a URL added by somebody else is never the first one.
  return [...inOrder.filter(isOwned), ...inOrder.filter((value) => !isOwned(value))].map((value, position) =>
    'kept' in value ? { ...value.kept, position } : stamped(value.after, position, now),
  );
}

const stamped = (value: NewHandleValue, position: number, now: string): PlacedHandleValue => ({
  ...value,
  position,
  timestamp: wholeSecond(now),
  owned: false,
});

function sameValue(before: StoredHandleValue, after: NewHandleValue, open: OpenSecret): boolean {
  const data = before.format === 'sealed' ? open(before) : before.data;
  return (
    data === after.data &&
    (before.format === after.format || before.format === 'sealed') &&
    before.type === after.type &&
    before.ttlType === after.ttlType &&
    before.ttl === after.ttl &&
    before.permissions === after.permissions &&
    JSON.stringify(before.references) === JSON.stringify(after.references)
  );
}

const refusal = (...reason: Parameters<typeof refused>): Failure => refused(...reason) as Failure;
