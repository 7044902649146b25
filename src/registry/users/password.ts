import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { RegistryError } from '../../platform/errors.js';

/** scrypt at 32 MiB a hash. Source: OWASP Password Storage Cheat Sheet. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const hashBytes = 32;

/** How many passwords are hashed at one time, and how many more may wait. */
const atOnce = 2;
const mayWait = 20;

/** A stored password: `scrypt$N$r$p$salt$hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const fields = ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')];
  return fields.join('$');
}

/** Compares a password with a stored one in constant time. @throws RegistryError serviceUnavailable when too many wait */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = stored.split('$');
  const expected = Buffer.from(hash ?? '', 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: cost.maxmem };
  const derived = await derive(password, Buffer.from(salt ?? '', 'base64url'), options);
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

/** Takes as long as a comparison, so that unknown user names cannot be told from known ones. */
export async function pretendComparison(password: string): Promise<false> {
  await derive(password, randomBytes(16), cost);
  return false;
}

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  if (running >= atOnce) await takePlace();
  else running++;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      });
    });
  } finally {
    // The place goes to whoever waits; only without anyone it becomes free.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

function takePlace(): Promise<void> {
  if (waiting.length >= mayWait)
    throw new RegistryError('serviceUnavailable', {}, { headers: { 'retry-after': '2' } });
  return new Promise((resolve) => waiting.push(resolve));
}
