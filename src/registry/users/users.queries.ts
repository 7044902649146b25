import { unixSeconds } from '../../platform/clock.js';
import { sql, type Reader, type Tx } from '../../platform/database/database.js';
import { exampleIds } from '../../platform/describe.js';
import { RegistryError } from '../../platform/errors.js';
import { withinPage, type Page } from '../../platform/paging.js';

/** Stored fact: id of the administrator that the first start made. */
export const firstAdministratorFact = 'first-administrator';

interface UserRow {
  id: string;
  full_name: string;
  username: string | null;
  password_hash: string | null;
  basic_auth_enabled: boolean | number;
  blocked: boolean | number;
  created_at: string;
}

const columns = sql`id, full_name, username, password_hash, basic_auth_enabled, blocked, created_at`;

/** A user's row. Index: pk_users. @throws RegistryError notFound */
export async function requireUser(reader: Reader, id: string): Promise<UserRow> {
  const row = await reader.first<UserRow>(sql`SELECT ${columns} FROM users WHERE id = ${id}`);
  if (row === undefined) throw new RegistryError('notFound');
  return row;
}

/** The user of a name, or undefined. Index: uq_users_username */
export function findUserByName(reader: Reader, username: string): Promise<UserRow | undefined> {
  return reader.first<UserRow>(sql`SELECT ${columns} FROM users WHERE username = ${username}`);
}

/** A user as members of the same thing see him; `name`, `login` and `alias` are Onezone's deprecated duplicates. */
export async function memberUserView(reader: Reader, id: string) {
  return toMemberView(await requireUser(reader, id));
}

/** A user as he himself and administrators see him. @throws RegistryError notFound */
export async function userView(reader: Reader, id: string) {
  const row = await requireUser(reader, id);
  return {
    ...toMemberView(row),
    basicAuthEnabled: Boolean(row.basic_auth_enabled),
    hasPassword: row.password_hash !== null,
    blocked: Boolean(row.blocked),
  };
}

function toMemberView(row: UserRow) {
  return {
    userId: row.id,
    fullName: row.full_name,
    username: row.username,
    creationTime: unixSeconds(row.created_at),
    name: row.full_name,
    login: row.username,
    alias: row.username,
  };
}

/** A user for the API description. */
export const userExample = {
  userId: exampleIds.user,
  fullName: 'Jane Doe',
  username: 'jdoe',
  creationTime: 1795334400,
  name: 'Jane Doe',
  login: 'jdoe',
  alias: 'jdoe',
  basicAuthEnabled: true,
  hasPassword: true,
  blocked: false,
};

/** Ids of all users, sorted. */
export async function userIds(reader: Reader, page: Page): Promise<string[]> {
  const rows = await reader.rows<{ id: string }>(sql`SELECT id FROM users ${withinPage(sql`id`, page)}`);
  return rows.map(({ id }) => id);
}

/** Adds a user; with name and password he may use Basic authentication. */
export async function insertUser(
  tx: Tx,
  user: { id: string; fullName: string; createdAt: string; username?: string; passwordHash?: string },
): Promise<void> {
  const basic = user.username !== undefined && user.passwordHash !== undefined;
  await tx.execute(sql`
    INSERT INTO users (id, username, full_name, password_hash, basic_auth_enabled, blocked, temporary_generation,
      created_at)
    VALUES (${user.id}, ${user.username ?? null}, ${user.fullName}, ${user.passwordHash ?? null}, ${basic}, ${false}, 1,
      ${user.createdAt})`);
}
