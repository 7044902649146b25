import type { Answer, CallOptions, TestApp } from './app.js';
import { idOf } from './factories.js';

/** A user of a test, with a token of his own. */
export interface Person {
  id: string;
  token: string;
  call: (method: string, path: string, options?: Omit<CallOptions, 'token'>) => Promise<Answer>;
}

/** A new user. */
export async function person(app: TestApp, fullName = 'Test Person'): Promise<Person> {
  const id = idOf(await app.call('POST', '/users', { body: { fullName } }));
  const { json } = await app.call('POST', `/users/${id}/tokens/named`, { body: { name: 'test' } });
  return personWith(app, id, json.token);
}

/** The same user with another token. */
export const personWith = (app: TestApp, id: string, token: string): Person => ({
  id,
  token,
  call: (method, path, options = {}) => app.call(method, path, { ...options, token }),
});

/** A new group without members. */
export async function group(app: TestApp, name = 'Test group'): Promise<string> {
  return idOf(await app.call('POST', '/groups', { body: { name } }));
}

/** A new handle service without members, under a prefix of its own. */
export async function service(app: TestApp, prefix = '21.T11111'): Promise<string> {
  const body = { name: 'Test service', serviceProperties: { type: 'Local', prefix } };
  return idOf(await app.call('POST', '/handle_services', { body }));
}

/** Makes a user or group a member with exactly these privileges. @throws Error when refused */
export async function admit(
  app: TestApp,
  resource: string,
  member: string,
  privileges: readonly string[],
): Promise<void> {
  const added = await app.call('PUT', `${resource}/${member}`, { body: { privileges } });
  if (added.status !== 201) throw new Error(`${resource}/${member}: ${added.status} ${added.text}`);
}

/** Status and error id of an answer, for short expectations. */
export const verdict = (answer: Answer): [number, string | undefined] => [
  answer.status,
  answer.json?.error?.id,
];
