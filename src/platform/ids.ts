import { randomBytes } from 'node:crypto';

/** A new public id in Onezone's form: 128 random bits as 32 lowercase hex digits. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}
