import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { HandleError } from './outcome.js';

interface Failures {
  count: number;
  /** Until when nothing is tried; 0 = now. */
  blockedUntil: number;
  lastAt: number;
}

/** Failures that cost nothing, and how long the first block lasts; each further failure doubles it. */
const freeFailures = 10;
const firstBlockMs = 1000;
const longestBlockMs = 5 * 60_000;
/** After so long without a failure all is forgotten. */
const forgetMs = 15 * 60_000;
const mostKeys = 20_000;

/**
 * Slows down guessing: by address, and by address and account together, so that nobody can lock an account out from
 * elsewhere.
 */
@Injectable()
export class FailedLogins {
  private readonly known = new Map<string, Failures>();

  constructor(private readonly clock: Clock) {}

  /** @throws HandleError busy with HTTP 429 while the address, or this account from this address, is blocked */
  assertAllowed(address: string, account: string): void {
    const now = this.clock.now().getTime();
    const until = Math.max(...keys(address, account).map((key) => this.known.get(key)?.blockedUntil ?? 0));
    if (until <= now) return;
    const seconds = Math.ceil((until - now) / 1000);
    throw new HandleError('busy', `Too many failed logins; try again in ${seconds} s`, {
      status: 429,
      headers: { 'retry-after': String(seconds) },
    });
  }

  /** Counts a failure. */
  failed(address: string, account: string): void {
    const now = this.clock.now().getTime();
    for (const [place, key] of keys(address, account).entries())
      this.count(key, now, freeFailures * (place + 1));
    if (this.known.size > mostKeys) this.forgetOld(now);
  }

  /** A success forgives the failures of this account from this address. */
  succeeded(address: string, account: string): void {
    this.known.delete(keys(address, account)[0]);
  }

  private count(key: string, now: number, free: number): void {
    const before = this.known.get(key);
    const count = before === undefined || now - before.lastAt > forgetMs ? 1 : before.count + 1;
    const over = count - free;
    const blockMs = over < 0 ? 0 : Math.min(longestBlockMs, firstBlockMs * 2 ** Math.min(over, 20));
    this.known.delete(key);
    this.known.set(key, { count, lastAt: now, blockedUntil: blockMs === 0 ? 0 : now + blockMs });
  }

  private forgetOld(now: number): void {
    for (const [key, { lastAt }] of this.known) {
      if (now - lastAt <= forgetMs && this.known.size <= mostKeys) return;
      this.known.delete(key);
    }
  }
}

/** The account's key first; the address of all accounts has twice the patience, a network of IPv6 counts as one. */
const keys = (address: string, account: string): [string, string] => {
  const place = address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
  return [`${place} ${account}`, place];
};
