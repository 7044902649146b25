import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const addressRange = z.string().refine((text) => parseRange(text) !== undefined);
const patterns = z.array(z.string().min(1).max(300)).min(1).max(100);

/** What narrows a token. Source: ctool `caveats.hrl` as far as it concerns a REST API; the form of `api` is ours. */
export const caveat = z.discriminatedUnion('type', [
  /** Valid until this Unix second. */
  z.object({ type: z.literal('time'), validUntil: z.int().min(1) }),
  /** Only from these addresses or CIDR ranges. */
  z.object({ type: z.literal('ip'), whitelist: z.array(addressRange).min(1).max(100) }),
  /** Only for these calls: `GET /handles/*`, `* /user/*`; `*` stands for any characters. Paths are below the REST root. */
  z.object({ type: z.literal('api'), whitelist: patterns }),
  /** Only through this interface; ours is `rest`. */
  z.object({ type: z.literal('interface'), interface: z.enum(['rest', 'graphsync', 'oneclient']) }),
  /** Only when shown by one of these: `usr-{id}`, `usr-*`. */
  z.object({ type: z.literal('consumer'), whitelist: patterns }),
  /** Reading only. */
  z.object({ type: z.literal('data.readonly') }),
]);
export type Caveat = z.output<typeof caveat>;

/** Caveats as stored: a JSON array. */
export const storedCaveats = z.array(caveat);

/** What a request shows of itself to caveats. */
export interface Circumstances {
  at: Date;
  ip: string;
  method: string;
  /** Path below the REST root, without query. */
  path: string;
  userId: string;
}

/** The first caveat that a request does not meet, or undefined. */
export function unmetCaveat(caveats: readonly Caveat[], request: Circumstances): Caveat | undefined {
  return caveats.find((one) => !isMet(one, request));
}

/** The instant at which a token with these caveats ends, or undefined. */
export function expiryOf(caveats: readonly Caveat[]): Date | undefined {
  const ends = caveats.flatMap((one) => (one.type === 'time' ? [one.validUntil] : []));
  return ends.length === 0 ? undefined : new Date(Math.min(...ends) * 1000);
}

function isMet(one: Caveat, { at, ip, method, path, userId }: Circumstances): boolean {
  switch (one.type) {
    case 'time':
      return at.getTime() < one.validUntil * 1000;
    case 'ip':
      return one.whitelist.some(
        (range) => parseRange(range)?.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4') === true,
      );
    case 'api':
      return one.whitelist.some((pattern) =>
        matches(pattern, `${method === 'HEAD' ? 'GET' : method} ${path}`),
      );
    case 'interface':
      return one.interface === 'rest';
    case 'consumer':
      return one.whitelist.some((pattern) => matches(pattern, `usr-${userId}`));
    case 'data.readonly':
      return method === 'GET' || method === 'HEAD';
  }
}

/** Compares piece by piece, so that no pattern can make it slow. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function parseRange(text: string): BlockList | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const prefix = bits === undefined ? undefined : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (version === 0 || more.length > 0) return undefined;
  const list = new BlockList();
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (prefix === undefined) list.addAddress(address, family);
  else if (prefix <= (version === 6 ? 128 : 32)) list.addSubnet(address, prefix, family);
  else return undefined;
  return list;
}
