import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { HandleIdentity } from './administrators.js';

/** A session of the HTTP JSON API, kept in this process. */
export interface HandleSession {
  id: string;
  nonce: Buffer;
  nonceAt: number;
  identity: HandleIdentity | undefined;
  /** The Authorization header that authenticated it: sent again, it need not be checked again. */
  provenBy: string | undefined;
  address: string;
  createdAt: number;
  usedAt: number;
}

export const idleMs = 10 * 60_000;
const longestMs = 24 * 3_600_000;
/** How long a challenge may wait for its answer. */
const challengeMs = 60_000;
const mostSessions = 10_000;
const mostOfAddress = 100;

/** Sessions by id: they end after ten idle minutes or a day, and neither an address nor all together may fill the memory. */
@Injectable()
export class HandleSessions {
  /** In the order of their making. */
  private readonly sessions = new Map<string, HandleSession>();
  private readonly ofAddress = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** A new session with a challenge. The oldest ones of the address, or that nobody authenticated, make room. */
  create(address: string, identity?: HandleIdentity): HandleSession {
    this.makeRoom(address);
    const now = this.clock.now().getTime();
    const session = {
      id: randomBytes(18).toString('base64url'),
      nonce: randomBytes(16),
      nonceAt: now,
      identity,
      provenBy: undefined,
      address,
      createdAt: now,
      usedAt: now,
    };
    this.sessions.set(session.id, session);
    this.ofAddress.set(address, (this.ofAddress.get(address) ?? 0) + 1);
    return session;
  }

  /** The live session of an id, used just now; undefined when there is none. */
  use(id: string): HandleSession | undefined {
    const session = this.sessions.get(id);
    if (session === undefined) return undefined;
    const now = this.clock.now().getTime();
    if (this.isOver(session, now)) {
      this.end(id);
      return undefined;
    }
    session.usedAt = now;
    return session;
  }

  /** The challenge to be answered, which is thereby spent; undefined when it is too old. A new one takes its place. */
  spendNonce(session: HandleSession): Buffer | undefined {
    const now = this.clock.now().getTime();
    const spent = now - session.nonceAt <= challengeMs ? session.nonce : undefined;
    session.nonce = randomBytes(16);
    session.nonceAt = now;
    return spent;
  }

  /** Ends a session. @returns false when there was none */
  end(id: string): boolean {
    const session = this.sessions.get(id);
    if (session === undefined) return false;
    this.sessions.delete(id);
    const left = (this.ofAddress.get(session.address) ?? 1) - 1;
    if (left === 0) this.ofAddress.delete(session.address);
    else this.ofAddress.set(session.address, left);
    return true;
  }

  private isOver(session: HandleSession, now: number): boolean {
    return now - session.usedAt > idleMs || now - session.createdAt > longestMs;
  }

  private makeRoom(address: string): void {
    // Each 401 makes a session: those that nobody answered go before those that somebody works with.
    const isFull = (this.ofAddress.get(address) ?? 0) >= mostOfAddress;
    if (isFull && !this.endFirst((one) => one.address === address && one.identity === undefined))
      this.endFirst((one) => one.address === address);
    if (this.sessions.size < mostSessions) return;
    const now = this.clock.now().getTime();
    for (const session of [...this.sessions.values()]) if (this.isOver(session, now)) this.end(session.id);
    if (this.sessions.size >= mostSessions) this.endFirst((one) => one.identity === undefined);
    if (this.sessions.size >= mostSessions) this.endFirst(() => true);
  }

  /** @returns false when none fits */
  private endFirst(fits: (session: HandleSession) => boolean): boolean {
    for (const session of this.sessions.values()) if (fits(session)) return this.end(session.id);
    return false;
  }
}
