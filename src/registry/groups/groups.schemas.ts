import { z } from 'zod';
import { field, requestBody } from '../../platform/validation.js';

const groupType = z.enum(['organization', 'unit', 'team', 'role_holders']);

/** `POST /groups`, `POST /user/groups` and as parent or child of a group; the type is `team` unless given. */
export const createGroupBody = requestBody({
  required: { name: field.name() },
  optional: { type: groupType },
});
export type CreateGroup = z.output<typeof createGroupBody>;

/** `PATCH /groups/{id}` */
export const updateGroupBody = requestBody({
  optional: { name: field.name(), type: groupType },
  atLeastOne: ['name', 'type'],
});
export type UpdateGroup = z.output<typeof updateGroupBody>;
