import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A body in every encoding that it is sent in. */
export interface Encoded {
  br: Buffer;
  gzip: Buffer;
  identity: Buffer;
}

/** Compresses a body that is kept: once, and well. */
export function encoded(content: string): Encoded {
  const identity = Buffer.from(content);
  const br = brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  return { br, gzip: gzipSync(identity), identity };
}

/** The best encoding that the client takes. */
export function acceptedEncoding(header: string | string[] | undefined): keyof Encoded {
  const accepted = String(header ?? '');
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted) ? 'gzip' : 'identity';
}

/** The headers that tell of an encoding. */
export const encodingHeaders = (encoding: keyof Encoded): Record<string, string> =>
  encoding === 'identity' ? {} : { 'content-encoding': encoding };
