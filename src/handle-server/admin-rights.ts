import { z } from 'zod';

/** The rights of an HS_ADMIN value, in the order of their bits in the HTTP JSON API. Source: handle.net 9 GsonUtility. */
export const adminRights = [
  'list_handles',
  'read_value',
  'add_admin',
  'remove_admin',
  'modify_admin',
  'add_value',
  'remove_value',
  'modify_value',
  'delete_derived_prefix',
  'add_derived_prefix',
  'delete_handle',
  'add_handle',
] as const;

/** One right of a handle administrator. */
export type AdminRight = (typeof adminRights)[number];

/** Who administers, and with which rights: the data of an HS_ADMIN value as it is stored. */
export interface AdminData {
  handle: string;
  index: number;
  /** Twelve bits as text, in the order of `adminRights`. */
  permissions: string;
}

/** A reference to a key or a list of administrators: an entry of HS_VLIST. */
export interface ValueReference {
  handle: string;
  index: number;
}

/** All twelve rights. */
export const allRights = '1'.repeat(12);
/** What pyhandle, B2HANDLE and Onedata give: everything but listing and the derived-prefix rights. */
export const usualRights = '011111110011';

const storedAdmin = z.object({ handle: z.string(), index: z.number(), permissions: z.string() });
const storedReferences = z.array(z.object({ handle: z.string(), index: z.number() }));

/** Reads the stored data of an HS_ADMIN value. */
export const readAdmin = (data: string): AdminData => storedAdmin.parse(JSON.parse(data));

/** Reads the stored data of an HS_VLIST value. */
export const readReferences = (data: string): ValueReference[] => storedReferences.parse(JSON.parse(data));

/** True when the permission text grants the right. */
export const grants = (permissions: string, right: AdminRight): boolean =>
  permissions[adminRights.indexOf(right)] === '1';

/** The rights as their twelve bits. */
export const bitsOf = (rights: ReadonlySet<string>): string =>
  adminRights.map((right) => (rights.has(right) ? '1' : '0')).join('');
