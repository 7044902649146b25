import { SetMetadata } from '@nestjs/common';
import { POLICY, type FacePolicy, type PublicPolicy } from '../../platform/policy.js';
import type { ResourceKind } from './grant.entity.js';
import type { AdminPrivilege } from './privileges.js';

/** Any authenticated user. */
export interface SignedInPolicy {
  kind: 'signed-in';
}

/** Holders of all the named admin privileges, and nobody else. */
export interface AdminPolicy {
  kind: 'admin';
  admin: readonly AdminPrivilege[];
}

/** What gives a user the right to act on a thing of his own. */
export type OwnRight =
  /** Effective membership of the thing, with whatever privileges. */
  | { member: true }
  /** A privilege on the thing itself. */
  | { privilege: string }
  /** A privilege on what the thing belongs to: a handle's service, a share's space. */
  | { parentPrivilege: string };

/** Kinds of things that routes are about. */
export type Subject = ResourceKind | 'share' | 'user';

/** Rights over one thing that the path names. It must exist (404 comes first). Any own right suffices, or all admin privileges. */
export interface ResourcePolicy {
  kind: 'resource';
  subject: Subject;
  /** Path parameter that holds its id. */
  param: string;
  own: readonly OwnRight[];
  admin: readonly AdminPrivilege[];
}

/** Registration of a handle: rights over the share's space and the service that the body names, or the admin privilege. */
export interface RegisterPolicy {
  kind: 'register-handle';
  admin: readonly AdminPrivilege[];
}

/** Who may call a route. */
export type Policy =
  PublicPolicy | FacePolicy | SignedInPolicy | AdminPolicy | ResourcePolicy | RegisterPolicy;

/** Marks a route with its policy; a route without one is refused. */
export const Requires = (policy: Policy) => SetMetadata(POLICY, policy);

/** Any signed-in user. */
export const SignedIn = () => Requires({ kind: 'signed-in' });

/** Holders of these admin privileges only. */
export const AdminOnly = (...admin: AdminPrivilege[]) => Requires({ kind: 'admin', admin });

/** Rights over the thing named by the path parameter `id` (or another one). */
export const Over = (
  subject: Subject,
  own: readonly OwnRight[],
  admin: readonly AdminPrivilege[],
  param = 'id',
) => Requires({ kind: 'resource', subject, param, own, admin });
