import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { POLICY, type FacePolicy, type PublicPolicy } from '../../platform/policy.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import type { MemberKind, ResourceKind } from './grant.entity.js';
import type { AdminPrivilege } from './privileges.js';

/** Kinds of things that routes are about. */
export type Subject = ResourceKind | 'share' | 'user' | 'token';

/** What gives a user the right to act on a thing of his own. */
export type OwnRight =
  /** Effective membership of the thing, with whatever privileges. */
  | { member: true }
  /** A privilege on the thing itself. */
  | { privilege: string }
  /** A privilege on what the thing belongs to: a handle's service, a share's space. */
  | { parentPrivilege: string }
  /** An admin privilege, where Onezone asks for one beside own rights. */
  | { zone: AdminPrivilege }
  /** The path parameter names the caller himself; for a token: it is his own. */
  | { self: string }
  /** The path parameter names the thing's creator, whom every effective member may see. */
  | { creator: string }
  /** Ownership of the space. */
  | { spaceOwner: true }
  /** All of these together. */
  | { all: readonly OwnRight[] };

/**
 * A membership that the path speaks of: without it the answer is 404, as for any absent thing (contract 0.3). `resource`
 * and `member` name path parameters; without `member` the caller is meant.
 */
export interface Relation {
  kind: ResourceKind;
  resource: string;
  memberKind: MemberKind;
  member?: string;
  reach: 'direct' | 'effective';
  /** The creator of the resource counts as related, even after having left. */
  orCreator?: true;
  /** Ownership of the space, not mere membership. */
  asOwner?: true;
}

/** Any authenticated user. */
export interface SignedInPolicy {
  kind: 'signed-in';
  related?: Relation;
}

/** Holders of all the named admin privileges, and nobody else. */
export interface AdminPolicy {
  kind: 'admin';
  admin: readonly AdminPrivilege[];
}

/** Rights over one thing that the path names. It must exist (404 comes first). Any own right suffices, or all admin privileges. */
export interface ResourcePolicy {
  kind: 'resource';
  subject: Subject;
  /** Path parameter that holds its id. */
  param: string;
  own: readonly OwnRight[];
  admin: readonly AdminPrivilege[];
  related?: Relation;
  /** Path parameter that names what the thing must belong to, else 404: a handle's service, a share's space. */
  inside?: string;
}

/** Registration of a handle: rights over the share's space and the service that the body names, or the admin privileges. */
export interface RegisterPolicy {
  kind: 'register-handle';
  admin: readonly AdminPrivilege[];
  /** Path parameter of the group in whose name it is registered. */
  group?: string;
}

/** Who may call a route. */
export type Policy =
  PublicPolicy | FacePolicy | SignedInPolicy | AdminPolicy | ResourcePolicy | RegisterPolicy;

/**
 * Marks a route with its policy; a route without one is refused. A route that so knows its caller lets him repeat a POST
 * by `Idempotency-Key`; interceptors cost every request, so the public routes have none.
 */
export const Requires = (policy: Policy) =>
  applyDecorators(
    SetMetadata(POLICY, policy),
    ApiExtension('x-policy', policy),
    UseInterceptors(IdempotencyInterceptor),
  );

/** Any signed-in user; with a relation: of his own things. */
export const SignedIn = (related?: Relation) =>
  Requires({ kind: 'signed-in', ...(related !== undefined && { related }) });

/** Holders of these admin privileges only. */
export const AdminOnly = (...admin: AdminPrivilege[]) => Requires({ kind: 'admin', admin });

/** Rights over the thing named by the path parameter `id` (or another one). */
export const Over = (
  subject: Subject,
  own: readonly OwnRight[],
  admin: readonly AdminPrivilege[],
  more: { param?: string; related?: Relation; inside?: string } = {},
) => Requires({ kind: 'resource', subject, param: 'id', own, admin, ...more });
