import { z } from 'zod';
import { fails, field, requestBody } from '../../platform/validation.js';
import { storedCaveats } from './caveats.js';

const id = z.string().regex(/^[\w-]{1,64}$/);

/** What an invite token lets its bearer do. Source: onezone-swagger `invite_token_*`. */
export const invitation = z.discriminatedUnion('inviteType', [
  z.object({ inviteType: z.literal('userJoinGroup'), groupId: id }),
  z.object({ inviteType: z.literal('groupJoinGroup'), groupId: id }),
  z.object({ inviteType: z.literal('userJoinSpace'), spaceId: id }),
  z.object({ inviteType: z.literal('groupJoinSpace'), spaceId: id }),
]);
export type Invitation = z.output<typeof invitation>;

/** What a token is for: Onezone's `type`. Invite tokens are made where the inviter's right is known. */
const tokenType = z.union([
  z.object({ accessToken: z.object({}) }).strict(),
  z.object({ identityToken: z.object({}) }).strict(),
]);

const caveats = z
  .array(z.unknown())
  .max(50)
  .refine(
    (list) => storedCaveats.safeParse(list).success,
    fails('badData', {
      hint: 'known caveats: time, ip, api, interface, consumer, data.readonly (see the API description)',
    }),
  )
  .transform((list) => storedCaveats.parse(list));
const customMetadata = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => JSON.stringify(value).length <= 10_000,
    fails('badValueTextTooLarge', { limit: 10_000 }),
  );

/** `POST /user/tokens/named` */
export const createNamedTokenBody = requestBody({
  required: { name: field.name() },
  optional: { type: tokenType, caveats, customMetadata, revoked: z.boolean() },
});
export type CreateNamedToken = z.output<typeof createNamedTokenBody>;

/** `POST /user/tokens/temporary`; a `time` caveat is needed. */
export const createTemporaryTokenBody = requestBody({ optional: { type: tokenType, caveats } });
export type CreateTemporaryToken = z.output<typeof createTemporaryTokenBody>;

/** `PATCH /tokens/named/{id}` */
export const updateNamedTokenBody = requestBody({
  optional: { name: field.name(), customMetadata, revoked: z.boolean() },
  atLeastOne: ['name', 'customMetadata', 'revoked'],
});
export type UpdateNamedToken = z.output<typeof updateNamedTokenBody>;

/** A token's text in a body: `examine`, `verify_*`, `join`. */
export const tokenBody = requestBody({ required: { token: field.filledText() } });
export type TokenBody = z.output<typeof tokenBody>;

/** `POST /tokens/confine` */
export const confineTokenBody = requestBody({ required: { token: field.filledText(), caveats } });
export type ConfineToken = z.output<typeof confineTokenBody>;
