import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { RegistryError } from '../../platform/errors.js';

const addressRange = z.string().refine((text) => parseRange(text) !== undefined);
const patterns = z.array(z.string().min(1).max(300)).min(1).max(100);

/** Ways to reach a Onedata service; ours is `rest`. */
export const interfaces = ['rest', 'graphsync', 'oneclient'] as const;

/** The last second that instants are written for: the end of the year 9999. */
export const latestEnd = 253_402_300_799;

/** What narrows a token. Source: ctool `caveats.hrl` as far as it concerns a REST API; the form of `api` is ours. */
export const caveat = z.discriminatedUnion('type', [
  /** Valid until this Unix second. */
  z.object({ type: z.literal('time'), validUntil: z.int().min(1) }),
  /** Only from these addresses or CIDR ranges. */
  z.object({ type: z.literal('ip'), whitelist: z.array(addressRange).min(1).max(100) }),
  /** Only for these calls: `GET /handles/*`, `* /user/*`; `*` stands for any characters. Paths are below the REST root. */
  z.object({ type: z.literal('api'), whitelist: patterns }),
  /** Only through this interface. */
  z.object({ type: z.literal('interface'), interface: z.enum(interfaces) }),
  /** Only when shown by one of these: `usr-{id}`, `usr-*`. */
  z.object({ type: z.literal('consumer'), whitelist: patterns }),
  /** Reading only. */
  z.object({ type: z.literal('data.readonly') }),
]);
export type Caveat = z.output<typeof caveat>;

/** Caveats as stored: a JSON array. */
export const storedCaveats = z.array(caveat);

/** Most caveats of a token, and most characters of them as JSON; those that it takes from another one count. */
const caveatLimit = { count: 100, characters: 8_192 };

/**
 * The caveats of a token that is made from another one.
 * @throws RegistryError badData when they are too many, tokenTooLarge when they are too long
 */
export function joinCaveats(taken: readonly Caveat[], added: readonly Caveat[]): Caveat[] {
  const joined = [...taken, ...added];
  if (joined.length > caveatLimit.count)
    throw new RegistryError('badData', {
      key: 'caveats',
      hint: `a token has at most ${caveatLimit.count} caveats`,
    });
  if (JSON.stringify(joined).length > caveatLimit.characters)
    throw new RegistryError('tokenTooLarge', { limit: caveatLimit.characters });
  return joined;
}

/** A call of the REST API; its path is below the REST root and without query. */
export interface Call {
  method: string;
  path: string;
}

/** What is known of the use of a token; a caveat about something unknown is not met. */
export interface Circumstances {
  at: Date;
  /** Address of who shows the token. */
  ip?: string | undefined;
  interface?: (typeof interfaces)[number] | 'any' | undefined;
  /** User who shows the token. */
  consumerId?: string | undefined;
  /** The call that the token is shown for; without one, `api` is left to whoever makes it. */
  call?: Call;
  /** Without a call: whether `data` caveats are taken. */
  takesDataCaveats?: boolean;
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

function isMet(one: Caveat, { at, ip, consumerId, call, ...shown }: Circumstances): boolean {
  switch (one.type) {
    case 'time':
      return at.getTime() < one.validUntil * 1000;
    case 'ip':
      return ip !== undefined && one.whitelist.some((range) => isWithin(ip, range));
    case 'api':
      return call === undefined || one.whitelist.some((pattern) => matches(pattern, asText(call)));
    case 'interface':
      return shown.interface === 'any' || shown.interface === one.interface;
    case 'consumer':
      return (
        consumerId !== undefined && one.whitelist.some((pattern) => matches(pattern, `usr-${consumerId}`))
      );
    case 'data.readonly':
      return call === undefined ? shown.takesDataCaveats === true : asText(call).startsWith('GET ');
  }
}

const isWithin = (ip: string, range: string): boolean =>
  parseRange(range)?.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4') === true;

/** A call as `api` caveats name it; HEAD is a GET without the body. */
const asText = ({ method, path }: Call): string => `${method === 'HEAD' ? 'GET' : method} ${path}`;

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
