import { BlockList, isIP, isIPv6 } from 'node:net';

/** Why an address may not be called. */
export class ForbiddenAddressError extends Error {}

/** What outgoing calls may reach. */
export interface OutgoingPolicy {
  /** `host:port` entries of the operator (OUTGOING_ALLOW): private addresses and plain http are allowed there. */
  allow: readonly string[];
}

const [http, https] = [80, 443];
const firstUnprivilegedPort = 1024;

/** Address blocks that the public Internet does not route to a server. Source: IANA special-purpose registries. */
const forbidden = new BlockList();
const forbiddenV4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '224.0.0.0/4', '240.0.0.0/4',
]; // prettier-ignore
const forbiddenV6 = [
  '64:ff9b:1::/48', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20',
]; // prettier-ignore
for (const block of forbiddenV4) addBlock(block, 'ipv4');
for (const block of forbiddenV6) addBlock(block, 'ipv6');

const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

/**
 * The URL to call, checked as far as it can be before names are resolved.
 * @throws ForbiddenAddressError with a reason fit to be shown
 */
export function checkedUrl(text: string, policy: OutgoingPolicy): URL {
  const url = parsed(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ForbiddenAddressError(`${url.protocol} addresses cannot be called`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ForbiddenAddressError('credentials do not belong into an address');
  }
  if (isListed(url, policy)) return url;
  if (url.protocol === 'http:') {
    throw new ForbiddenAddressError(`plain http needs ${url.hostname}:${portOf(url)} in OUTGOING_ALLOW`);
  }
  const port = portOf(url);
  if (port !== http && port !== https && port < firstUnprivilegedPort) {
    throw new ForbiddenAddressError(`port ${port} is not for web services`);
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) assertPublic(literal);
  return url;
}

/** True when the operator lists exactly this host and port. */
export function isListed(url: URL, policy: OutgoingPolicy): boolean {
  const entry = `${url.hostname}:${portOf(url)}`.toLowerCase();
  return policy.allow.some((allowed) => allowed.toLowerCase() === entry);
}

/** @throws ForbiddenAddressError when the IP address is private, link-local or otherwise not public */
export function assertPublic(address: string): void {
  if (!isPublic(address)) throw new ForbiddenAddressError(`${address} is not a public address`);
}

function isPublic(address: string): boolean {
  if (!isIPv6(address)) return !forbidden.check(address, 'ipv4');
  const embedded = embeddedV4(address);
  if (embedded !== undefined) return isPublic(embedded);
  return globalV6.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
}

/** The IPv4 address inside a v4-mapped (::ffff:0:0/96) or NAT64 (64:ff9b::/96) one. */
function embeddedV4(address: string): string | undefined {
  const groups = expanded(address);
  const head = groups.slice(0, 6).join(':');
  if (head !== '0:0:0:0:0:ffff' && head !== '64:ff9b:0:0:0:0') return undefined;
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Eight hexadecimal groups without leading zeros. The URL parser writes IPv6 hosts canonically; resolvers may not. */
function expanded(address: string): string[] {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [...before, ...new Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? https : http;
}

function parsed(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new ForbiddenAddressError('not an address');
  }
}

function addBlock(block: string, family: 'ipv4' | 'ipv6'): void {
  const [network = '', bits] = block.split('/');
  forbidden.addSubnet(network, Number(bits), family);
}
