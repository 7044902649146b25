/** Where a client may write a token's text into the path, in whatever form an operator chose. */
const beforeTokens = new Set(['client_tokens']);
const idForm = /^[0-9a-f]{32}$/;
/** Longest path of a log line, in characters. */
const pathLimit = 256;
/** Most paths hold neither a token nor what could hide one, and need not be taken apart. */
const mayHoldToken = /%|wmk_|client_tokens/i;

/** A request's path for its log line: without the query, which may hold secrets of careless clients, and without tokens. */
export function loggedPath(url: string): string {
  const [path = ''] = url.split('?', 1);
  if (!mayHoldToken.test(path)) return path.slice(0, pathLimit);
  const segments = path.split('/');
  return segments
    .map((segment, at) => (isSecret(segment, segments[at - 1] ?? '') ? '[token]' : segment))
    .join('/')
    .slice(0, pathLimit);
}

function isSecret(segment: string, before: string): boolean {
  const isTokenOfPath = beforeTokens.has(before) && segment !== '' && !idForm.test(segment);
  return isTokenOfPath || /wmk_/i.test(decoded(segment));
}

function decoded(segment: string): string {
  return segment.replace(/%([0-7][0-9a-f])/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
