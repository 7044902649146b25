import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { RegistryError } from '../../platform/errors.js';

/** A bucket of failed attempts: `burst` at once, then one more every `refillMs`. */
interface Allowance {
  burst: number;
  refillMs: number;
}

/** Failures that one account, and one address, may make. An account is never locked: it only gets slower. */
const perAccount: Allowance = { burst: 10, refillMs: 6_000 };
const perAddress: Allowance = { burst: 30, refillMs: 2_000 };
/** Most buckets, and most wrong tokens, that are kept; the oldest go first. */
const keptLimit = 20_000;

interface Bucket {
  failures: number;
  at: number;
}

/**
 * Slows down guessing of passwords and tokens, per account and per address; in the memory of this process. Only wrong
 * credentials count, not expired or revoked ones; and the same wrong token again is no new guess, so that a script left
 * with a deleted token does not lock out its neighbours behind one address.
 */
@Injectable()
export class Throttle {
  private readonly buckets = new Map<string, Bucket>();
  private readonly wrongTokens = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** @throws RegistryError tooManyRequests with Retry-After while account or address used up its failures */
  requireAllowed(ip: string, account?: string): void {
    const waits = this.keysOf(ip, account).map(([key, allowance]) => this.waitMs(key, allowance));
    const waitMs = Math.max(0, ...waits);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new RegistryError(
        'tooManyRequests',
        { retryAfter: seconds },
        { headers: { 'retry-after': `${seconds}` } },
      );
    }
  }

  /** Counts a wrong token, once. */
  recordWrongToken(ip: string, text: string): void {
    const guess = createHash('sha256')
      .update(`${networkOf(ip)}\n${text}`)
      .digest('base64');
    if (!this.wrongTokens.has(guess)) this.recordFailure(ip);
    this.wrongTokens.delete(guess);
    this.wrongTokens.add(guess);
    dropOldest(this.wrongTokens);
  }

  /** Counts a wrong password or token. */
  recordFailure(ip: string, account?: string): void {
    const now = this.clock.now().getTime();
    for (const [key, allowance] of this.keysOf(ip, account)) {
      const failures = this.failuresOf(key, allowance, now) + 1;
      this.buckets.delete(key);
      this.buckets.set(key, { failures, at: now });
    }
    dropOldest(this.buckets);
  }

  /** Takes back a failure that was counted before the comparison and was none. */
  takeBack(ip: string, account?: string): void {
    const now = this.clock.now().getTime();
    for (const [key, allowance] of this.keysOf(ip, account)) {
      const failures = this.failuresOf(key, allowance, now) - 1;
      if (failures > 0) this.buckets.set(key, { failures, at: now });
      else this.buckets.delete(key);
    }
  }

  private waitMs(key: string, allowance: Allowance): number {
    const failures = this.failuresOf(key, allowance, this.clock.now().getTime());
    return Math.max(0, failures - allowance.burst + 1) * allowance.refillMs;
  }

  /** Failures that still count: each is forgotten after `refillMs`. */
  private failuresOf(key: string, { refillMs }: Allowance, now: number): number {
    const bucket = this.buckets.get(key);
    return bucket === undefined ? 0 : Math.max(0, bucket.failures - (now - bucket.at) / refillMs);
  }

  private keysOf(ip: string, account?: string): [string, Allowance][] {
    const keys: [string, Allowance][] = [[`address ${networkOf(ip)}`, perAddress]];
    return account === undefined ? keys : [...keys, [`account ${account}`, perAccount]];
  }
}

/**
 * Compares a secret. The guess counts as a failure until it proves right, so that guesses side by side cannot outrun the
 * count.
 * @throws RegistryError tooManyRequests
 */
export async function guessed(
  throttle: Throttle,
  { ip, account }: { ip: string; account: string },
  compare: () => Promise<boolean>,
): Promise<boolean> {
  throttle.requireAllowed(ip, account);
  throttle.recordFailure(ip, account);
  let isKnownWrong = false;
  try {
    isKnownWrong = !(await compare());
    return !isKnownWrong;
  } finally {
    // A comparison that could not be made says nothing about the secret.
    if (!isKnownWrong) throttle.takeBack(ip, account);
  }
}

/** Keeps a collection within its limit. */
function dropOldest(kept: Map<string, Bucket> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= keptLimit) break;
    kept.delete(key);
  }
}

/** An IPv4 address, or the /64 that an IPv6 address is in. */
function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - tailGroups.length;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...tailGroups].slice(0, 4).join(':');
}
