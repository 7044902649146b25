import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError, toErrorObject } from '../../platform/errors.js';
import { restRoot } from '../../platform/location.js';
import { caveatsOf } from '../tokens/tokens.queries.js';
import { passwordMatches, pretendComparison } from './password.js';
import type { Principal } from './principal.js';
import { guessed, Throttle } from './throttle.js';
import { TokenCheck } from './token-check.js';
import { findUserByName } from './users.queries.js';

/** How long a successful comparison of a password is remembered, so that clients do not pay scrypt for each call. */
const rememberMs = 60_000;
const rememberedLimit = 10_000;

/** Finds out who a request speaks for. Source: Onezone contract 0.2. */
@Injectable()
export class Authentication {
  private readonly remembered = new Map<string, number>();
  private readonly memoryKey = randomBytes(32);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokens: TokenCheck,
    private readonly throttle: Throttle,
  ) {}

  /**
   * The principal of a request: a token header first, then Basic; no credentials at all are nobody's.
   * @throws RegistryError unauthorized, with the reason in `details.authError`, when credentials are given and bad;
   *   tooManyRequests when too many were
   */
  async principalOf(request: FastifyRequest): Promise<Principal> {
    const token = tokenOf(request);
    const basic = /^Basic\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined && basic === undefined) return { kind: 'nobody' };
    this.throttle.requireAllowed(request.ip);
    try {
      return token === undefined
        ? await this.byPassword(basic ?? '', request.ip)
        : await this.byToken(token, request);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status !== 400) throw error;
      throw new RegistryError('unauthorized', { authError: toErrorObject(error) }, { cause: error });
    }
  }

  private async byToken(token: string, { ip, method, url }: FastifyRequest): Promise<Principal> {
    const whole = url.split('?')[0] ?? '/';
    const path = whole.startsWith(`${restRoot}/`) ? whole.slice(restRoot.length) : whole;
    const row = await this.tokens.requireValid(token, { ip, call: { method, path } });
    return { kind: 'user', userId: row.user_id, caveats: caveatsOf(row) };
  }

  private async byPassword(basic: string, ip: string): Promise<Principal> {
    const { username, password } = readBasic(basic);
    const user = await this.database.read((reader) => findUserByName(reader, username));
    const stored = user?.password_hash ?? null;
    const memory = createHmac('sha256', this.memoryKey)
      .update(`${basic}\n${stored ?? ''}`)
      .digest('base64');
    if (stored === null || (this.remembered.get(memory) ?? 0) <= this.clock.now().getTime()) {
      const matches = await guessed(this.throttle, { ip, account: username }, () =>
        stored === null ? pretendComparison(password) : passwordMatches(password, stored),
      );
      if (!matches) throw new RegistryError('badBasicCredentials');
      this.remember(memory);
    }
    if (user === undefined) throw new RegistryError('badBasicCredentials');
    if (!user.basic_auth_enabled) throw new RegistryError('basicAuthDisabled');
    if (user.blocked) throw new RegistryError('userBlocked');
    return { kind: 'user', userId: user.id };
  }

  private remember(memory: string): void {
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size < rememberedLimit) break;
      this.remembered.delete(oldest);
    }
    this.remembered.set(memory, this.clock.now().getTime() + rememberMs);
  }
}

/** Name and password of an `Authorization: Basic` value: UTF-8, parted at the first colon (RFC 7617). */
function readBasic(basic: string): { username: string; password: string } {
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || text.includes('\0') || text.includes('\ufffd'))
    throw new RegistryError('badBasicCredentials');
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function tokenOf(request: FastifyRequest): string | undefined {
  const { 'x-auth-token': own, macaroon, authorization } = request.headers;
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  return [own, bearer, macaroon].flat().find((value) => value !== undefined && value !== '');
}
