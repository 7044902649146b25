import type { z } from 'zod';
import { fails, field, requestBody } from '../../platform/validation.js';

const fullNameForm = /^[^\p{Cc}]{2,128}$/u;

/** `POST /users`: an account without a password; it acts through API tokens. */
export const createUserBody = requestBody({
  required: { fullName: field.text().refine((name) => fullNameForm.test(name), fails('badValueFullName')) },
});
export type CreateUser = z.output<typeof createUserBody>;

/** `POST /user/tokens/named` */
export const createTokenBody = requestBody({ required: { name: field.name() } });
export type CreateToken = z.output<typeof createTokenBody>;
