import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { pidAsPath } from '../../pid/pid.js';
import { CommandError } from '../client.js';
import type { PidCredentials } from './pid-credentials.js';

const value = z.object({
  index: z.number(),
  type: z.string(),
  data: z.object({ format: z.string(), value: z.unknown() }),
  ttl: z.union([z.number(), z.string()]).optional(),
  permissions: z.string().optional(),
  timestamp: z.string().optional(),
});
const answerForm = z.object({
  responseCode: z.number(),
  handle: z.string().optional(),
  message: z.string().optional(),
  values: z.array(value).optional(),
});

/** A value as a handle server shows it. */
export type PidValue = z.output<typeof value>;
/** A value to be written; the server gives the rest. */
export interface NewPidValue {
  index: number;
  type: string;
  data: unknown;
  ttl?: number;
  permissions?: string;
}

/** Speaks the Handle HTTP JSON API of any server, as pyhandle does. */
export class HandleClient {
  private readonly agent: Agent;

  constructor(
    private readonly server: string,
    private readonly credentials: PidCredentials,
  ) {
    this.agent = new Agent({ connect: tlsOf(credentials) });
  }

  /** A record's values; undefined when the handle does not exist. @throws CommandError */
  async read(name: string): Promise<PidValue[] | undefined> {
    const { status, answer } = await this.call('GET', name, '');
    if (status === 404 && answer.responseCode === 100) return undefined;
    if (answer.responseCode !== 1 && answer.responseCode !== 200) throw refusal(name, answer);
    return answer.values ?? [];
  }

  /** As `read`, with the hidden values that the credentials may see. @throws CommandError */
  async readAll(name: string): Promise<PidValue[] | undefined> {
    const { answer } = await this.call('GET', name, '', undefined, this.authorization());
    return answer.responseCode === 1 ? (answer.values ?? []) : this.read(name);
  }

  /** Writes a whole record. @throws CommandError, also when it exists and `overwrite` is false */
  async put(name: string, values: readonly NewPidValue[], overwrite: boolean): Promise<void> {
    await this.write('PUT', name, `?overwrite=${String(overwrite)}`, { values });
  }

  /** Writes single values, in place of old ones only with `overwrite`. @throws CommandError */
  async putValues(name: string, values: readonly NewPidValue[], overwrite: boolean): Promise<void> {
    if (values.length === 0) return;
    const indexes = values.map(({ index }) => `index=${index}`).join('&');
    await this.write('PUT', name, `?${indexes}&overwrite=${String(overwrite)}`, { values });
  }

  /** Deletes a record, or the values with these indexes. @throws CommandError */
  async delete(name: string, indexes: readonly number[] = []): Promise<void> {
    const query = indexes.map((index) => `index=${index}`).join('&');
    await this.write('DELETE', name, query === '' ? '' : `?${query}`);
  }

  /** Names found by reverse look-up. @throws CommandError */
  async search(query: string): Promise<string[]> {
    const {
      reverselookup_baseuri: base,
      reverselookup_username: user,
      reverselookup_password: password,
    } = this.credentials;
    const { username = '', password: own = '' } = this.credentials;
    const response = await this.send(`${base ?? this.server}/hrls/handles?${query}`, {
      headers: { authorization: basic(user ?? username, password ?? own) },
    });
    const text = await response.text();
    if (response.status !== 200)
      throw new CommandError(`the search was answered ${response.status}: ${text}`);
    return z.array(z.string()).parse(JSON.parse(text));
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async write(method: string, name: string, query: string, body?: unknown): Promise<void> {
    const { answer } = await this.call(method, name, query, body, this.authorization());
    if (answer.responseCode !== 1) throw refusal(name, answer);
  }

  private async call(
    method: string,
    name: string,
    query: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) {
    const response = await this.send(`${this.server}/api/handles/${pidAsPath(name)}${query}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = answerForm.safeParse(json(text));
    if (!answer.success)
      throw new CommandError(`${name}: the server answered ${response.status}: ${text.slice(0, 200)}`);
    return { status: response.status, answer: answer.data };
  }

  private authorization(): Record<string, string> {
    const { username, password } = this.credentials;
    if (username !== undefined && password !== undefined) return { authorization: basic(username, password) };
    return { authorization: 'Handle clientCert="true"' };
  }

  private async send(url: string, init: Parameters<typeof fetch>[1]) {
    try {
      return await fetch(url, { ...init, dispatcher: this.agent, redirect: 'manual' });
    } catch (error) {
      throw new CommandError(`${url} cannot be reached: ${String((error as Error).cause ?? error)}`);
    }
  }
}

function tlsOf(credentials: PidCredentials) {
  const { HTTPS_verify: verify, passphrase } = credentials;
  const certificate = credentials.certificate_only ?? credentials.certificate_and_key;
  const key = credentials.private_key ?? credentials.certificate_and_key;
  const off = verify === false || verify === 'False';
  return {
    rejectUnauthorized: !off,
    // A path names the authority's certificate.
    ...(typeof verify === 'string' && !['True', 'False'].includes(verify) && { ca: readFileSync(verify) }),
    ...(certificate !== undefined &&
      key !== undefined && { cert: readFileSync(certificate), key: readFileSync(key) }),
    ...(passphrase !== undefined && { passphrase }),
  };
}

/** The user name is percent-encoded, so that it has no colon. */
function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(username)}:${password}`).toString('base64')}`;
}

const refusal = (name: string, { responseCode, message }: z.output<typeof answerForm>) =>
  new CommandError(`${name}: response code ${responseCode}${message === undefined ? '' : `, ${message}`}`);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
