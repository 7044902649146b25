import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, sql, type Tx } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import { RegistryError } from '../../platform/errors.js';
import type { Page } from '../../platform/paging.js';
import { recordAudit } from '../audit/audit.js';
import { requireAdminRightsOf } from '../privileges/administrators.js';
import { TokenCheck } from '../users/token-check.js';
import type { Actor } from '../users/principal.js';
import { mintToken, tokenId } from '../users/token.js';
import { requireUser } from '../users/users.queries.js';
import { expiryOf, joinCaveats } from './caveats.js';
import {
  caveatsOf,
  findTokenByName,
  forgetEndedTokens,
  insertToken,
  invitationOf,
  namedTokenIds,
  requireInvitation,
  requireNamedToken,
  toTokenView,
  typeOf,
  type NewToken,
  type TokenKind,
} from './tokens.queries.js';
import type {
  ConfineToken,
  CreateNamedToken,
  CreateTemporaryToken,
  Invitation,
  UpdateNamedToken,
  VerifyToken,
} from './tokens.schemas.js';

/** Longest life of a temporary token, in seconds (Onezone's default). */
export const temporaryTokenTtlSeconds = 7 * 24 * 3600;

/** How long a temporary or confined token is known after its end, so that its bearer is told why it is refused. */
const endedKeptMs = 24 * 3600 * 1000;

/** Tokens: named ones, temporary ones, and invitations. */
@Injectable()
export class TokensService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly check: TokenCheck,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes a named token of a user; its text is in this answer and nowhere else. @throws RegistryError badValueIdentifierOccupied, forbidden */
  async createNamed(userId: string, body: CreateNamedToken, actor: Actor) {
    const { type, ...rest } = body;
    const minted = await this.create(userId, actor, { ...rest, kind: kindOf(type) });
    return { tokenId: minted.id, token: minted.text };
  }

  /** Makes a temporary token of a user; it ends by itself and with all others of its kind. @throws RegistryError tokenTimeCaveatRequired */
  async createTemporary(userId: string, body: CreateTemporaryToken, actor: Actor) {
    const end = expiryOf(body.caveats ?? []);
    const latest = this.clock.now().getTime() + temporaryTokenTtlSeconds * 1000;
    if (end === undefined || end.getTime() > latest)
      throw new RegistryError('tokenTimeCaveatRequired', { maxTtl: temporaryTokenTtlSeconds });
    const { text } = await this.create(userId, actor, {
      kind: kindOf(body.type),
      caveats: body.caveats,
    });
    return { token: text };
  }

  /** Makes an invitation into a group or space that anyone who has it can take up while it lasts. */
  async invite(invitation: Invitation, actor: Actor) {
    const validUntil = Math.floor(this.clock.now().getTime() / 1000) + temporaryTokenTtlSeconds;
    const caveats = [{ type: 'time', validUntil } as const];
    const { text } = await this.create(actor.userId, actor, { kind: 'invite', invitation, caveats });
    return { token: text };
  }

  /** A token made from another one with more caveats; it ends with it. @throws RegistryError the token's fault */
  async confine({ token, caveats: added }: ConfineToken, request: { id: string; ip: string }) {
    const parent = await this.check.requireLiving(token, request.ip);
    const { user_id: userId, kind } = parent;
    const minted = mintToken();
    const caveats = joinCaveats(caveatsOf(parent), added);
    const parentId = parent.parent_id ?? parent.id;
    await this.database.write(async (tx) => {
      await this.insert(tx, { minted, userId, kind, invitation: invitationOf(parent), caveats, parentId });
      const what = { id: minted.id, userId, after: { kind, parentId, addedCaveats: added } };
      await this.audit(tx, { userId, requestId: request.id }, 'token.confine', what);
    });
    return { token: minted.text };
  }

  /** What a token says of itself; whether it is valid now is not asked. @throws RegistryError badToken */
  async examine(text: string, ip: string) {
    const row = await this.check.requireGenuine(text, ip);
    return {
      // A confined token is the one that it was made from, but narrower.
      id: row.parent_id ?? row.id,
      onezoneDomain: new URL(this.config.PUBLIC_URL).hostname,
      subject: { type: 'user', id: row.user_id },
      type: typeOf(row),
      persistence: (row.name ?? row.parent_name) === null ? 'temporary' : 'named',
      caveats: caveatsOf(row),
    };
  }

  /**
   * Whose token it is and how many seconds it lasts. Who asks stands in for a bearer whose address is not told.
   * @throws RegistryError badValueToken with the token's fault
   */
  async verify(asked: VerifyToken, kind: TokenKind, from: string) {
    const shown = {
      ip: asked.peerIp === undefined ? from : (asked.peerIp ?? undefined),
      interface: asked.interface ?? undefined,
    };
    const consumerId = await this.check.consumer(asked.consumerToken, from, shown);
    const takesDataCaveats = asked.allowDataAccessCaveats === true;
    const row = await this.check.verify({ text: asked.token, from }, kind, () => ({
      ...shown,
      consumerId,
      takesDataCaveats,
    }));
    const inviteType = asked.expectedInviteType ?? asked.expectedInviteTokenType;
    if (kind === 'invite' && inviteType !== undefined) requireInvitation(row, inviteType);
    const end = expiryOf(caveatsOf(row));
    return {
      subject: { type: 'user', id: row.user_id },
      ttl:
        end === undefined
          ? null
          : Math.max(0, Math.floor((end.getTime() - this.clock.now().getTime()) / 1000)),
    };
  }

  /** A named token. @throws RegistryError notFound */
  async get(id: string) {
    return toTokenView(await this.database.read((reader) => requireNamedToken(reader, id)));
  }

  /** A user's token of a name. @throws RegistryError notFound */
  async getByName(userId: string, name: string) {
    const row = await this.database.read((reader) => findTokenByName(reader, userId, name));
    if (row === undefined) throw new RegistryError('notFound');
    return toTokenView(row);
  }

  /** Ids of named tokens, of one user or of all, of one kind or of all. */
  list(page: Page, userId?: string, kind?: TokenKind): Promise<string[]> {
    return this.database.read((reader) => namedTokenIds(reader, page, userId, kind));
  }

  /** Changes name, notes or revocation. @throws RegistryError notFound, badValueIdentifierOccupied */
  async update(id: string, body: UpdateNamedToken, actor: Actor): Promise<void> {
    await this.writeName(async (tx) => {
      const before = await requireNamedToken(tx, id);
      await requireRightsOver(tx, actor, before.user_id);
      if (body.name !== undefined && body.name !== before.name)
        await refuseTakenName(tx, before.user_id, body.name);
      await tx.execute(sql`
        UPDATE api_tokens SET name = ${body.name ?? before.name}, revoked = ${body.revoked ?? Boolean(before.revoked)},
          custom_metadata = ${body.customMetadata === undefined ? before.custom_metadata : JSON.stringify(body.customMetadata)}
        WHERE id = ${id}`);
      const state = { name: before.name, revoked: Boolean(before.revoked) };
      const after = { name: body.name, revoked: body.revoked };
      await this.audit(tx, actor, 'token.update', { id, userId: before.user_id, before: state, after });
    });
  }

  /** Removes a named token of the caller's, given by id or text. @throws RegistryError notFound for those of others too */
  deleteOwn(idOrText: string, actor: Actor): Promise<void> {
    const id = /^[0-9a-f]{32}$/.test(idOrText) ? idOrText : tokenId(idOrText);
    return this.delete(id, actor, actor.userId);
  }

  /**
   * Removes a named token; it is refused from the next request on.
   * @param ownerId whose it must be; undefined: anybody's
   * @throws RegistryError notFound
   */
  async delete(id: string, actor: Actor, ownerId?: string): Promise<void> {
    await this.database.write(async (tx) => {
      const before = await requireNamedToken(tx, id);
      if (ownerId !== undefined && before.user_id !== ownerId) throw new RegistryError('notFound');
      await requireRightsOver(tx, actor, before.user_id);
      await tx.execute(sql`DELETE FROM api_tokens WHERE id = ${id}`);
      await this.audit(tx, actor, 'token.delete', {
        id,
        userId: before.user_id,
        before: { name: before.name },
      });
    });
  }

  /** Removes all named tokens of a user. */
  async deleteNamed(userId: string, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      await requireRightsOver(tx, actor, userId);
      await tx.execute(sql`DELETE FROM api_tokens WHERE user_id = ${userId} AND name IS NOT NULL`);
      await this.audit(tx, actor, 'token.delete_named', { id: userId, userId });
    });
  }

  /** How often a user's temporary tokens were revoked, counted from 1 (Onezone's `generation`). */
  async generation(userId: string) {
    const row = await this.database.read((reader) =>
      reader.first<{ temporary_generation: number }>(
        sql`SELECT temporary_generation FROM users WHERE id = ${userId}`,
      ),
    );
    if (row === undefined) throw new RegistryError('notFound');
    return { generation: row.temporary_generation };
  }

  /** Revokes all temporary tokens of a user at once. */
  async revokeTemporary(userId: string, actor: Actor): Promise<void> {
    await this.database.write(async (tx) => {
      await requireRightsOver(tx, actor, userId);
      await tx.execute(
        sql`UPDATE users SET temporary_generation = temporary_generation + 1 WHERE id = ${userId}`,
      );
      await tx.execute(
        sql`DELETE FROM api_tokens WHERE user_id = ${userId} AND name IS NULL AND parent_id IS NULL`,
      );
      await this.audit(tx, actor, 'token.revoke_temporary', { id: userId, userId });
    });
  }

  private async create(
    userId: string,
    actor: Actor,
    wanted: Omit<NewToken, 'minted' | 'userId' | 'createdAt'>,
  ) {
    const minted = mintToken();
    // A narrowed token cannot make a wider one.
    const caveats = joinCaveats(actor.caveats, wanted.caveats ?? []);
    await this.writeName(async (tx) => {
      await requireUser(tx, userId);
      await requireRightsOver(tx, actor, userId);
      if (wanted.name !== undefined) await refuseTakenName(tx, userId, wanted.name);
      await this.insert(tx, { ...wanted, minted, userId, caveats });
      const after = { name: wanted.name, kind: wanted.kind, invitation: wanted.invitation, caveats };
      await this.audit(tx, actor, 'token.create', { id: minted.id, userId, after });
    });
    return minted;
  }

  private async insert(tx: Tx, added: Omit<NewToken, 'createdAt'>): Promise<void> {
    const now = this.clock.now();
    await forgetEndedTokens(tx, toInstant(new Date(now.getTime() - endedKeptMs)));
    await insertToken(tx, { ...added, createdAt: toInstant(now) });
  }

  /** A write that may take a name: two requests may take one at the same instant; the index decides. */
  private async writeName(write: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.database.write(write);
    } catch (error) {
      if (isUniqueViolation(error)) throw nameTaken(error);
      throw error;
    }
  }

  private audit(
    tx: Tx,
    actor: Pick<Actor, 'userId' | 'requestId'>,
    action: string,
    what: { id: string; userId: string; before?: object; after?: object },
  ): Promise<void> {
    const { id, userId, before, after } = what;
    return recordAudit(tx, {
      at: toInstant(this.clock.now()),
      actor,
      action,
      objectKind: 'token',
      objectId: id,
      before: before && { userId, ...before },
      after: { userId, ...after },
    });
  }
}

const kindOf = (type: CreateNamedToken['type']): TokenKind =>
  type !== undefined && 'identityToken' in type ? 'identity' : 'access';

/** Tokens act for their user: only who holds all of his admin privileges may make or take them. @throws RegistryError forbidden */
async function requireRightsOver(tx: Tx, actor: Actor, userId: string): Promise<void> {
  if (userId !== actor.userId) await requireAdminRightsOf(tx, actor.userId, { kind: 'user', id: userId });
}

async function refuseTakenName(tx: Tx, userId: string, name: string): Promise<void> {
  if ((await findTokenByName(tx, userId, name)) !== undefined) throw nameTaken();
}

const nameTaken = (cause?: unknown): RegistryError =>
  new RegistryError('badValueIdentifierOccupied', { key: 'name' }, { cause });
