import { isIP } from 'node:net';
import { z } from 'zod';
import { fails, field, requestBody } from '../../platform/validation.js';
import { interfaces, latestEnd, storedCaveats } from './caveats.js';

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
  .transform((list) => storedCaveats.parse(list))
  .refine(
    (list) => list.every((one) => one.type !== 'time' || one.validUntil <= latestEnd),
    fails('badValueTooHigh', { limit: latestEnd }),
  );
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

/** A token's text in a body: `examine`, `join`. */
export const tokenBody = requestBody({ required: { token: field.filledText() } });
export type TokenBody = z.output<typeof tokenBody>;

/** `POST /tokens/infer_access_token_scope`; a consumer of null is nobody. */
export const inferScopeBody = requestBody({
  required: { token: field.filledText() },
  optional: { consumerToken: field.filledText().nullable() },
});
export type InferScope = z.output<typeof inferScopeBody>;

const address = z
  .string()
  .refine((text) => isIP(text) !== 0, fails('badData', { hint: 'an IPv4 or IPv6 address' }));
/** Onezone's kinds of invitation; of most there are none here. */
const inviteType = z.enum([
  'userJoinGroup',
  'groupJoinGroup',
  'userJoinSpace',
  'groupJoinSpace',
  'supportSpace',
  'harvesterJoinSpace',
  'registerOneprovider',
  'userJoinCluster',
  'groupJoinCluster',
  'userJoinHarvester',
  'groupJoinHarvester',
  'spaceJoinHarvester',
]);

/** `POST /tokens/verify_*`: a token, and the use that it is judged for; null = unknown. */
export const verifyTokenBody = requestBody({
  required: { token: field.filledText() },
  optional: {
    peerIp: address.nullable(),
    interface: z.enum(interfaces).nullable(),
    consumerToken: field.filledText().nullable(),
    allowDataAccessCaveats: z.boolean(),
    expectedInviteType: inviteType,
    /** Its older name. */
    expectedInviteTokenType: inviteType,
  },
});
export type VerifyToken = z.output<typeof verifyTokenBody>;

/** `POST /tokens/confine` */
export const confineTokenBody = requestBody({ required: { token: field.filledText(), caveats } });
export type ConfineToken = z.output<typeof confineTokenBody>;
