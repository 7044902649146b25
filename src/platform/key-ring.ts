import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** One key of the ring: its name, which stands in every sealed text, and 32 bytes. */
export interface SealingKey {
  id: string;
  bytes: Buffer;
}

/** Where a sealed text stands; it opens nowhere else, so that rows cannot borrow each other's secrets. */
export interface SealedPlace {
  table: string;
  rowId: string;
  field: string;
}

/** A sealed text cannot be opened: unknown key, wrong place, or damage. */
export class UnsealError extends Error {
  constructor(
    readonly problem: 'unknown-key' | 'damaged',
    keyId: string,
  ) {
    super(
      problem === 'unknown-key'
        ? `the key ${keyId} is not in the key ring`
        : 'a sealed value does not open here',
    );
  }
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** Seals with the first key, so that a new key is put in front. AES-256-GCM; the place is additional data. */
export function seal(keys: readonly SealingKey[], place: SealedPlace, plain: string): string {
  const [key] = keys;
  if (key === undefined) throw new Error('the key ring is empty');
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(additionalData(key.id, place));
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${version}.${key.id}.${sealed.toString('base64url')}`;
}

/** The plain text. @throws UnsealError */
export function unseal(keys: readonly SealingKey[], place: SealedPlace, sealed: string): string {
  const keyId = sealingKeyId(sealed);
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined) throw new UnsealError('unknown-key', keyId);
  const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, nonceBytes));
    decipher.setAAD(additionalData(key.id, place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new UnsealError('damaged', keyId);
  }
}

/** Name of the key that sealed a text; '' when it is no sealed text. */
export function sealingKeyId(sealed: string): string {
  const [form, keyId] = sealed.split('.');
  return form === version ? (keyId ?? '') : '';
}

/** A fresh random key. */
export function newSealingKey(): SealingKey {
  return { id: randomBytes(4).toString('hex'), bytes: randomBytes(32) };
}

/**
 * Reads a key ring written as `id:base64,…`, newest first.
 * @throws Error naming the entry that is no key: an id of letters and digits and exactly 32 bytes, not all alike
 */
export function parseKeyRing(text: string): SealingKey[] {
  const keys = text.split(',').map((entry, place) => parseKey(entry.trim(), place + 1));
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('two keys have the same id');
  return keys;
}

/** The inverse of `parseKeyRing`. */
export function printKeyRing(keys: readonly SealingKey[]): string {
  return keys.map(({ id, bytes }) => `${id}:${bytes.toString('base64')}`).join(',');
}

function parseKey(entry: string, place: number): SealingKey {
  const [, id, base64] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=_-]+)$/.exec(entry) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (id === undefined || bytes.length !== 32) throw new Error(`key ${place} is not id:base64 of 32 bytes`);
  if (new Set(bytes).size < 8) throw new Error(`key ${place} is not random`);
  return { id, bytes };
}

const additionalData = (keyId: string, { table, rowId, field }: SealedPlace) =>
  Buffer.from([version, keyId, table, rowId, field].join('\n'));
