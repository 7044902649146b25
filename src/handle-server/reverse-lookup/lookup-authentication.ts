import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database, sql } from '../../platform/database/database.js';
import { Secrets } from '../../platform/secrets.js';
import { HandleAuthentication } from '../authentication.js';
import { identityOfUser, passwordForms, percentDecoded, readAuthorization } from '../authorization-header.js';
import { FailedLogins } from '../failed-logins.js';
import { HandleError } from '../outcome.js';
import { lookupPlace } from '../prefix-setup.js';

/** Lets in the users of the reverse look-up, and the administrators of handles, by Basic authentication. */
@Injectable()
export class LookupAuthentication {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly failures: FailedLogins,
    private readonly handles: HandleAuthentication,
  ) {}

  /** @throws HandleError authenticationNeeded or authenticationFailed */
  async assertAllowed(request: FastifyRequest): Promise<void> {
    const credentials = readAuthorization(request.headers.authorization);
    if (credentials.scheme !== 'basic')
      throw new HandleError('authenticationNeeded', 'The reverse look-up needs Basic authentication');
    const { user, password } = credentials;
    const identity = identityOfUser(user);
    if (identity !== undefined) await this.handles.assertSecret(identity, password, request.ip);
    else await this.assertUser(percentDecoded(user) ?? user, password, request.ip);
    request.principalId = percentDecoded(user) ?? user;
  }

  private async assertUser(username: string, password: string, address: string): Promise<void> {
    const account = `lookup ${username}`;
    this.failures.assertAllowed(address, account);
    const row = await this.database.read((reader) =>
      reader.first<{ sealed_password: string }>(
        sql`SELECT sealed_password FROM reverse_lookup_users WHERE username = ${username.replaceAll('\0', '')}`,
      ),
    );
    const known = row && this.secrets.openAll(lookupPlace(username), { password: row.sealed_password });
    const stored = digest(known?.['password'] ?? '');
    const same = passwordForms(password).some((form) => timingSafeEqual(stored, digest(form)));
    if (known === undefined || !same) {
      this.failures.failed(address, account);
      throw new HandleError('authenticationFailed', 'Identity not verified');
    }
    this.failures.succeeded(address, account);
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();
