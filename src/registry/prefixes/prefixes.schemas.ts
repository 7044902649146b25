import { z } from 'zod';
import { publicKeyData } from '../../handle-server/public-keys.js';
import { isHandle } from '../../handle-server/prefix-setup.js';

const password = z.string().min(8).max(1024);
const suffix = z
  .string()
  .max(200)
  .refine((text) => isHandle('21.T1', text), 'must be the suffix of a handle');

/** A prefix, as LOCAL_PREFIX. */
const prefixText = z
  .string()
  .max(100)
  .regex(/^\d[\w.-]*$/, 'must be a handle prefix such as 21.T14999');

/** POST /prefixes */
export const createPrefixBody = z.object({
  prefix: prefixText,
  /** Suffix of the administrator's handle. */
  username: suffix.default('ADMIN'),
  password: password.optional(),
  /** Public key of a client certificate, as a JSON Web Key. */
  publicKey: publicKeyData.optional(),
  reverseLookup: z.object({ username: z.string().min(1).max(200), password: password.optional() }).optional(),
});
export type CreatePrefix = z.output<typeof createPrefixBody>;

/** POST /prefixes/{prefix}/administrators/{suffix}/password */
export const newPasswordBody = z.object({ password: password.optional() });
export type NewPassword = z.output<typeof newPasswordBody>;
