import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { rememberFact } from '../../platform/stored-facts.js';
import { newId } from '../../platform/ids.js';
import { recordAudit } from '../audit/audit.js';
import { addGrant } from '../privileges/grants.js';
import { zoneId } from '../privileges/effective.queries.js';
import { zonePrivileges } from '../privileges/privileges.js';
import type { Actor } from './principal.js';
import { givenToken, mintToken, type MintedToken } from './token.js';
import type { CreateToken, CreateUser } from './users.schemas.js';
import {
  firstAdministratorFact,
  findUser,
  insertNamedToken,
  insertUser,
  toUserView,
} from './users.queries.js';

/** Accounts and their API tokens. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds a user; answers its id. */
  async create(body: CreateUser, actor: Actor): Promise<string> {
    const id = newId();
    const createdAt = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      await insertUser(tx, { id, fullName: body.fullName, createdAt });
      await recordAudit(tx, {
        at: createdAt,
        actor,
        action: 'user.create',
        objectKind: 'user',
        objectId: id,
        after: { fullName: body.fullName },
      });
    });
    return id;
  }

  /** The user as Onezone shows it. @throws RegistryError notFound */
  async get(id: string) {
    const user = await this.database.read((reader) => findUser(reader, id));
    if (user === undefined) throw new RegistryError('notFound');
    return toUserView(user);
  }

  /** Makes a named token for a user; its text is in this answer and nowhere else. */
  async createToken(
    userId: string,
    body: CreateToken,
    actor: Actor,
  ): Promise<{ tokenId: string; token: string }> {
    const minted = mintToken();
    const createdAt = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      if ((await findUser(tx, userId)) === undefined) throw new RegistryError('notFound');
      await insertNamedToken(tx, { minted, userId, name: body.name, createdAt });
      await recordAudit(tx, {
        at: createdAt,
        actor,
        action: 'token.create',
        objectKind: 'token',
        objectId: minted.id,
        after: { userId, name: body.name },
      });
    });
    return { tokenId: minted.id, token: minted.text };
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
    return this.database.write(async (tx) => {
      if ((await tx.first(sql`SELECT id FROM users LIMIT 1`)) !== undefined) return undefined;
      await insertUser(tx, { id: userId, fullName: 'Administrator', createdAt });
      await insertNamedToken(tx, { minted: token, userId, name: 'first administrator', createdAt });
      const zone = {
        resourceKind: 'zone',
        resourceId: zoneId,
        memberKind: 'user',
        memberId: userId,
      } as const;
      await addGrant(tx, zone, zonePrivileges.admin, createdAt);
      await rememberFact(tx, firstAdministratorFact, userId);
      await recordAudit(tx, {
        at: createdAt,
        actor: null,
        action: 'user.create',
        objectKind: 'user',
        objectId: userId,
        after: { fullName: 'Administrator' },
      });
      return { userId, token };
    });
  }
}
