import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { ByteReader, field } from './binary-values.js';

/** The data of an HS_PUBKEY value: like a JSON Web Key, numbers in base64url. */
export const publicKeyData = z.union([
  z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }),
  z.object({ kty: z.literal('DSA'), y: z.string(), p: z.string(), q: z.string(), g: z.string() }),
]);
export type PublicKeyData = z.output<typeof publicKeyData>;

const base64url = (bytes: Buffer) => bytes.toString('base64url');
const bytesOf = (text: string) => Buffer.from(text, 'base64url');

/** HS_PUBKEY as bytes: the kind, two flag bytes, then each number with its length in front. Source: handle.net Encoder. */
export function encodePublicKey(key: PublicKeyData): Buffer {
  const rsa = key.kty === 'RSA';
  const numbers = rsa ? [key.e, key.n] : [key.q, key.p, key.g, key.y];
  return Buffer.concat([
    field(rsa ? 'RSA_PUB_KEY' : 'DSA_PUB_KEY'),
    Buffer.alloc(2),
    ...numbers.map((one) => field(signed(bytesOf(one)))),
  ]);
}

/** The inverse of `encodePublicKey`. @throws RangeError, TypeError */
export function decodePublicKey(bytes: Buffer): PublicKeyData {
  const reader = new ByteReader(bytes);
  const kind = reader.text();
  reader.uint16();
  const number = () => base64url(unsigned(reader.field()));
  if (kind === 'RSA_PUB_KEY') {
    const e = number();
    return { kty: 'RSA', n: number(), e };
  }
  if (kind !== 'DSA_PUB_KEY') throw new TypeError(`${kind} is no kind of public key`);
  const [q, p, g, y] = [number(), number(), number(), number()];
  return { kty: 'DSA', y, p, q, g };
}

/** The key as Node verifies with it. @throws Error when the numbers make no key */
export function toKeyObject(key: PublicKeyData): KeyObject {
  if (key.kty === 'RSA') return createPublicKey({ key, format: 'jwk' });
  return createPublicKey({ key: dsaInfo(key), format: 'der', type: 'spki' });
}

/** Node reads no DSA keys from JWK, so the SubjectPublicKeyInfo is written here. Source: RFC 3279 section 2.3.2. */
function dsaInfo({ p, q, g, y }: Extract<PublicKeyData, { kty: 'DSA' }>): Buffer {
  const integer = (text: string) => der(0x02, signed(bytesOf(text)));
  const algorithm = der(
    0x30,
    Buffer.concat([
      Buffer.from('06072a8648ce380401', 'hex'),
      der(0x30, Buffer.concat([integer(p), integer(q), integer(g)])),
    ]),
  );
  return der(0x30, Buffer.concat([algorithm, der(0x03, Buffer.concat([Buffer.of(0), integer(y)]))]));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

/** A positive number of two's complement starts with a clear bit. */
function signed(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function unsigned(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first <= 0 ? bytes : bytes.subarray(first);
}
