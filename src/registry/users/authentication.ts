import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock, toInstant } from '../../platform/clock.js';
import { Database, sql } from '../../platform/database/database.js';
import { RegistryError, toErrorObject, type ErrorDetails, type ErrorId } from '../../platform/errors.js';
import type { Principal } from './principal.js';
import { tokenId, tokenLimit, tokenMatches } from './token.js';

interface TokenRow {
  user_id: string;
  secret_hash: string;
  revoked: boolean;
  expires_at: string | null;
  blocked: boolean;
}

/** Finds out who a request speaks for. Source: Onezone contract 0.2. */
@Injectable()
export class Authentication {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The principal of a request: a token header first; none at all is nobody.
   * @throws RegistryError unauthorized, with the reason in `details.authError`, when credentials are given and bad
   */
  async principalOf(request: FastifyRequest): Promise<Principal> {
    const token = tokenOf(request);
    if (token === undefined) return { kind: 'nobody' };
    return { kind: 'user', userId: await this.userOfToken(token) };
  }

  private async userOfToken(token: string): Promise<string> {
    if (token.length > tokenLimit) throw refusal('tokenTooLarge', { limit: tokenLimit });
    const row = await this.database.read((reader) =>
      reader.first<TokenRow>(sql`
        SELECT t.user_id, t.secret_hash, t.revoked, t.expires_at, u.blocked
        FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.id = ${tokenId(token)}`),
    );
    if (row === undefined || !tokenMatches(token, row.secret_hash)) throw refusal('badToken');
    if (row.revoked) throw refusal('tokenRevoked');
    if (row.expires_at !== null && row.expires_at <= toInstant(this.clock.now()))
      throw refusal('tokenInvalid');
    if (row.blocked) throw refusal('userBlocked');
    return row.user_id;
  }
}

/** 401 with the reason nested, as Onezone answers. */
function refusal(reason: ErrorId, details: ErrorDetails = {}): RegistryError {
  return new RegistryError('unauthorized', { authError: toErrorObject(new RegistryError(reason, details)) });
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { 'x-auth-token': own, macaroon, authorization } = request.headers;
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  return [own, bearer, macaroon].flat().find((value) => value !== undefined && value !== '');
}
