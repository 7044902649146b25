import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError, toErrorObject } from '../../platform/errors.js';
import { unmetCaveat, type Caveat, type Circumstances } from '../tokens/caveats.js';
import { caveatsOf, findToken, typeOf, type TokenKind, type TokenRow } from '../tokens/tokens.queries.js';
import { tokenId, tokenLimit, tokenMatches } from './token.js';

/** Where a token is shown; its time and owner are known already. */
export type Showing = Omit<Circumstances, 'at' | 'userId'>;

/** Whether a token's text is one of ours, and valid now. */
@Injectable()
export class TokenCheck {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The token that a text stands for, whether or not it is valid now. @throws RegistryError tokenTooLarge, badToken */
  async requireGenuine(text: string): Promise<TokenRow> {
    if (text.length > tokenLimit) throw new RegistryError('tokenTooLarge', { limit: tokenLimit });
    const row = await this.database.read((reader) => findToken(reader, tokenId(text)));
    if (row === undefined || !tokenMatches(text, row.secret_hash)) throw new RegistryError('badToken');
    return row;
  }

  /**
   * The token that a text stands for, if it is valid now for this use.
   * @throws RegistryError tokenTooLarge, badToken, notAnAccessToken, tokenRevoked, tokenCaveatUnverified, userBlocked
   */
  async requireValid(text: string, kind: TokenKind, shown: Showing): Promise<TokenRow> {
    const row = await this.requireGenuine(text);
    this.judge(row, kind, caveatsOf(row), shown);
    return row;
  }

  /** The same for a token in a body, judged by time and address alone. @throws RegistryError badValueToken */
  async verify(text: string, kind: TokenKind, ip: string): Promise<TokenRow> {
    try {
      const row = await this.requireGenuine(text);
      const caveats = caveatsOf(row).filter(({ type }) => type === 'time' || type === 'ip');
      this.judge(row, kind, caveats, { ip, method: 'GET', path: '/' });
      return row;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const details = { key: 'token', tokenError: toErrorObject(error) };
      throw new RegistryError('badValueToken', details, { cause: error });
    }
  }

  private judge(row: TokenRow, kind: TokenKind, caveats: readonly Caveat[], shown: Showing): void {
    if (row.kind !== kind) throw new RegistryError(notThatToken[kind], { received: typeOf(row) });
    if (Boolean(row.revoked) || Boolean(row.parent_revoked)) throw new RegistryError('tokenRevoked');
    const caveat = unmetCaveat(caveats, { ...shown, at: this.clock.now(), userId: row.user_id });
    if (caveat !== undefined) throw new RegistryError('tokenCaveatUnverified', { caveat });
    if (row.blocked) throw new RegistryError('userBlocked');
  }
}

const notThatToken = {
  access: 'notAnAccessToken',
  identity: 'notAnIdentityToken',
  invite: 'notAnInviteToken',
} as const;
