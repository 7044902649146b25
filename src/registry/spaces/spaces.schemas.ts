import type { z } from 'zod';
import { field, requestBody } from '../../platform/validation.js';

/** `POST /spaces`, `POST /user/spaces`, `POST /groups/{id}/spaces` */
export const createSpaceBody = requestBody({ required: { name: field.name() } });
export type CreateSpace = z.output<typeof createSpaceBody>;

/** `PATCH /spaces/{id}` */
export const updateSpaceBody = requestBody({ optional: { name: field.name() }, atLeastOne: ['name'] });
export type UpdateSpace = z.output<typeof updateSpaceBody>;
