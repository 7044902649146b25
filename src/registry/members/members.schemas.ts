import type { z } from 'zod';
import { field, requestBody } from '../../platform/validation.js';

/**
 * `PUT …/users/{uid}`: the member's privileges, the member set unless given.
 * @param allowed all privileges on things of the kind
 */
export const addMemberBody = (allowed: readonly string[]) =>
  requestBody({ optional: { privileges: field.names(allowed) } });
export type AddMember = z.output<ReturnType<typeof addMemberBody>>;

/** `PATCH …/privileges`: revocations come first, then grants (contract 0.5). */
export const changePrivilegesBody = (allowed: readonly string[]) =>
  requestBody({
    optional: { grant: field.names(allowed), revoke: field.names(allowed) },
    atLeastOne: ['grant', 'revoke'],
  });
export type ChangePrivileges = z.output<ReturnType<typeof changePrivilegesBody>>;

/** Privileges after a change: what is in both lists stays granted. */
export function changed(held: Iterable<string>, change: ChangePrivileges): Set<string> {
  const kept = [...held].filter((name) => change.revoke?.includes(name) !== true);
  return new Set([...kept, ...(change.grant ?? [])]);
}
