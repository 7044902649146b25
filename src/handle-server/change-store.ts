import type { Reader, Tx } from '../platform/database/database.js';
import type { Administrators } from './administrators.js';
import {
  createRecord,
  deleteRecord,
  type NewHandleValue,
  type PlacedHandleValue,
  placed,
  replaceValues,
  type StoredHandleRecord,
} from './records.js';

/** What changes do to the records in the end. */
export interface ChangeStore {
  readonly reader: Reader;
  /** @returns false when the name is taken */
  create: (name: string, values: readonly NewHandleValue[], now: string) => Promise<boolean>;
  replace: (record: StoredHandleRecord, values: readonly PlacedHandleValue[], now: string) => Promise<void>;
  delete: (record: StoredHandleRecord) => Promise<void>;
}

/** Changes the rows. */
export function rowsOf(tx: Tx, administrators: Administrators): ChangeStore {
  return {
    reader: tx,
    create: async (name, values, now) => {
      const created = await createRecord(tx, name, null, values, now);
      administrators.forget(name);
      return created;
    },
    replace: async ({ name }, values, now) => {
      await replaceValues(tx, name, values, now);
      administrators.forget(name);
    },
    delete: async ({ name }) => {
      await deleteRecord(tx, name);
      administrators.forget(name);
    },
  };
}

/** Changes only what later changes see: a dry run. */
export function pretended(reader: Reader, administrators: Administrators): ChangeStore {
  const remember = (name: string, record: StoredHandleRecord | undefined) => {
    administrators.remember(name, record);
    return Promise.resolve();
  };
  return {
    reader,
    create: async (name, values, now) => {
      if ((await administrators.record(name)) !== undefined) return false;
      await remember(name, {
        name,
        ownerHandleId: null,
        version: 1,
        values: placed(values, { owned: false, now }),
      });
      return true;
    },
    replace: (record, values) => remember(record.name, { ...record, values: [...values] }),
    delete: ({ name }) => remember(name, undefined),
  };
}
