import type { HandleIdentity } from './administrators.js';
import { parseIdentity } from './administrators.js';

/** What an Authorization header of the handle faces says. */
export type Credentials =
  | { scheme: 'none' }
  | { scheme: 'basic'; user: string; password: string }
  | { scheme: 'handle'; fields: ReadonlyMap<string, string> }
  | { scheme: 'other' };

/** Reads an Authorization header. Source: RFC 7617; `Handle key=token|"quoted", …` of the handle.net HTTP JSON API. */
export function readAuthorization(header: string | undefined): Credentials {
  if (header === undefined || header === '') return { scheme: 'none' };
  const [, scheme = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(header) ?? [];
  if (scheme.toLowerCase() === 'basic') return basic(rest);
  if (scheme.toLowerCase() === 'handle') return { scheme: 'handle', fields: readFields(rest) };
  return { scheme: 'other' };
}

function basic(encoded: string): Credentials {
  const text = decodedBase64(encoded);
  const [, user, password] = /^(\d+:[^:]*|[^:]*):(.*)$/s.exec(text ?? '') ?? [];
  return user === undefined || password === undefined
    ? { scheme: 'other' }
    : { scheme: 'basic', user, password };
}

/** UTF-8 as RFC 7617 recommends; what is none is refused. */
function decodedBase64(encoded: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded.trim(), 'base64'));
  } catch {
    return undefined;
  }
}

/** `key=token, key="quoted"`; keys without letter case. */
function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, key = '', quoted, token] of text.matchAll(
    /([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
  ))
    fields.set(key.toLowerCase(), token ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  return fields;
}

/** The identity in a Basic user name: percent-encoded, or plain. Undefined when it is none, such as a bare name. */
export function identityOfUser(user: string): HandleIdentity | undefined {
  const decoded = percentDecoded(user);
  return decoded === undefined ? undefined : parseIdentity(decoded);
}

/** Percent-decoding, once and strictly. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A password as sent, and percent-decoded: b2handle encodes it as well as the name, others do not. */
export function passwordForms(password: string): string[] {
  return [...new Set([password, percentDecoded(password) ?? password])];
}
