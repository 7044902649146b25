import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from '../../platform/ids.js';

/** A new API token: the text for its owner, and what we keep of it. */
export interface MintedToken {
  id: string;
  /** `wmk_{id}_{secret}`: 256 random bits; shown once. */
  text: string;
  secretHash: string;
}

const tokenForm = /^wmk_([0-9a-f]{32})_[\w-]{43}$/;

/** Longest token that is looked at, in characters. */
export const tokenLimit = 2048;

/** Makes a token. */
export function mintToken(): MintedToken {
  const id = newId();
  const text = `wmk_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, secretHash: hashToken(text) };
}

/** A token whose text an operator chose (ADMIN_TOKEN): found by its hash. */
export function givenToken(text: string): MintedToken {
  return { id: tokenId(text), text, secretHash: hashToken(text) };
}

/** The id under which a token's text is looked up; a token in our form names it, any other text is found by its hash. */
export function tokenId(text: string): string {
  return tokenForm.exec(text)?.[1] ?? hashToken(text).slice(0, 32);
}

/** SHA-256 of a token's text; enough, because the text holds 256 random bits. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares a token's text with a stored hash in constant time. */
export function tokenMatches(text: string, secretHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(text), 'hex'), Buffer.from(secretHash, 'hex'));
}
