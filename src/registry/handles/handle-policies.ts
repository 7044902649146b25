import type { OwnRight, ResourcePolicy } from '../privileges/policy.js';

/** Lets members of a handle's service update and delete it, whoever registered it. */
export const manages: OwnRight = { parentPrivilege: 'handle_service_manage_handles' };

/** Who may delete a handle, by itself or together with its share. */
export const deletesHandle: ResourcePolicy = {
  kind: 'resource',
  subject: 'handle',
  param: 'id',
  own: [{ privilege: 'handle_delete' }, manages],
  admin: ['oz_handles_delete'],
};
