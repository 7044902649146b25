import { Injectable } from '@nestjs/common';
import type { HandleIdentity } from '../administrators.js';
import { HandleAuthentication } from '../authentication.js';
import { HandleError } from '../outcome.js';
import { HandleSessions } from '../sessions.js';
import type { BatchAction } from './batch-operation.js';

/** True for an AUTHENTICATE block. */
export const authenticates = ({ kind }: BatchAction): boolean =>
  kind === 'authenticate' || kind === 'session';

/** Finds out who speaks from an AUTHENTICATE block on. */
@Injectable()
export class BatchAuthentication {
  constructor(
    private readonly authentication: HandleAuthentication,
    private readonly sessions: HandleSessions,
  ) {}

  /** The identity that an AUTHENTICATE block proves. @throws HandleError */
  async identityOf(action: BatchAction, address: string): Promise<HandleIdentity> {
    if (action.kind === 'authenticate') {
      await this.authentication.assertSecret(action.identity, action.password, address);
      return action.identity;
    }
    const session = action.kind === 'session' ? this.sessions.use(action.sessionId) : undefined;
    if (session?.identity === undefined)
      throw new HandleError('authenticationFailed', 'The session is not authenticated');
    return session.identity;
  }
}
