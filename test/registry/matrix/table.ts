import type { AdminPrivilege } from '../../../src/registry/privileges/privileges.js';
import type { Kind } from './world.js';

/** Own rights that a route needs, all together. `member`: any membership will do. */
export type Needs = Partial<Record<Kind, string>> & { zone?: AdminPrivilege };

/**
 * Who may call a route:
 * - public: everyone, whatever he shows
 * - signedIn: any user
 * - holding: a user about a thing that he belongs to (directly, or in effect); else 404
 * - rights: holders of own rights, or of the admin privileges; an empty list = no admin may
 * - owner: the user that the path speaks of, or holders of the admin privileges
 * - spaceOwner: owners of the space that the path speaks of, or holders of the admin privileges
 * - admin: holders of the admin privileges alone
 */
export type Access =
  | { kind: 'public' }
  | { kind: 'signedIn' }
  | { kind: 'holding'; on: Kind; reach: 'direct' | 'effective' }
  | { kind: 'rights'; needs: Needs; admin: readonly AdminPrivilege[] }
  | { kind: 'owner'; admin: readonly AdminPrivilege[] }
  | { kind: 'spaceOwner'; admin: readonly AdminPrivilege[] }
  | { kind: 'admin'; admin: readonly AdminPrivilege[] };

const rights = (needs: Needs, ...admin: AdminPrivilege[]): Access => ({ kind: 'rights', needs, admin });
const admin = (...names: AdminPrivilege[]): Access => ({ kind: 'admin', admin: names });
const owner = (...names: AdminPrivilege[]): Access => ({ kind: 'owner', admin: names });
const spaceOwner = (...names: AdminPrivilege[]): Access => ({ kind: 'spaceOwner', admin: names });
const holding = (on: Kind, reach: 'direct' | 'effective'): Access => ({ kind: 'holding', on, reach });
const everyone: Access = { kind: 'public' };
const signedIn: Access = { kind: 'signedIn' };

/** Expected rights of the routes about members, written out from the contract 1.1, 1.2 and 1.6. */
function members(
  at: 'handle_services' | 'handles' | 'spaces' | 'groups',
  on: Kind,
  names: { view: string; see: string; set: string; user: [string, string]; group: [string, string] },
): Record<string, Access> {
  const rows: Record<string, Access> = {};
  for (const sort of ['users', 'groups'] as const) {
    const path = at === 'groups' && sort === 'groups' ? 'children' : sort;
    const [add, remove] = sort === 'users' ? names.user : names.group;
    const effective = `/${at}/{id}/effective_${path}`;
    const direct = `/${at}/{id}/${path}`;
    for (const list of [direct, effective])
      rows[`GET ${list}`] = rights({ [on]: names.view }, `oz_${at}_list_relationships`);
    for (const list of [direct, effective]) {
      rows[`GET ${list}/{memberId}`] = rights({ [on]: names.view }, `oz_${sort}_view`);
      rows[`GET ${list}/{memberId}/privileges`] = rights({ [on]: names.see }, `oz_${at}_view_privileges`);
    }
    rows[`GET ${effective}/{memberId}/membership`] = rights({ [on]: names.view }, `oz_${at}_view`);
    rows[`PUT ${direct}/{memberId}`] = rights(
      { [on]: add },
      `oz_${at}_add_relationships`,
      `oz_${sort}_add_relationships`,
    );
    rows[`DELETE ${direct}/{memberId}`] = rights(
      { [on]: remove },
      `oz_${at}_remove_relationships`,
      `oz_${sort}_remove_relationships`,
    );
    rows[`PATCH ${direct}/{memberId}/privileges`] = rights({ [on]: names.set }, `oz_${at}_set_privileges`);
  }
  return rows;
}

/** Expected rights of what users and groups belong to, from the contract 1.3 and 1.4. */
function holdings(
  at: 'handle_services' | 'handles' | 'spaces' | 'groups',
  on: Kind,
  leave: string,
): Record<string, Access> {
  const ofGroups = at === 'groups' ? 'parents' : at;
  const list = rights({ group: 'group_view' }, 'oz_groups_list_relationships');
  const seen = at === 'handle_services' ? 'member' : 'group_view';
  const get = rights({ group: seen }, `oz_${at}_view`);
  return {
    [`GET /user/${at}`]: signedIn,
    [`GET /user/effective_${at}`]: signedIn,
    [`GET /user/${at}/{resourceId}`]: holding(on, 'direct'),
    [`GET /user/effective_${at}/{resourceId}`]: holding(on, 'effective'),
    [`DELETE /user/${at}/{resourceId}`]: holding(on, 'direct'),
    [`GET /groups/{id}/${ofGroups}`]: list,
    [`GET /groups/{id}/effective_${ofGroups}`]: list,
    [`GET /groups/{id}/${ofGroups}/{resourceId}`]: get,
    [`GET /groups/{id}/effective_${ofGroups}/{resourceId}`]: get,
    [`DELETE /groups/{id}/${ofGroups}/{resourceId}`]: rights(
      { group: leave },
      'oz_groups_remove_relationships',
      `oz_${at}_remove_relationships`,
    ),
  };
}

const register = { space: 'space_manage_shares', handle_service: 'handle_service_register_handle' };
const services = (privilege: string, ...names: AdminPrivilege[]) =>
  rights({ handle_service: privilege }, ...names);

/** Every route of the REST API and who may call it. */
export const table: Readonly<Record<string, Access>> = {
  'GET /configuration': everyone,
  'GET /privileges': everyone,
  'GET /health': everyone,
  'GET /handles/privileges': everyone,
  'GET /handle_services/privileges': everyone,
  'GET /handle_services/types': everyone,
  'GET /spaces/privileges': everyone,
  'GET /groups/privileges': everyone,
  'GET /metadata/schemas': everyone,
  'POST /metadata/validate': everyone,
  'GET /handles/{id}/public': everyone,
  'GET /handle_services/{id}/public': everyone,
  'GET /shares/{id}/public': everyone,
  'GET /shares/data/{objectId}': everyone,
  'GET /shares/data/{objectId}/{path}': everyone,
  'POST /tokens/examine': everyone,
  'POST /tokens/confine': everyone,
  'POST /tokens/infer_access_token_scope': everyone,
  'POST /tokens/verify_access_token': everyone,
  'POST /tokens/verify_identity_token': everyone,
  'POST /tokens/verify_invite_token': everyone,

  'POST /handle_services': admin('oz_handle_services_create'),
  'POST /user/handle_services': admin('oz_handle_services_create'),
  'POST /groups/{id}/handle_services': rights(
    { group: 'group_create_handle_service', zone: 'oz_handle_services_create' },
    'oz_handle_services_create',
    'oz_groups_add_relationships',
  ),
  'GET /handle_services': admin('oz_handle_services_list'),
  'GET /handle_services/{id}': services('member', 'oz_handle_services_view'),
  'PATCH /handle_services/{id}': services('handle_service_update', 'oz_handle_services_update'),
  'DELETE /handle_services/{id}': services('handle_service_delete', 'oz_handle_services_delete'),
  'GET /handle_services/{id}/handles': services(
    'handle_service_list_handles',
    'oz_handle_services_list_relationships',
  ),
  'GET /handle_services/{serviceId}/handles/{id}': services('handle_service_view', 'oz_handles_view'),
  'GET /handle_services/{id}/status': services('handle_service_view', 'oz_handle_services_view'),
  'GET /handle_services/{id}/findings': services('handle_service_view', 'oz_handle_services_view'),
  'POST /handle_services/{id}/check': services('handle_service_update', 'oz_handle_services_update'),
  'POST /handle_services/{id}/pause': services('handle_service_update', 'oz_handle_services_update'),
  'POST /handle_services/{id}/resume': services('handle_service_update', 'oz_handle_services_update'),
  'POST /handle_services/{id}/retry': services('handle_service_update', 'oz_handle_services_update'),
  ...members('handle_services', 'handle_service', {
    view: 'handle_service_view',
    see: 'handle_service_view',
    set: 'handle_service_update',
    user: ['handle_service_update', 'handle_service_update'],
    group: ['handle_service_update', 'handle_service_update'],
  }),
  ...holdings('handle_services', 'handle_service', 'group_leave_handle_service'),

  'POST /handles': rights(register, 'oz_handles_create'),
  'POST /user/handles': rights(register, 'oz_handles_create'),
  'POST /groups/{id}/handles': rights(
    { ...register, group: 'group_create_handle' },
    'oz_handles_create',
    'oz_groups_add_relationships',
  ),
  'POST /handles/preview': rights(register, 'oz_handles_create'),
  'GET /handles': admin('oz_handles_list'),
  'GET /handles/{id}': rights({ handle: 'member' }, 'oz_handles_view'),
  'PATCH /handles/{id}': rights({ handle: 'handle_update' }, 'oz_handles_update'),
  'PATCH /handles/{id} (service)': services('handle_service_manage_handles', 'oz_handles_update'),
  'DELETE /handles/{id}': rights({ handle: 'handle_delete' }, 'oz_handles_delete'),
  'DELETE /handles/{id} (service)': services('handle_service_manage_handles', 'oz_handles_delete'),
  'POST /handles/{id}/retry': rights({ handle: 'handle_update' }, 'oz_handles_update'),
  ...members('handles', 'handle', {
    view: 'handle_view',
    see: 'handle_view',
    set: 'handle_update',
    user: ['handle_update', 'handle_update'],
    group: ['handle_update', 'handle_update'],
  }),
  ...holdings('handles', 'handle', 'group_leave_handle'),

  'POST /spaces/{id}/shares': rights({ space: 'space_manage_shares' }, 'oz_shares_create'),
  'GET /shares': admin('oz_shares_list'),
  'GET /spaces/{id}/shares': rights({ space: 'space_view' }, 'oz_spaces_list_relationships'),
  'GET /spaces/{spaceId}/shares/{id}': rights({ space: 'space_view' }, 'oz_shares_view'),
  'GET /shares/{id}': rights({ space: 'space_view' }, 'oz_shares_view'),
  'PATCH /shares/{id}': rights({ space: 'space_manage_shares' }, 'oz_shares_update'),
  'DELETE /shares/{id}': rights(
    { space: 'space_manage_shares', handle: 'handle_delete' },
    'oz_shares_delete',
    'oz_handles_delete',
  ),

  'POST /spaces': admin('oz_spaces_create'),
  'POST /user/spaces': signedIn,
  'POST /groups/{id}/spaces': rights(
    { group: 'group_add_space' },
    'oz_spaces_create',
    'oz_groups_add_relationships',
  ),
  'GET /spaces': admin('oz_spaces_list'),
  'GET /spaces/{id}': rights({ space: 'member' }, 'oz_spaces_view'),
  'PATCH /spaces/{id}': rights({ space: 'space_update' }, 'oz_spaces_update'),
  'DELETE /spaces/{id}': rights({ space: 'space_delete' }, 'oz_spaces_delete'),
  'GET /spaces/{id}/owners': rights({ space: 'space_view' }, 'oz_spaces_view'),
  'PUT /spaces/{id}/owners/{userId}': spaceOwner('oz_spaces_set_privileges'),
  'DELETE /spaces/{id}/owners/{userId}': spaceOwner('oz_spaces_set_privileges'),
  'POST /spaces/{id}/users/token': rights({ space: 'space_add_user' }, 'oz_spaces_add_relationships'),
  'POST /spaces/{id}/groups/token': rights({ space: 'space_add_group' }, 'oz_spaces_add_relationships'),
  'POST /user/spaces/join': signedIn,
  'POST /groups/{id}/spaces/join': rights({ group: 'group_add_space' }, 'oz_groups_add_relationships'),
  ...members('spaces', 'space', {
    view: 'space_view',
    see: 'space_view_privileges',
    set: 'space_set_privileges',
    user: ['space_add_user+space_set_privileges', 'space_remove_user'],
    group: ['space_add_group+space_set_privileges', 'space_remove_group'],
  }),
  ...holdings('spaces', 'space', 'group_leave_space'),

  'POST /groups': admin('oz_groups_create'),
  'POST /user/groups': signedIn,
  'POST /groups/{id}/parents': rights(
    { group: 'group_add_parent' },
    'oz_groups_create',
    'oz_groups_add_relationships',
  ),
  'POST /groups/{id}/children': rights(
    { group: 'group_add_child' },
    'oz_groups_create',
    'oz_groups_add_relationships',
  ),
  'GET /groups': admin('oz_groups_list'),
  'GET /groups/{id}': rights({ group: 'member' }, 'oz_groups_view'),
  'PATCH /groups/{id}': rights({ group: 'group_update' }, 'oz_groups_update'),
  'DELETE /groups/{id}': rights({ group: 'group_delete' }, 'oz_groups_delete'),
  'POST /groups/{id}/users/token': rights({ group: 'group_add_user' }, 'oz_groups_add_relationships'),
  'POST /groups/{id}/children/token': rights({ group: 'group_add_child' }, 'oz_groups_add_relationships'),
  'POST /user/groups/join': signedIn,
  'POST /groups/{id}/parents/join': rights({ group: 'group_add_parent' }, 'oz_groups_add_relationships'),
  ...members('groups', 'group', {
    view: 'group_view',
    see: 'group_view_privileges',
    set: 'group_set_privileges',
    user: ['group_add_user+group_set_privileges', 'group_remove_user'],
    group: ['group_add_child+group_set_privileges', 'group_remove_child'],
  }),
  ...holdings('groups', 'group', 'group_leave_parent'),

  'POST /spaces/{id}/groups': rights(
    { space: 'space_add_group' },
    'oz_groups_create',
    'oz_spaces_add_relationships',
  ),

  'GET /users/{id}/privileges': owner('oz_view_privileges'),
  'GET /users/{id}/effective_privileges': owner('oz_view_privileges'),
  'PATCH /users/{id}/privileges': admin('oz_set_privileges'),
  'DELETE /users/{id}/privileges': admin('oz_set_privileges'),
  'GET /groups/{id}/privileges': admin('oz_view_privileges'),
  'GET /groups/{id}/effective_privileges': admin('oz_view_privileges'),
  'PATCH /groups/{id}/privileges': admin('oz_set_privileges'),
  'DELETE /groups/{id}/privileges': admin('oz_set_privileges'),
  'GET /user/privileges': signedIn,
  'GET /user/effective_privileges': signedIn,
  'PATCH /user/privileges': admin('oz_set_privileges'),
  'DELETE /user/privileges': admin('oz_set_privileges'),

  'POST /users': admin('oz_users_create'),
  'GET /users': admin('oz_users_list'),
  'GET /users/{id}': owner('oz_users_view'),
  'DELETE /users/{id}': owner('oz_users_delete'),
  'PATCH /users/{id}/basic_auth': admin('oz_users_manage_passwords'),
  'PATCH /users/{id}/access_block': admin('oz_users_update'),
  'GET /user': signedIn,
  'PATCH /user': signedIn,
  'PATCH /user/password': signedIn,
  'DELETE /user': signedIn,

  'GET /tokens/named': admin('oz_tokens_manage'),
  'GET /tokens/named/{id}': owner('oz_tokens_manage'),
  'GET /tokens/named/{id}/status': owner('oz_tokens_manage'),
  'PATCH /tokens/named/{id}': owner('oz_tokens_manage'),
  'DELETE /tokens/named/{id}': owner('oz_tokens_manage'),
  ...Object.fromEntries(
    ['GET /named', 'POST /named', 'DELETE /named', 'GET /named/name/{name}'].flatMap((row) => {
      const [method = '', path = ''] = row.split(' ');
      return [
        [`${method} /user/tokens${path}`, signedIn],
        [`${method} /users/{id}/tokens${path}`, owner('oz_tokens_manage')],
      ];
    }),
  ),
  ...Object.fromEntries(
    ['GET', 'POST', 'DELETE'].flatMap((method) => [
      [`${method} /user/tokens/temporary`, signedIn],
      [`${method} /users/{id}/tokens/temporary`, owner('oz_tokens_manage')],
    ]),
  ),

  'GET /user/client_tokens': signedIn,
  'POST /user/client_tokens': signedIn,
  'DELETE /user/client_tokens/{token}': signedIn,

  'GET /audit': admin('oz_view_audit'),
  'POST /prefixes': admin('oz_handle_services_create'),
  'GET /prefixes': admin('oz_handle_services_list'),
  'GET /prefixes/{prefix}': admin('oz_handle_services_view'),
  'GET /prefixes/{prefix}/records': admin('oz_handle_services_view'),
  'POST /prefixes/{prefix}/administrators/{suffix}/password': admin('oz_handle_services_update'),
  'GET /handle_bans': admin('oz_handle_services_list'),
  'DELETE /handle_bans/{address}': admin('oz_handle_services_update'),
  'POST /keys/rotate': admin('oz_handle_services_update'),
  'POST /handles/retarget': admin('oz_handles_update'),
  'GET /oai_harvests': admin('oz_handles_list'),
  'GET /oai_feed/rebuild': admin('oz_handles_list'),
  'POST /oai_feed/rebuild': admin('oz_handles_update'),
  'POST /oai_feed/check': admin('oz_handles_list'),
  'PUT /handles/{id}/provenance': admin('oz_handles_update'),
  'GET /oai_sets': admin('oz_handles_list'),
  'POST /oai_sets': admin('oz_handles_update'),
  'POST /oai_sets/preview': admin('oz_handles_list'),
  'GET /oai_sets/{setSpec}': admin('oz_handles_list'),
  'PATCH /oai_sets/{setSpec}': admin('oz_handles_update'),
  'DELETE /oai_sets/{setSpec}': admin('oz_handles_update'),
};
