import { defaultTtlSeconds, type NewHandleValue, publicPermissions } from '../../handle-server/records.js';
import { type OwnershipMark, printMark } from '../../pid/ownership.js';

/** Indexes of the values that the registry writes. Source: handle.net convention for 1 and 100; 900 is ours (D16). */
export const urlIndex = 1;
export const adminIndex = 100;
export const markIndex = 900;

/** Type of the value that holds our ownership mark. */
export const markType = 'WAYMARK';

/** Every right but listing and the derived-prefix ones: what pyhandle, B2HANDLE and Onedata write. */
const adminPermissions = '011111110011';

/** The values of a record: where it leads, who administers it, and whose it is. */
export function ownedValues(prefix: string, url: string, mark: OwnershipMark): NewHandleValue[] {
  const admin = { handle: `0.NA/${prefix}`, index: 200, permissions: adminPermissions };
  return [
    value(urlIndex, 'URL', 'string', url),
    value(adminIndex, 'HS_ADMIN', 'admin', JSON.stringify(admin)),
    value(markIndex, markType, 'string', printMark(mark)),
  ];
}

function value(index: number, type: string, format: 'string' | 'admin', data: string): NewHandleValue {
  return {
    index,
    type,
    format,
    data,
    ttlType: 0,
    ttl: defaultTtlSeconds,
    permissions: publicPermissions,
    references: [],
  };
}
