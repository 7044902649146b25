import { foldPid } from '../pid/pid.js';
import type { Reader } from '../platform/database/database.js';
import { type AdminRight, grants, readAdmin, readReferences, type ValueReference } from './admin-rights.js';
import { findRecord, type StoredHandleRecord, type StoredHandleValue } from './records.js';

/** Who speaks to the handle server: the HS_SECKEY or HS_PUBKEY value at `index` of `handle`. */
export type HandleIdentity = ValueReference;

/** `300:21.T1/ADMIN`. */
export const printIdentity = ({ handle, index }: HandleIdentity): string => `${index}:${handle}`;

/** Reads `300:21.T1/ADMIN`; undefined when it is none. */
export function parseIdentity(text: string): HandleIdentity | undefined {
  const [, index, handle] = /^(\d{1,9}):(.+)$/s.exec(text) ?? [];
  return index === undefined || handle === undefined ? undefined : { index: Number(index), handle };
}

/** Decides who administers what, and remembers the records it looked at. Names are compared without letter case. */
export class Administrators {
  private readonly known = new Map<string, Promise<StoredHandleRecord | undefined>>();

  constructor(private readonly reader: Reader) {}

  /** The record under a name, as of its first reading here. */
  record(name: string): Promise<StoredHandleRecord | undefined> {
    const folded = foldPid(name);
    const known = this.known.get(folded);
    if (known !== undefined) return known;
    const found = findRecord(this.reader, folded);
    this.known.set(folded, found);
    return found;
  }

  /** Takes a record for what stands under a name. */
  remember(name: string, record: StoredHandleRecord | undefined): void {
    this.known.set(foldPid(name), Promise.resolve(record));
  }

  /** Forgets a record that was just changed. */
  forget(name: string): void {
    this.known.delete(foldPid(name));
  }

  /**
   * True when one HS_ADMIN value of the record names the identity, or a list with it in, and grants all the rights.
   * Index 0 in it means any index. Source: handle.net HandleServer.
   */
  async may(
    record: { values: readonly StoredHandleValue[] } | undefined,
    identity: HandleIdentity,
    rights: readonly AdminRight[],
  ): Promise<boolean> {
    for (const value of record?.values ?? []) {
      if (!isAdmin(value)) continue;
      const admin = readAdmin(value.data);
      if (!rights.every((right) => grants(admin.permissions, right))) continue;
      if (await this.names(admin, identity, new Set())) return true;
    }
    return false;
  }

  private async names(
    reference: ValueReference,
    identity: HandleIdentity,
    visited: Set<string>,
  ): Promise<boolean> {
    const folded = foldPid(reference.handle);
    const sameHandle = folded === foldPid(identity.handle);
    if (sameHandle && (reference.index === identity.index || reference.index === 0)) return true;
    const place = `${reference.index}:${folded}`;
    // Groups may name each other in a circle.
    if (visited.has(place)) return false;
    visited.add(place);
    const record = await this.record(folded);
    const group = record?.values.find(({ index }) => index === reference.index);
    if (group?.format !== 'vlist') return false;
    for (const member of readReferences(group.data))
      if (await this.names(member, identity, visited)) return true;
    return false;
  }
}

/** True for an HS_ADMIN value that can be read. */
export const isAdmin = (value: StoredHandleValue): boolean =>
  value.format === 'admin' && foldPid(value.type) === 'hs_admin';
