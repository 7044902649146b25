import type { Reader } from '../../platform/database/database.js';
import { groupExample, groupView } from '../groups/groups.queries.js';
import { serviceExample, serviceView } from '../handle-services/service-view.js';
import { handleExample, handleView } from '../handles/handle-view.js';
import { exampleIds } from '../../platform/describe.js';
import type { MemberKind, ResourceKind } from '../privileges/grant.entity.js';
import type { OwnRight } from '../privileges/policy.js';
import {
  groupPrivileges,
  handlePrivileges,
  handleServicePrivileges,
  spacePrivileges,
  type RelationsOf,
} from '../privileges/privileges.js';
import { spaceExample, spaceView } from '../spaces/spaces.queries.js';

/** Rights over the members of one sort (users or groups) of a thing. */
interface MemberRights {
  /** Path segment: `users`, `groups`, or `children` of a group. */
  path: string;
  /** Privilege to make invite tokens; without one there are none. */
  invite?: string;
  add: OwnRight;
  remove: OwnRight;
}

/** A kind of thing that has members: what its routes are called and which privileges they ask for. */
export interface MembershipKind {
  kind: Exclude<ResourceKind, 'zone'>;
  /** Path segment and key of lists: `handle_services`. */
  plural: RelationsOf;
  /** In sentences. */
  noun: string;
  privileges: { member: readonly string[]; admin: readonly string[] };
  view: string;
  viewPrivileges: string;
  setPrivileges: string;
  user: MemberRights;
  group: MemberRights;
  /** Where groups list the things they belong to, and the privileges in the group to leave them and to join by invitation. */
  heldAs: { plural: string; leave: string; join?: string };
  /** What lets a user see the thing itself through a group that belongs to it. Source: Onezone contract 1.4. */
  seenThroughGroup: OwnRight;
  /** The thing as its members see it, with its ETag if it has one. @throws RegistryError notFound */
  show: (reader: Reader, id: string) => Promise<Shown>;
  exampleId: string;
  /** What `show` answers, for the API description. */
  example: object;
}

/** A thing as it is answered. */
interface Shown {
  view: object;
  etag?: string;
}

const may = (privilege: string): OwnRight => ({ privilege });
const both = (...privileges: string[]): OwnRight => ({ all: privileges.map(may) });

/** Every kind of thing that has members. Sources: Onezone contract 1.1, 1.2, 1.6; oz-worker space_routes, group_routes. */
export const membershipKinds: readonly MembershipKind[] = [
  {
    kind: 'handle_service',
    plural: 'handle_services',
    noun: 'handle service',
    privileges: handleServicePrivileges,
    view: 'handle_service_view',
    viewPrivileges: 'handle_service_view',
    setPrivileges: 'handle_service_update',
    user: { path: 'users', add: may('handle_service_update'), remove: may('handle_service_update') },
    group: { path: 'groups', add: may('handle_service_update'), remove: may('handle_service_update') },
    heldAs: { plural: 'handle_services', leave: 'group_leave_handle_service' },
    seenThroughGroup: { member: true },
    show: serviceView,
    exampleId: exampleIds.handleService,
    example: serviceExample,
  },
  {
    kind: 'handle',
    plural: 'handles',
    noun: 'handle',
    privileges: handlePrivileges,
    view: 'handle_view',
    viewPrivileges: 'handle_view',
    setPrivileges: 'handle_update',
    user: { path: 'users', add: may('handle_update'), remove: may('handle_update') },
    group: { path: 'groups', add: may('handle_update'), remove: may('handle_update') },
    heldAs: { plural: 'handles', leave: 'group_leave_handle' },
    seenThroughGroup: may('group_view'),
    show: handleView,
    exampleId: exampleIds.handle,
    example: handleExample,
  },
  {
    kind: 'space',
    plural: 'spaces',
    noun: 'space',
    privileges: spacePrivileges,
    view: 'space_view',
    viewPrivileges: 'space_view_privileges',
    setPrivileges: 'space_set_privileges',
    user: {
      path: 'users',
      invite: 'space_add_user',
      add: both('space_add_user', 'space_set_privileges'),
      remove: may('space_remove_user'),
    },
    group: {
      path: 'groups',
      invite: 'space_add_group',
      add: both('space_add_group', 'space_set_privileges'),
      remove: may('space_remove_group'),
    },
    heldAs: { plural: 'spaces', leave: 'group_leave_space', join: 'group_add_space' },
    seenThroughGroup: may('group_view'),
    show: async (reader, id) => ({ view: await spaceView(reader, id) }),
    exampleId: exampleIds.space,
    example: spaceExample,
  },
  {
    kind: 'group',
    plural: 'groups',
    noun: 'group',
    privileges: groupPrivileges,
    view: 'group_view',
    viewPrivileges: 'group_view_privileges',
    setPrivileges: 'group_set_privileges',
    user: {
      path: 'users',
      invite: 'group_add_user',
      add: both('group_add_user', 'group_set_privileges'),
      remove: may('group_remove_user'),
    },
    group: {
      path: 'children',
      invite: 'group_add_child',
      add: both('group_add_child', 'group_set_privileges'),
      remove: may('group_remove_child'),
    },
    heldAs: { plural: 'parents', leave: 'group_leave_parent', join: 'group_add_parent' },
    seenThroughGroup: may('group_view'),
    show: async (reader, id) => ({ view: await groupView(reader, id) }),
    exampleId: exampleIds.group,
    example: groupExample,
  },
];

/** The two sorts of members: their admin privileges and the key of an unknown id. */
export const memberSorts: Readonly<
  Record<MemberKind, { plural: RelationsOf & ('users' | 'groups'); idKey: string }>
> = {
  user: { plural: 'users', idKey: 'userId' },
  group: { plural: 'groups', idKey: 'groupId' },
};
