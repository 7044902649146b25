import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError, toErrorObject } from '../../platform/errors.js';
import { unmetCaveat, type Call, type Caveat, type Circumstances } from '../tokens/caveats.js';
import { caveatsOf, findToken, typeOf, type TokenKind, type TokenRow } from '../tokens/tokens.queries.js';
import { Throttle } from './throttle.js';
import { tokenId, tokenLimit, tokenMatches } from './token.js';

/** What is known of the use of a token, but for the time. */
type Showing = Omit<Circumstances, 'at'>;

/** Whether a token's text is one of ours, and valid now. */
@Injectable()
export class TokenCheck {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly throttle: Throttle,
  ) {}

  /**
   * The token that a text stands for, whether or not it is valid now. Guesses count against the address, in headers and
   * bodies alike.
   * @param from address of who asks
   * @throws RegistryError tokenTooLarge, badToken, tooManyRequests
   */
  async requireGenuine(text: string, from: string): Promise<TokenRow> {
    this.throttle.requireAllowed(from);
    if (text.length > tokenLimit) throw new RegistryError('tokenTooLarge', { limit: tokenLimit });
    const row = await this.database.read((reader) => findToken(reader, tokenId(text)));
    if (row === undefined || !tokenMatches(text, row.secret_hash)) {
      this.throttle.recordWrongToken(from, text);
      throw new RegistryError('badToken');
    }
    return row;
  }

  /**
   * The same, if it is neither revoked nor ended; how it may be used is not asked.
   * @throws RegistryError as requireGenuine; tokenRevoked, tokenCaveatUnverified, userBlocked
   */
  async requireLiving(text: string, from: string): Promise<TokenRow> {
    const row = await this.requireGenuine(text, from);
    requireNotRevoked(row);
    this.requireMet(
      caveatsOf(row).filter(({ type }) => type === 'time'),
      {},
    );
    requireNotBlocked(row);
    return row;
  }

  /**
   * The token that a text stands for, if it is valid now for the call that its owner shows it for.
   * @throws RegistryError as requireGenuine; notAnAccessToken, tokenRevoked, tokenCaveatUnverified, userBlocked
   */
  async requireValid(text: string, shown: { ip: string; call: Call }): Promise<TokenRow> {
    const row = await this.requireGenuine(text, shown.ip);
    this.judge(row, 'access', { ...shown, interface: 'rest', consumerId: row.user_id });
    return row;
  }

  /**
   * A token in a body, if it is valid now for a use that is told beside it.
   * @param key field of the body
   * @param from address of who asks
   * @throws RegistryError badValueToken with the token's fault; tooManyRequests
   */
  async verify(
    { key = 'token', text, from }: { key?: string; text: string; from: string },
    kind: TokenKind,
    shownBy: (row: TokenRow) => Showing,
  ): Promise<TokenRow> {
    try {
      const row = await this.requireGenuine(text, from);
      this.judge(row, kind, shownBy(row));
      return row;
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status !== 400) throw error;
      throw new RegistryError('badValueToken', { key, tokenError: toErrorObject(error) }, { cause: error });
    }
  }

  /**
   * The user whom a `consumerToken` names, an identity token of who shows another token; undefined without one.
   * @throws RegistryError as verify
   */
  async consumer(text: string | null | undefined, from: string, shown: Showing): Promise<string | undefined> {
    if (text === undefined || text === null) return undefined;
    const { user_id } = await this.verify({ key: 'consumerToken', text, from }, 'identity', () => shown);
    return user_id;
  }

  private judge(row: TokenRow, kind: TokenKind, shown: Showing): void {
    if (row.kind !== kind) throw new RegistryError(notThatToken[kind], { received: typeOf(row) });
    requireNotRevoked(row);
    this.requireMet(caveatsOf(row), shown);
    requireNotBlocked(row);
  }

  private requireMet(caveats: readonly Caveat[], shown: Showing): void {
    const caveat = unmetCaveat(caveats, { ...shown, at: this.clock.now() });
    if (caveat !== undefined) throw new RegistryError('tokenCaveatUnverified', { caveat });
  }
}

function requireNotRevoked(row: TokenRow): void {
  if (Boolean(row.revoked) || Boolean(row.parent_revoked)) throw new RegistryError('tokenRevoked');
}

function requireNotBlocked(row: TokenRow): void {
  if (row.blocked) throw new RegistryError('userBlocked');
}

const notThatToken = {
  access: 'notAnAccessToken',
  identity: 'notAnIdentityToken',
  invite: 'notAnInviteToken',
} as const;
