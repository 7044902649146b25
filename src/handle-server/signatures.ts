import { createHash, createHmac, pbkdf2Sync, timingSafeEqual, verify } from 'node:crypto';
import { type PublicKeyData, toKeyObject } from './public-keys.js';

/** A client's answer to the challenge of a session. */
export interface SignedAnswer {
  clientNonce: Buffer;
  algorithm: string;
  signature: Buffer;
  /** For PBKDF2. */
  salt?: Buffer | undefined;
  iterations?: number | undefined;
  /** Length of the derived key in bits. */
  length?: number | undefined;
}

const digests: Record<string, string> = { MD5: 'md5', SHA1: 'sha1', SHA256: 'sha256' };
/** A client may not make the server work for longer. */
const mostIterations = 200_000;
const mostBits = 512;

/**
 * True when a secret key signed nonce and client nonce. Six algorithms: MD5, SHA-1 and SHA-256 of key‖nonces‖key, HMAC
 * with SHA-1 and SHA-256, and HMAC-SHA1 under a key of PBKDF2. Source: handle.net AuthenticationInfo.
 */
export function secretKeySigned(key: string, nonce: Buffer, answer: SignedAnswer): boolean {
  const expected = secretSignature(Buffer.from(key), Buffer.concat([nonce, answer.clientNonce]), answer);
  return expected?.length === answer.signature.length && timingSafeEqual(expected, answer.signature);
}

function secretSignature(key: Buffer, nonces: Buffer, answer: SignedAnswer): Buffer | undefined {
  const algorithm = plainName(answer.algorithm);
  const digest = digests[algorithm];
  if (digest !== undefined) return createHash(digest).update(key).update(nonces).update(key).digest();
  if (algorithm === 'HMACSHA1' || algorithm === 'HMACSHA256')
    return createHmac(algorithm.slice(4).toLowerCase(), key).update(nonces).digest();
  if (algorithm !== 'PBKDF2HMACSHA1' && algorithm !== 'PBKDF2WITHHMACSHA1') return undefined;
  const { salt, iterations = 10_000, length = 160 } = answer;
  if (salt === undefined || !isWithin(iterations, 1, mostIterations) || !isWithin(length, 8, mostBits))
    return undefined;
  const derived = pbkdf2Sync(key, salt, iterations, Math.floor(length / 8), 'sha1');
  return createHmac('sha1', derived).update(nonces).digest();
}

/** True when the private key of a public one signed nonce and client nonce (RSA PKCS#1 v1.5, or DSA). */
export function publicKeySigned(key: PublicKeyData, nonce: Buffer, answer: SignedAnswer): boolean {
  const digest = digests[plainName(answer.algorithm)];
  if (digest === undefined) return false;
  try {
    return verify(digest, Buffer.concat([nonce, answer.clientNonce]), toKeyObject(key), answer.signature);
  } catch {
    // Numbers that make no key verify nothing.
    return false;
  }
}

const isWithin = (number: number, least: number, most: number) =>
  Number.isInteger(number) && number >= least && number <= most;

const plainName = (algorithm: string) => algorithm.toUpperCase().replace(/[-_/]/g, '');
