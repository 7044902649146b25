import { z } from 'zod';
import { fails, field, requestBody } from '../../platform/validation.js';

const fullNameForm = /^[^\p{Cc}]{2,128}$/u;
const usernameForm = /^[A-Za-z0-9][\w.-]{0,18}[A-Za-z0-9]$/;
const passwordLength = { least: 8, most: 1024 };

const fullName = field.text().refine((name) => fullNameForm.test(name), fails('badValueFullName'));
const username = field.text().refine((name) => usernameForm.test(name), fails('badValueUsername'));
const password = field
  .text()
  .refine(
    ({ length }) => length >= passwordLength.least && length <= passwordLength.most,
    fails('badValuePassword'),
  );

/** `POST /users`: with `username` and `password` the account can use Basic authentication at once. */
export const createUserBody = requestBody({
  optional: { fullName, username, password },
  atLeastOne: ['fullName', 'username'],
}).refine((user) => user.password === undefined || user.username !== undefined, {
  ...fails('missingRequiredValue'),
  path: ['username'],
});
export type CreateUser = z.output<typeof createUserBody>;

/** `PATCH /user` */
export const updateUserBody = requestBody({
  optional: { fullName, username },
  atLeastOne: ['fullName', 'username'],
});
export type UpdateUser = z.output<typeof updateUserBody>;

/** `PATCH /user/password` */
export const changePasswordBody = requestBody({
  required: { oldPassword: field.text(), newPassword: password },
});
export type ChangePassword = z.output<typeof changePasswordBody>;

/** `PATCH /users/{id}/basic_auth` */
export const basicAuthBody = requestBody({
  optional: { basicAuthEnabled: z.boolean(), newPassword: password },
  atLeastOne: ['basicAuthEnabled', 'newPassword'],
});
export type BasicAuth = z.output<typeof basicAuthBody>;

/** `PATCH /users/{id}/access_block` */
export const accessBlockBody = requestBody({ required: { blocked: z.boolean() } });
export type AccessBlock = z.output<typeof accessBlockBody>;
