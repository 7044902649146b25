import { foldPid, parsePid } from '../pid/pid.js';
import type { Reader, Tx } from '../platform/database/database.js';
import type { AdminRight } from './admin-rights.js';
import { Administrators, type HandleIdentity } from './administrators.js';
import { type ChangeStore, pretended, rowsOf } from './change-store.js';
import { governingPrefix, isHomed, prefixHandle } from './homed-prefixes.js';
import { type ChangeOutcome, HandleError, refused } from './outcome.js';
import type { ChangeRequest, RecordChange } from './record-changes.js';
import { differenceOf, isAdminType, type RecordDifference, rightsFor } from './record-difference.js';
import type { NewHandleValue, StoredHandleRecord } from './records.js';
import type { SecretKeys } from './secret-keys.js';

/** Characters that turn the reading direction: a name with them is not what it looks like. */
const directionMark = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What changes of one transaction share. */
export interface ChangeContext {
  store: ChangeStore;
  administrators: Administrators;
  /** Prefixes whose home was looked up. */
  homed: Map<string, boolean>;
  keys: SecretKeys;
  now: string;
}

/** A context for the changes of one transaction. */
export function changeContext(tx: Tx, keys: SecretKeys, now: string): ChangeContext {
  const administrators = new Administrators(tx);
  return { store: rowsOf(tx, administrators), administrators, homed: new Map(), keys, now };
}

/** A context in which changes only seem to happen. */
export function dryRunContext(reader: Reader, keys: SecretKeys, now: string): ChangeContext {
  const administrators = new Administrators(reader);
  return { store: pretended(reader, administrators), administrators, homed: new Map(), keys, now };
}

/** Does one change, with every check of names, prefixes, rights and conditions. Never throws for a refusal. */
export async function applyChange(context: ChangeContext, request: ChangeRequest): Promise<ChangeOutcome> {
  const { change, identity } = request;
  const unfit = await unfitName(context, change.name);
  if (unfit !== undefined) return unfit;
  // Storing a new record finds out by itself whether the name is taken; one look-up less for every record of a batch.
  if (change.kind === 'create' && request.precondition === undefined)
    return create(context, identity, change.name, change.values);
  const record = await context.administrators.record(change.name);
  if (request.precondition?.(record) === false)
    return {
      done: false,
      failure: new HandleError('error', 'The record is not as required', { status: 412 }),
    };
  return apply(context, identity, change, record);
}

async function unfitName({ store, homed }: ChangeContext, name: string): Promise<ChangeOutcome | undefined> {
  if (parsePid(name) === undefined || directionMark.test(name))
    return refused('invalidHandle', `${name.slice(0, 2000)} is no handle`);
  const prefix = governingPrefix(name);
  const lives = homed.get(prefix) ?? (await isHomed(store.reader, prefix));
  homed.set(prefix, lives);
  return lives ? undefined : refused('notResponsible', "That prefix doesn't live here");
}

function apply(
  context: ChangeContext,
  identity: HandleIdentity,
  change: RecordChange,
  record: StoredHandleRecord | undefined,
): Promise<ChangeOutcome> {
  if (change.kind === 'create' || change.kind === 'put') {
    if (record === undefined) return create(context, identity, change.name, withAdmin(change));
    if (change.kind === 'create' || !change.overwrite)
      return Promise.resolve(refused('handleExists', 'The handle exists already'));
  } else if (record === undefined) {
    return Promise.resolve(refused('handleNotFound', 'The handle does not exist'));
  }
  if (change.kind === 'delete') return remove(context, identity, record);
  const difference = differenceOf(record, change, (value) => context.keys.open(record.name, value));
  return 'failure' in difference ? Promise.resolve(difference) : alter(context, identity, record, difference);
}

/** A new record that nobody would administer gets the administrator that the face provides. */
function withAdmin(change: Extract<RecordChange, { kind: 'create' | 'put' }>): readonly NewHandleValue[] {
  const fallback = change.kind === 'put' ? change.adminFallback : undefined;
  return fallback === undefined || change.values.some(({ type }) => isAdminType(type))
    ? change.values
    : [...change.values, fallback];
}

async function create(
  context: ChangeContext,
  identity: HandleIdentity,
  name: string,
  values: readonly NewHandleValue[],
): Promise<ChangeOutcome> {
  const prefix = governingPrefix(name);
  if (foldPid(name) === foldPid(prefixHandle(prefix)))
    return refused('invalidAdmin', 'Prefixes are homed by an administrator of the registry');
  if (!(await mayOnPrefix(context, identity, prefix, ['add_handle'])))
    return refused('invalidAdmin', `No right to add handles under ${prefix}`);
  const sealed = context.keys.seal(name, values);
  const created = await context.store.create(name, sealed, context.now);
  return created
    ? { done: true, name, created: true, values: sealed }
    : refused('handleExists', 'The handle exists already');
}

async function remove(
  context: ChangeContext,
  identity: HandleIdentity,
  record: StoredHandleRecord,
): Promise<ChangeOutcome> {
  if (record.ownerHandleId !== null)
    return refused('invalidAdmin', 'The record belongs to a publication of this registry');
  if (foldPid(record.name) === foldPid(prefixHandle(governingPrefix(record.name))))
    return refused('invalidAdmin', 'A homed prefix cannot be deleted');
  if (!(await context.administrators.may(record, identity, ['delete_handle'])))
    return refused('invalidAdmin', 'No right to delete this handle');
  await context.store.delete(record);
  return { done: true, name: record.name, created: false, values: [] };
}

async function alter(
  context: ChangeContext,
  identity: HandleIdentity,
  record: StoredHandleRecord,
  difference: RecordDifference,
): Promise<ChangeOutcome> {
  if (difference.changed.some(({ before }) => before.owned) || difference.removed.some(({ owned }) => owned))
    return refused('invalidAdmin', 'This value belongs to a publication of this registry');
  if (!(await mayAlter(context, identity, record, difference)))
    return refused('invalidAdmin', 'No right to change these values');
  const values = context.keys.seal(record.name, difference.values(context.now));
  await context.store.replace(record, values, context.now);
  return {
    done: true,
    name: record.name,
    created: difference.changed.length === 0 && difference.removed.length === 0 && difference.partial,
    values,
  };
}

async function mayAlter(
  context: ChangeContext,
  identity: HandleIdentity,
  record: StoredHandleRecord,
  difference: RecordDifference,
): Promise<boolean> {
  const { administrators } = context;
  const touched = [...difference.changed.map(({ before }) => before), ...difference.removed];
  if (touched.some(({ permissions }) => permissions[1] !== '1')) return false;
  const needed = rightsFor(difference);
  if (await administrators.may(record, identity, needed)) return true;
  if (difference.partial) return false;
  // Who may give any right, or delete and make anew, may as well replace.
  if (await administrators.may(record, identity, ['add_admin'])) return true;
  return (
    (await administrators.may(record, identity, ['delete_handle'])) &&
    mayOnPrefix(context, identity, governingPrefix(record.name), ['add_handle'])
  );
}

/** True when the identity holds the rights on the handle that governs the prefix. */
export async function mayOnPrefix(
  { administrators }: Pick<ChangeContext, 'administrators'>,
  identity: HandleIdentity,
  prefix: string,
  rights: readonly AdminRight[],
): Promise<boolean> {
  return administrators.may(await administrators.record(prefixHandle(prefix)), identity, rights);
}
