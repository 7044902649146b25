/** Privileges on a handle service, with the default sets of members and creators. Source: Onezone contract 2.1. */
export const handleServicePrivileges = {
  member: ['handle_service_list_handles', 'handle_service_register_handle', 'handle_service_view'],
  admin: [
    'handle_service_delete',
    'handle_service_list_handles',
    'handle_service_manage_handles',
    'handle_service_register_handle',
    'handle_service_update',
    'handle_service_view',
  ],
} as const;

/** Privileges on a handle. Source: Onezone contract 2.2. */
export const handlePrivileges = {
  member: ['handle_view'],
  admin: ['handle_delete', 'handle_update', 'handle_view'],
} as const;

/** Privileges on a space, as far as publishing needs them. Source: Onezone contract 2.3, oz-worker space_routes. */
export const spacePrivileges = {
  member: ['space_view'],
  manager: [
    'space_add_group',
    'space_add_user',
    'space_manage_shares',
    'space_remove_group',
    'space_remove_user',
    'space_view',
    'space_view_privileges',
  ],
  admin: [
    'space_add_group',
    'space_add_user',
    'space_delete',
    'space_manage_shares',
    'space_remove_group',
    'space_remove_user',
    'space_set_privileges',
    'space_update',
    'space_view',
    'space_view_privileges',
  ],
} as const;

/** Privileges on a group. Source: Onezone contract 2.3, oz-worker group_routes. */
export const groupPrivileges = {
  member: ['group_view'],
  manager: [
    'group_add_child',
    'group_add_parent',
    'group_add_space',
    'group_add_user',
    'group_leave_parent',
    'group_leave_space',
    'group_remove_child',
    'group_remove_user',
    'group_view',
    'group_view_privileges',
  ],
  admin: [
    'group_add_child',
    'group_add_parent',
    'group_add_space',
    'group_add_user',
    'group_create_handle',
    'group_create_handle_service',
    'group_delete',
    'group_leave_handle',
    'group_leave_handle_service',
    'group_leave_parent',
    'group_leave_space',
    'group_remove_child',
    'group_remove_user',
    'group_set_privileges',
    'group_update',
    'group_view',
    'group_view_privileges',
  ],
} as const;

const crud = ['create', 'delete', 'list', 'update', 'view'] as const;
const relations = [
  'add_relationships',
  'list_relationships',
  'remove_relationships',
  'set_privileges',
  'view_privileges',
] as const;
const withRelations = ['groups', 'handle_services', 'handles', 'spaces', 'users'] as const;

/** Kinds of things that admin privileges speak of, as in `oz_handles_view`. */
export type RelationsOf = (typeof withRelations)[number];

/** Admin privileges: rights over everything of a kind. Source: Onezone contract 2.4; `oz_view_audit` is ours. */
export type AdminPrivilege =
  | `oz_${RelationsOf}_${(typeof crud)[number] | (typeof relations)[number]}`
  | `oz_shares_${(typeof crud)[number]}`
  | 'oz_users_manage_passwords'
  | 'oz_view_audit'
  | 'oz_view_privileges'
  | 'oz_set_privileges'
  | 'oz_tokens_manage';

const allAdmin: AdminPrivilege[] = [
  ...withRelations.flatMap((kind) =>
    [...crud, ...relations].map((verb): AdminPrivilege => `oz_${kind}_${verb}`),
  ),
  ...crud.map((verb): AdminPrivilege => `oz_shares_${verb}`),
  'oz_set_privileges',
  'oz_tokens_manage',
  'oz_users_manage_passwords',
  'oz_view_audit',
  'oz_view_privileges',
];

/** The zone's privileges: `viewer` may look at everything, `admin` may do everything. */
export const zonePrivileges = {
  viewer: allAdmin.filter((name) => /^oz_\w+_(list|view|list_relationships)$/.test(name)).sort(),
  admin: [...allAdmin].sort(),
};
