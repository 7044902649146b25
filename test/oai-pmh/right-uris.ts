/** URIs as RFC 3986 has them, in a second wording for `right-codes.ts`. */

/** Appendix B: scheme, authority, path, query, fragment. */
const components = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
const subDelimiters = "!$&'()*+,;=";

/** What a text is in the eyes of section 3 and 4.2. */
export function kindOfUri(text: string): 'absolute' | 'relative' | 'none' {
  const found = components.exec(text);
  if (text === '' || found === null) return 'none';
  const [, scheme, authority, path = '', query = '', fragment = ''] = found;
  const isLegal =
    (authority === undefined || isAuthority(authority)) &&
    isOf(path, ':@/') &&
    isOf(query, ':@/?') &&
    isOf(fragment, ':@/?');
  if (!isLegal) return 'none';
  if (scheme !== undefined) return /^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme) ? 'absolute' : 'none';
  const [firstSegment = ''] = path.split('/');
  return authority === undefined && firstSegment.includes(':') ? 'none' : 'relative';
}

function isAuthority(authority: string): boolean {
  const userEnds = authority.indexOf('@');
  const place = authority.slice(userEnds + 1);
  const [, host = '', port = ''] = /^(.*?)(?::([^:]*))?$/s.exec(place) ?? [];
  return isOf(authority.slice(0, Math.max(0, userEnds)), ':') && isOf(host, '') && /^\d*$/.test(port);
}

/** Only unreserved characters, sub-delimiters, escapes and those that are named. */
function isOf(text: string, more: string): boolean {
  const plain = text.replace(/%[0-9A-Fa-f][0-9A-Fa-f]/g, '');
  return Array.from(plain).every((one) => (unreserved + subDelimiters + more).includes(one));
}
