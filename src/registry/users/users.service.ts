import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import type { Page } from '../../platform/paging.js';
import { rememberFact } from '../../platform/stored-facts.js';
import { recordAudit } from '../audit/audit.js';
import { requireAdministrator, requireAdminRightsOf } from '../privileges/administrators.js';
import { zoneId } from '../privileges/effective.queries.js';
import { addGrant, removeGrantsOf } from '../privileges/grants.js';
import { zonePrivileges } from '../privileges/privileges.js';
import { insertToken } from '../tokens/tokens.queries.js';
import { hashPassword, passwordMatches } from './password.js';
import type { Actor } from './principal.js';
import { guessed, Throttle } from './throttle.js';
import { givenToken, mintToken, type MintedToken } from './token.js';
import type { AccessBlock, BasicAuth, ChangePassword, CreateUser, UpdateUser } from './users.schemas.js';
import {
  findUserByName,
  firstAdministratorFact,
  insertUser,
  requireUser,
  userIds,
  userView,
} from './users.queries.js';

/** Accounts. Their tokens are `tokens/`. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly throttle: Throttle,
  ) {}

  /** Adds a user, called by his user name unless a full name is given; answers its id. @throws RegistryError badValueIdentifierOccupied */
  async create(body: CreateUser, actor: Actor): Promise<string> {
    const id = newId();
    const { username, password } = body;
    const fullName = body.fullName ?? username ?? '';
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    await this.change(actor, id, 'user.create', { fullName, username }, async (tx, createdAt) => {
      await refuseTakenName(tx, username);
      const secret = passwordHash !== undefined && { passwordHash };
      await insertUser(tx, {
        id,
        fullName,
        createdAt,
        ...(username !== undefined && { username }),
        ...secret,
      });
    });
    return id;
  }

  /** The user as he himself and administrators see him. @throws RegistryError notFound */
  get(id: string) {
    return this.database.read((reader) => userView(reader, id));
  }

  /** Ids of all users. */
  list(page: Page): Promise<string[]> {
    return this.database.read((reader) => userIds(reader, page));
  }

  /** Changes what is given. @throws RegistryError notFound, badValueIdentifierOccupied */
  async update(id: string, body: UpdateUser, actor: Actor): Promise<void> {
    await this.change(actor, id, 'user.update', body, async (tx) => {
      const before = await requireUser(tx, id);
      if (body.username !== before.username) await refuseTakenName(tx, body.username);
      await tx.execute(sql`
        UPDATE users SET full_name = ${body.fullName ?? before.full_name}, username = ${body.username ?? before.username}
        WHERE id = ${id}`);
      return { fullName: before.full_name, username: before.username };
    });
  }

  /**
   * Sets a new password by the old one, which counts as a guess like one of Basic authentication.
   * @throws RegistryError badBasicCredentials, basicAuthDisabled, tooManyRequests
   */
  async changePassword(id: string, body: ChangePassword, actor: Actor, ip: string): Promise<void> {
    const { password_hash: stored, username } = await this.database.read((reader) => requireUser(reader, id));
    if (stored === null) throw new RegistryError('basicAuthDisabled');
    const isRight = await guessed(this.throttle, { ip, account: username ?? id }, () =>
      passwordMatches(body.oldPassword, stored),
    );
    if (!isRight) throw new RegistryError('badBasicCredentials');
    const passwordHash = await hashPassword(body.newPassword);
    await this.change(actor, id, 'user.set_password', { password: 'changed' }, async (tx) => {
      await tx.execute(sql`UPDATE users SET password_hash = ${passwordHash} WHERE id = ${id}`);
    });
  }

  /** Switches Basic authentication, or sets a password, for a user. @throws RegistryError notFound, forbidden */
  async setBasicAuth(id: string, body: BasicAuth, actor: Actor): Promise<void> {
    const passwordHash = body.newPassword === undefined ? undefined : await hashPassword(body.newPassword);
    const after = {
      basicAuthEnabled: body.basicAuthEnabled,
      ...(passwordHash !== undefined && { password: 'changed' }),
    };
    await this.change(actor, id, 'user.set_basic_auth', after, async (tx) => {
      const before = await requireUser(tx, id);
      await requireAdminRightsOf(tx, actor.userId, { kind: 'user', id });
      await tx.execute(sql`
        UPDATE users SET basic_auth_enabled = ${body.basicAuthEnabled ?? Boolean(before.basic_auth_enabled)},
          password_hash = ${passwordHash ?? before.password_hash} WHERE id = ${id}`);
      return { basicAuthEnabled: Boolean(before.basic_auth_enabled) };
    });
  }

  /** Blocks or unblocks a user: all of his credentials at once. @throws RegistryError notFound, forbidden, cannotRemoveLastAdministrator */
  async setBlocked(id: string, body: AccessBlock, actor: Actor): Promise<void> {
    await this.change(actor, id, 'user.set_access_block', body, async (tx) => {
      const before = await requireUser(tx, id);
      await requireAdminRightsOf(tx, actor.userId, { kind: 'user', id });
      await tx.execute(sql`UPDATE users SET blocked = ${body.blocked} WHERE id = ${id}`);
      await requireAdministrator(tx);
      return { blocked: Boolean(before.blocked) };
    });
  }

  /** Removes a user with his tokens and memberships; what he made stays. @throws RegistryError notFound, cannotRemoveLastAdministrator */
  async delete(id: string, actor: Actor): Promise<void> {
    await this.change(actor, id, 'user.delete', undefined, async (tx) => {
      const before = await requireUser(tx, id);
      await requireAdminRightsOf(tx, actor.userId, { kind: 'user', id });
      await tx.execute(sql`DELETE FROM users WHERE id = ${id}`);
      const memberships = await removeGrantsOf(tx, { kind: 'user', id });
      await requireAdministrator(tx);
      return { fullName: before.full_name, username: before.username, memberships };
    });
  }

  /**
   * Makes the first administrator when there is no user yet.
   * @param tokenText the operator's choice of token; undefined: one is made
   * @returns the new administrator and token, or undefined when users exist already
   */
  async createFirstAdministrator(
    tokenText: string | undefined,
  ): Promise<{ userId: string; token: MintedToken } | undefined> {
    const userId = newId();
    const token = tokenText === undefined ? mintToken() : givenToken(tokenText);
    const createdAt = toInstant(this.clock.now());
    const fullName = 'Administrator';
    return this.database.write(async (tx) => {
      if ((await tx.first(sql`SELECT id FROM users LIMIT 1`)) !== undefined) return undefined;
      await insertUser(tx, { id: userId, fullName, createdAt });
      await insertToken(tx, { minted: token, userId, name: 'first administrator', createdAt });
      const member = { kind: 'user', id: userId } as const;
      await addGrant(tx, { kind: 'zone', id: zoneId }, member, zonePrivileges.admin, createdAt);
      await rememberFact(tx, firstAdministratorFact, userId);
      await recordAudit(tx, {
        at: createdAt,
        actor: null,
        action: 'user.create',
        objectKind: 'user',
        objectId: userId,
        after: { fullName },
      });
      return { userId, token };
    });
  }

  /** One audited write about a user. @param write answers what was there before, for the audit */
  private async change(
    actor: Actor,
    id: string,
    action: string,
    after: object | undefined,
    write: (tx: Tx, at: string) => Promise<object | undefined>,
  ): Promise<void> {
    const at = toInstant(this.clock.now());
    try {
      await this.database.write(async (tx) => {
        const before = await write(tx, at);
        await recordAudit(tx, { at, actor, action, objectKind: 'user', objectId: id, before, after });
      });
    } catch (error) {
      // Two requests may take one name at the same instant; the index decides.
      if (isUniqueViolation(error))
        throw new RegistryError('badValueIdentifierOccupied', { key: 'username' }, { cause: error });
      throw error;
    }
  }
}

async function refuseTakenName(tx: Tx, username: string | undefined): Promise<void> {
  if (username !== undefined && (await findUserByName(tx, username)) !== undefined)
    throw new RegistryError('badValueIdentifierOccupied', { key: 'username' });
}
