import type { ApiOperation, ApiPolicy } from './openapi.js';
import type { Access } from './reference.js';

/** What a caller of an operation must have. */
export function accessOf({ security, 'x-policy': policy }: ApiOperation): Access {
  return { needsToken: security?.length !== 0, own: ownPrivileges(policy), admin: policy?.admin ?? [] };
}

const ownPrivileges = (policy: ApiPolicy | undefined) => [
  ...new Set(policy?.own.flatMap(privilegesIn) ?? []),
];

/** The privileges that an own right names, however deep. */
function privilegesIn(right: unknown): string[] {
  if (typeof right !== 'object' || right === null) return [];
  return Object.entries(right).flatMap(([key, value]: [string, unknown]) => {
    if (Array.isArray(value)) return value.flatMap(privilegesIn);
    return ['privilege', 'parentPrivilege'].includes(key) && typeof value === 'string' ? [value] : [];
  });
}
