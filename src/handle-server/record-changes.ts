import type { HandleIdentity } from './administrators.js';
import type { NewHandleValue, StoredHandleRecord } from './records.js';

/** One change of one record, as every face asks for it. */
export type RecordChange = { name: string } & (
  | /** A new record; an existing one is an error. */ { kind: 'create'; values: readonly NewHandleValue[] }
  | /** The whole record, new or in place of the old one. */ {
      kind: 'put';
      values: readonly NewHandleValue[];
      overwrite: boolean;
      /** When no HS_ADMIN is given: a new record gets this one, an old one keeps its own. */
      adminFallback?: NewHandleValue;
    }
  | /** Single values, new or in place of old ones. */ {
      kind: 'put-values';
      values: readonly NewHandleValue[];
      overwrite: boolean;
    }
  | /** New values; a taken index is an error. */ { kind: 'add'; values: readonly NewHandleValue[] }
  | /** Values in place of old ones; a free index is an error. */ {
      kind: 'modify';
      values: readonly NewHandleValue[];
    }
  | { kind: 'remove'; indexes: readonly number[] }
  | { kind: 'delete' }
);

/** Who asks, when, and on which condition. */
export interface ChangeRequest {
  change: RecordChange;
  identity: HandleIdentity;
  /** Looks at the record before the change; false refuses it (HTTP 412). */
  precondition?: (record: StoredHandleRecord | undefined) => boolean;
}
