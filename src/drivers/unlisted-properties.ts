import { RegistryError } from '../platform/errors.js';

/** How deep the values of properties may be nested. */
export const nestingLimit = 8;

/** Names of properties that sound like secrets, at any depth. Authors and keywords are none. */
const soundsSecret = /pass|pwd|secret|token|cred|private|key(?!word)|auth(?!or(?!i[sz]))|cookie|header/i;
const holdsPrivateKey = /PRIVATE KEY/;
/** A user name or password in an address. */
const userinfo = /^(https?:[\\/]*|[a-z][a-z0-9+.-]*:\/\/)[^/?#\\]*@/i;

/** Whether a text is an address that carries a user name or password. */
export const carriesUserinfo = (text: string): boolean => userinfo.test(text.trim());

/** Whether a text holds a private key in PEM. */
export const carriesPrivateKey = (text: string): boolean => holdsPrivateKey.test(text);

/**
 * Whether a property that no table lists must be kept like a credential: its name, or one anywhere inside it, sounds like
 * a secret, or a private key stands in it.
 */
export function isSecret(name: string, value: unknown): boolean {
  if (soundsSecret.test(name)) return true;
  if (typeof value === 'string') return carriesPrivateKey(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([inner, each]) => isSecret(inner, each));
}

/** @throws RegistryError badValueJSON when a value is nested too deeply */
export function assertShallow(key: string, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === nestingLimit) throw new RegistryError('badValueJSON', { key });
  for (const each of Object.values(value)) assertShallow(key, each, depth + 1);
}

/** What will be shown holds no address with a password in it, wherever it stands. @throws RegistryError badValueUrl */
export function assertShowable(key: string, value: unknown): void {
  if (textsIn(value).some(carriesUserinfo)) throw new RegistryError('badValueUrl', { key });
}

const structured = 'json:';

/** A credential as text; what is no text goes as JSON behind a mark, so that it can be told apart. */
export function credentialText(value: unknown): string {
  if (typeof value === 'string' && !value.startsWith(structured)) return value;
  return `${structured}${JSON.stringify(value)}`;
}

/** The credential as it was given: the reverse of `credentialText`. */
export function givenCredential(text: string): unknown {
  return text.startsWith(structured) ? (JSON.parse(text.slice(structured.length)) as unknown) : text;
}

/** Every text in a credential, so that none of them slips out with a message of the service. */
export const secretTexts = (text: string): string[] => [text, ...textsIn(givenCredential(text))];

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
