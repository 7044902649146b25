import { HandleError } from '../outcome.js';

const longestLine = 1_048_576;

/**
 * The lines of a text that comes in pieces. A line is given out only when its end has come, so that a connection which
 * breaks never leaves half a line to be run.
 * @param longest of a line, in UTF-16 units; default 1 MB
 * @throws HandleError protocolError for a longer line or text that is no UTF-8; whatever the stream fails with
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array | string>,
  longest = longestLine,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of stream) {
    const lines = `${rest}${typeof piece === 'string' ? piece : decoded(decoder, piece)}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longest) throw new HandleError('protocolError', 'A line is longer than 1 MB');
    yield* lines;
  }
  rest += decoded(decoder, undefined);
  if (rest !== '') yield rest;
}

function decoded(decoder: TextDecoder, piece: Uint8Array | undefined): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new HandleError('protocolError', 'The file is not UTF-8');
  }
}
