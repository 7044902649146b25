import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock, toInstant } from '../platform/clock.js';
import { CONFIG, type Config } from '../platform/config.js';
import { HandleError } from './outcome.js';

/** An address that asks for what does not live here. */
interface Suspect {
  /** Reads of foreign prefixes since the last ban. */
  reads: number;
  /** Bans so far; each is twice as long as the one before. */
  bans: number;
  bannedUntil: number;
  lastAt: number;
}

/** A ban as administrators see it. */
export interface Ban {
  address: string;
  until: string;
  bans: number;
}

const freeReads = 3;
const firstBanMs = 10 * 60_000;
const longestBanMs = 24 * 3_600_000;
/** After so long without a foreign read an address starts afresh. */
const forgetMs = 24 * 3_600_000;
const mostSuspects = 50_000;

/**
 * Bans addresses that keep reading foreign prefixes, as SURF's handle servers do: three reads, then 10 minutes, doubled
 * each time. Off unless FOREIGN_PREFIX_BAN=on. Kept in this process.
 */
@Injectable()
export class ForeignPrefixBan {
  private readonly suspects = new Map<string, Suspect>();

  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws HandleError busy with HTTP 403 while the address is banned */
  assertAllowed(request: FastifyRequest): void {
    if (this.suspects.size === 0) return;
    const now = this.clock.now().getTime();
    const until = this.suspects.get(request.ip)?.bannedUntil ?? 0;
    if (until <= now) return;
    throw new HandleError(
      'busy',
      'This address asked for too many prefixes that do not live here; use https://hdl.handle.net for those.',
      { status: 403, headers: { 'retry-after': String(Math.ceil((until - now) / 1000)) } },
    );
  }

  /** Counts a read of a foreign prefix. */
  foreignRead({ ip }: FastifyRequest): void {
    if (this.config.FOREIGN_PREFIX_BAN === 'off') return;
    const now = this.clock.now().getTime();
    const before = this.suspects.get(ip);
    const fresh = before === undefined || now - before.lastAt > forgetMs;
    const suspect = fresh ? { reads: 0, bans: 0, bannedUntil: 0, lastAt: now } : before;
    suspect.reads++;
    suspect.lastAt = now;
    if (suspect.reads >= freeReads) {
      suspect.bannedUntil = now + Math.min(longestBanMs, firstBanMs * 2 ** suspect.bans);
      suspect.bans++;
      suspect.reads = 0;
    }
    // The latest stand last, so that the oldest make room.
    this.suspects.delete(ip);
    this.suspects.set(ip, suspect);
    const [oldest] = this.suspects.keys();
    if (this.suspects.size > mostSuspects && oldest !== undefined) this.suspects.delete(oldest);
  }

  /** Addresses that are banned now. */
  list(): Ban[] {
    const now = this.clock.now().getTime();
    return [...this.suspects]
      .filter(([, { bannedUntil }]) => bannedUntil > now)
      .map(([address, { bannedUntil, bans }]) => ({
        address,
        until: toInstant(new Date(bannedUntil)),
        bans,
      }));
  }

  /** Lifts a ban and forgets what led to it. @returns false when the address was unknown */
  lift(address: string): boolean {
    return this.suspects.delete(address);
  }
}
