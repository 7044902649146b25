import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { unixSeconds } from '../../platform/clock.js';
import type { MintedToken } from './token.js';

/** Stored fact: id of the administrator that the first start made. */
export const firstAdministratorFact = 'first-administrator';

interface UserRow {
  id: string;
  full_name: string;
  username: string | null;
  created_at: string;
}

/** A user as Onezone shows it. */
export function toUserView(row: UserRow) {
  return {
    userId: row.id,
    fullName: row.full_name,
    username: row.username,
    creationTime: unixSeconds(row.created_at),
  };
}

/** The user's row, or undefined. Index: pk_users */
export function findUser(reader: Reader, id: string): Promise<UserRow | undefined> {
  return reader.first<UserRow>(sql`SELECT id, full_name, username, created_at FROM users WHERE id = ${id}`);
}

/** Adds a user without a password. */
export async function insertUser(
  tx: Tx,
  user: { id: string; fullName: string; createdAt: string },
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO users (id, username, full_name, password_hash, basic_auth_enabled, blocked, created_at)
    VALUES (${user.id}, ${null}, ${user.fullName}, ${null}, ${false}, ${false}, ${user.createdAt})`);
}

/** Adds a named token of a user; only its hash is kept. */
export async function insertNamedToken(
  tx: Tx,
  token: { minted: MintedToken; userId: string; name: string; createdAt: string },
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO api_tokens (id, user_id, name, secret_hash, created_at, expires_at, revoked, caveats, custom_metadata)
    VALUES (${token.minted.id}, ${token.userId}, ${token.name}, ${token.minted.secretHash}, ${token.createdAt}, ${null},
      ${false}, ${null}, ${null})`);
}
