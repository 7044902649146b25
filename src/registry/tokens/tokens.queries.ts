import { toInstant, unixSeconds } from '../../platform/clock.js';
import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { RegistryError, toErrorObject } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';
import type { MintedToken } from '../users/token.js';
import { expiryOf, storedCaveats, type Caveat } from './caveats.js';
import { invitation, type Invitation } from './tokens.schemas.js';

/** What a token is for. */
export type TokenKind = 'access' | 'identity' | 'invite';

/** A token's row with the state of its owner and of the token that it was confined from. */
export interface TokenRow {
  id: string;
  user_id: string;
  name: string | null;
  kind: TokenKind;
  invitation: string | null;
  secret_hash: string;
  created_at: string;
  expires_at: string | null;
  revoked: boolean | number;
  caveats: string;
  custom_metadata: string;
  parent_id: string | null;
  parent_name: string | null;
  parent_revoked: boolean | number | null;
  blocked: boolean | number;
}

const token = sql`
  SELECT t.id, t.user_id, t.name, t.kind, t.invitation, t.secret_hash, t.created_at, t.expires_at, t.revoked, t.caveats,
    t.custom_metadata, t.parent_id, p.name AS parent_name, p.revoked AS parent_revoked, u.blocked
  FROM api_tokens t JOIN users u ON u.id = t.user_id LEFT JOIN api_tokens p ON p.id = t.parent_id`;

/**
 * Forgets some temporary and confined tokens that ended before an instant; named ones stay in their owner's list. What
 * was done with them is in the audit trail. Index: ix_api_tokens_ended
 */
export async function forgetEndedTokens(tx: Tx, before: string): Promise<void> {
  await tx.execute(sql`
    DELETE FROM api_tokens WHERE id IN (
      SELECT id FROM api_tokens WHERE name IS NULL AND expires_at < ${before} ORDER BY expires_at LIMIT 100)`);
}

/** The token of an id, or undefined. Index: pk_api_tokens */
export function findToken(reader: Reader, id: string): Promise<TokenRow | undefined> {
  return reader.first<TokenRow>(sql`${token} WHERE t.id = ${id}`);
}

/** A named token. Index: pk_api_tokens. @throws RegistryError notFound */
export async function requireNamedToken(reader: Reader, id: string): Promise<TokenRow> {
  const row = await findToken(reader, id);
  if (row?.name == null) throw new RegistryError('notFound');
  return row;
}

/** A user's token of a name, or undefined. Index: uq_api_tokens_name */
export function findTokenByName(reader: Reader, userId: string, name: string): Promise<TokenRow | undefined> {
  return reader.first<TokenRow>(sql`${token} WHERE t.user_id = ${userId} AND t.name = ${name}`);
}

/** Ids of named tokens, of one user or of all, of one kind or of all, sorted. Index: ix_api_tokens_user, pk_api_tokens */
export async function namedTokenIds(
  reader: Reader,
  page: Page,
  userId?: string,
  kind?: TokenKind,
): Promise<string[]> {
  const ofUser = userId === undefined ? sql`` : sql`AND user_id = ${userId}`;
  const ofKind = kind === undefined ? sql`` : sql`AND kind = ${kind}`;
  const rows = await reader.rows<{ id: string }>(
    sql`SELECT id FROM api_tokens WHERE name IS NOT NULL ${ofUser} ${ofKind} ${withinPage(sql`id`, page, 'AND')}`,
  );
  return rows.map(({ id }) => id);
}

/** A token to be stored: only the hash of its text is. */
export interface NewToken {
  minted: MintedToken;
  userId: string;
  createdAt: string;
  /** Without a name it is a temporary one. */
  name?: string;
  kind?: TokenKind;
  invitation?: Invitation | undefined;
  caveats?: readonly Caveat[] | undefined;
  customMetadata?: object | undefined;
  revoked?: boolean | undefined;
  parentId?: string;
}

/** Adds a token. */
export async function insertToken(tx: Tx, added: NewToken): Promise<void> {
  const { minted, caveats = [] } = added;
  const end = expiryOf(caveats);
  await tx.execute(sql`
    INSERT INTO api_tokens (id, user_id, name, kind, invitation, secret_hash, created_at, expires_at, revoked, caveats,
      custom_metadata, parent_id)
    VALUES (${minted.id}, ${added.userId}, ${added.name ?? null}, ${added.kind ?? 'access'},
      ${added.invitation === undefined ? null : JSON.stringify(added.invitation)}, ${minted.secretHash}, ${added.createdAt},
      ${end === undefined ? null : toInstant(end)}, ${added.revoked ?? false}, ${JSON.stringify(caveats)},
      ${JSON.stringify(added.customMetadata ?? {})}, ${added.parentId ?? null})`);
}

/** Caveats of a stored token. */
export const caveatsOf = (row: Pick<TokenRow, 'caveats'>): Caveat[] =>
  storedCaveats.parse(JSON.parse(row.caveats));

/** What an invite token lets its bearer do; undefined for other tokens. */
export const invitationOf = (row: Pick<TokenRow, 'invitation'>): Invitation | undefined =>
  row.invitation === null ? undefined : invitation.parse(JSON.parse(row.invitation));

/** What an invite token lets its bearer do, if it is of this type. @throws RegistryError badValueToken */
export function requireInvitation(row: TokenRow, inviteType: string): Invitation {
  const found = invitationOf(row);
  if (found?.inviteType === inviteType) return found;
  const details = { expectedInviteType: inviteType, received: typeOf(row) };
  const tokenError = toErrorObject(new RegistryError('notAnInviteToken', details));
  throw new RegistryError('badValueToken', { key: 'token', tokenError });
}

/** Onezone's `type` of a token. */
export function typeOf(row: TokenRow) {
  if (row.kind === 'invite') return { inviteToken: invitationOf(row) ?? {} };
  return row.kind === 'identity' ? { identityToken: {} } : { accessToken: {} };
}

/** A named token as its owner sees it; the text is never shown again. */
export function toTokenView(row: TokenRow) {
  return {
    id: row.id,
    tokenId: row.id,
    name: row.name,
    subject: { type: 'user', id: row.user_id },
    type: typeOf(row),
    caveats: caveatsOf(row),
    metadata: { creationTime: unixSeconds(row.created_at) },
    customMetadata: JSON.parse(row.custom_metadata) as unknown,
    revoked: Boolean(row.revoked),
  };
}

/** A token for the API description. */
export const tokenExample = {
  id: exampleIds.token,
  tokenId: exampleIds.token,
  name: 'harvest script',
  subject: { type: 'user', id: exampleIds.user },
  type: { accessToken: {} },
  caveats: [{ type: 'api', whitelist: ['GET /*'] }],
  metadata: { creationTime: 1795334400 },
  customMetadata: {},
  revoked: false,
};
