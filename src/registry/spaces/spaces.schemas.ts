import type { z } from 'zod';
import { field, requestBody } from '../../platform/validation.js';

/** `POST /user/spaces`, `POST /spaces` */
export const createSpaceBody = requestBody({ required: { name: field.name() } });
export type CreateSpace = z.output<typeof createSpaceBody>;
