import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { HandleIdentity } from '../administrators.js';
import { HandleAuthentication } from '../authentication.js';
import { identityOfUser, percentDecoded } from '../authorization-header.js';
import { ForeignPrefixBan } from '../foreign-prefix-ban.js';
import { HandleError } from '../outcome.js';
import { secretKeyIndex } from '../prefix-setup.js';

/** Who may speak to the EPIC face: nobody without credentials, and no banned address. */
@Injectable()
export class EpicAccess {
  constructor(
    private readonly authentication: HandleAuthentication,
    private readonly bans: ForeignPrefixBan,
  ) {}

  /** The identity of a request to a prefix. @throws HandleError when there is none */
  async identityOf(request: FastifyRequest, prefix: string | undefined): Promise<HandleIdentity> {
    this.bans.assertAllowed(request);
    const identity = await this.authentication.identityOf(request, (user) => epicIdentity(user, prefix));
    if (identity === undefined)
      throw new HandleError('authenticationNeeded', 'Every request needs credentials');
    return identity;
  }
}

/** The identity in a user name: `300:21.T1/ADMIN` encoded or not, `21.T1/ADMIN`, or `ADMIN` within the path's prefix. */
function epicIdentity(user: string, prefix: string | undefined): HandleIdentity | undefined {
  const full = identityOfUser(user);
  const name = percentDecoded(user);
  if (full !== undefined || name === undefined || name === '') return full;
  if (name.includes('/')) return { handle: name, index: secretKeyIndex };
  return prefix === undefined ? undefined : { handle: `${prefix}/${name}`, index: secretKeyIndex };
}
