import type { Readable } from 'node:stream';
import { constants, createGzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';

/** The content codings that answers may come in. */
export const codings = ['gzip'] as const;

/** Below this many bytes compression costs more than it saves. */
export const leastBytes = 1024;
/** A page comes out in one piece or two: each piece is a hop between the thread pool and the event loop. */
const pieceBytes = 128 * 1024;
const compress = promisify(gzip);

/**
 * True when the client prefers gzip, or refuses an answer as it is.
 * @param header `Accept-Encoding`. Source: RFC 9110, section 12.5.3
 */
export function prefersGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  const weights = new Map(header.split(',').map(readCoding));
  const gzipWeight = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzipWeight > 0 && gzipWeight >= (weights.get('identity') ?? 0);
}

function readCoding(part: string): [string, number] {
  const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const q = weight === undefined ? 1 : Number(weight);
  return [name, Number.isNaN(q) ? 0 : q];
}

/** The body compressed, off the event loop and at the speed of the wire; undefined when it is too short to gain. */
export async function gzipped(pieces: Buffer[]): Promise<Buffer | undefined> {
  const body = Buffer.concat(pieces);
  return body.length < leastBytes
    ? undefined
    : compress(body, { level: constants.Z_BEST_SPEED, chunkSize: pieceBytes });
}

/** A text compressed off the event loop, as a stream for an answer. */
export function gzipStream(text: string): Readable {
  const stream = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: pieceBytes });
  stream.end(text);
  return stream;
}
