import type { Reach } from '../privileges/effective.queries.js';
import type { MemberKind } from '../privileges/grant.entity.js';
import { Over, type OwnRight, type Relation } from '../privileges/policy.js';
import { memberSorts, type MembershipKind } from './kinds.js';

/** Policies of the routes about one sort of members of one kind of thing. Source: Onezone contract 1.1, 1.2. */
export function memberPolicies(of: MembershipKind, sort: MemberKind) {
  const { plural } = memberSorts[sort];
  const isUser = sort === 'user';
  const view: OwnRight = { privilege: of.view };
  const related = (reach: Reach): Relation => ({
    kind: of.kind,
    resource: 'id',
    memberKind: sort,
    member: 'memberId',
    reach,
  });
  return {
    list: Over(of.kind, [view], [`oz_${of.plural}_list_relationships`]),
    /** The creator is visible to every effective member, even after having left. */
    get: (reach: Reach) =>
      Over(of.kind, isUser ? [view, { creator: 'memberId' }] : [view], [`oz_${plural}_view`], {
        related: { ...related(reach), ...(isUser && { orCreator: true }) },
      }),
    add: Over(
      of.kind,
      [of[sort].add],
      [`oz_${of.plural}_add_relationships`, `oz_${plural}_add_relationships`],
    ),
    remove: Over(
      of.kind,
      [of[sort].remove],
      [`oz_${of.plural}_remove_relationships`, `oz_${plural}_remove_relationships`],
      { related: related('direct') },
    ),
    privileges: (reach: Reach) =>
      Over(
        of.kind,
        [{ privilege: of.viewPrivileges }, ...(isUser ? [{ self: 'memberId' }] : [])],
        [`oz_${of.plural}_view_privileges`],
        { related: related(reach) },
      ),
    change: Over(of.kind, [{ privilege: of.setPrivileges }], [`oz_${of.plural}_set_privileges`], {
      related: related('direct'),
    }),
    membership: Over(of.kind, [view], [`oz_${of.plural}_view`], { related: related('effective') }),
  };
}
