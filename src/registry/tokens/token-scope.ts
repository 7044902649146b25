import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { wholeListLimit } from '../../platform/paging.js';
import { resourcesOf } from '../privileges/effective.queries.js';
import { spaceNames } from '../spaces/spaces.queries.js';
import { TokenCheck } from '../users/token-check.js';
import { expiryOf } from './caveats.js';
import { caveatsOf } from './tokens.queries.js';
import type { InferScope } from './tokens.schemas.js';

/** What access tokens open. */
@Injectable()
export class TokenScope {
  constructor(
    private readonly database: Database,
    private readonly check: TokenCheck,
  ) {}

  /**
   * Until when an access token is valid (Unix seconds or null), whether it only reads, and the spaces of its user. No space
   * is supported by a provider here. Source: oz-worker token_logic_plugin `infer_access_token_scope`.
   * @throws RegistryError badValueToken with the token's fault; limitReached
   */
  async infer({ token, consumerToken }: InferScope, ip: string) {
    const consumerId = await this.check.consumer(consumerToken, ip, { ip, interface: 'any' });
    const row = await this.check.verify({ text: token, from: ip }, 'access', ({ user_id }) => ({
      ip,
      interface: 'any',
      consumerId: consumerToken === undefined ? user_id : consumerId,
      takesDataCaveats: true,
    }));
    const caveats = caveatsOf(row);
    const end = expiryOf(caveats);
    const spaces = await this.spacesOf(row.user_id);
    return {
      validUntil: end === undefined ? null : end.getTime() / 1000,
      dataAccessScope: {
        readonly: caveats.some(({ type }) => type === 'data.readonly'),
        spaces: Object.fromEntries(spaces.map(({ id, name }) => [id, { name, supports: {} }])),
        providers: {},
      },
    };
  }

  private spacesOf(userId: string): Promise<{ id: string; name: string }[]> {
    const everything = { limit: wholeListLimit, whole: true };
    return this.database.read(async (reader) => {
      const ids = await resourcesOf(reader, { kind: 'user', id: userId }, 'space', 'effective', everything);
      if (ids.length > wholeListLimit)
        throw new RegistryError('limitReached', { limit: wholeListLimit, resourceDescription: 'spaces' });
      return spaceNames(reader, ids);
    });
  }
}
