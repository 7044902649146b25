import { type HandleIdentity, printIdentity } from '../administrators.js';
import { applyChange, type ChangeContext, mayOnPrefix } from '../apply-change.js';
import { isHomed } from '../homed-prefixes.js';
import { responseCodes } from '../outcome.js';
import type { BatchOperation, QueuedOperation } from './batch-operation.js';
import type { BatchResultRow } from './batch.queries.js';

/** Does one operation, in the transaction of the context. @returns what its log line says; never throws for a refusal */
export async function execute(
  context: ChangeContext,
  { ordinal, operation, identity }: QueuedOperation,
): Promise<BatchResultRow> {
  const { line, what, subject, digest } = operation;
  const [responseCode, message] = await outcomeOf(context, operation, identity);
  return { ordinal, line, operation: what, subject, digest, responseCode, message };
}

async function outcomeOf(
  context: ChangeContext,
  { action }: BatchOperation,
  identity: HandleIdentity | undefined,
): Promise<[number | null, string | null]> {
  if (action.kind === 'invalid') return [null, action.reason];
  if (action.kind === 'authenticate' || action.kind === 'session')
    return [responseCodes.authenticationFailed, 'Identity not verified'];
  if (identity === undefined) return [responseCodes.authenticationNeeded, 'Nobody is authenticated'];
  if (action.kind !== 'change') return homing(context, action, identity);
  const outcome = await applyChange(context, { change: action.change, identity });
  return outcome.done
    ? [responseCodes.success, null]
    : [responseCodes[outcome.failure.name], outcome.failure.message];
}

/** A prefix is homed by an administrator of the registry; to home one again that lives here is done already. */
async function homing(
  context: ChangeContext,
  { kind, prefix }: { kind: 'home' | 'unhome'; prefix: string },
  identity: HandleIdentity,
): Promise<[number, string | null]> {
  const homed = await isHomed(context.store.reader, prefix);
  if (kind === 'home' && homed && (await mayOnPrefix(context, identity, prefix, ['add_handle'])))
    return [responseCodes.success, null];
  return [
    responseCodes.invalidAdmin,
    `${printIdentity(identity)} may not ${kind} prefixes: an administrator of the registry does, with waymark prefix`,
  ];
}
