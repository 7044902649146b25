import { createHash } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import { PidDriverError } from './driver.js';
import {
  assertPublic,
  checkedUrl,
  ForbiddenAddressError,
  isListed,
  type OutgoingPolicy,
} from './outgoing-policy.js';
import { failureOfTransport } from './remote-failure.js';

/** One call to a registration service. */
export interface RemoteRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** PEM texts for services that ask for a client certificate. */
  clientCertificate?: { certificate: string; key: string } | undefined;
  signal: AbortSignal;
}

/** What came back, whatever its status. Header names are in lower case; the body is text, 1 MB at most. */
export interface RemoteAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Settings of the one outgoing HTTP client. */
export interface RemoteCallSettings extends OutgoingPolicy {
  userAgent: string;
  /** Resolves names; tests pass their own. */
  lookup?: LookupFunction;
}

const connectMs = 5000;
const answerMs = 20_000;
const longestBody = 1024 * 1024;
const keepAliveMs = 4000;

/**
 * The one outgoing HTTP client. Calls public addresses, and private ones that the operator lists; what was checked is
 * what is connected to. Follows no redirects, verifies TLS, inherits no proxy, and ends at its deadline.
 */
export class RemoteCaller {
  private readonly agents = new Map<string, Agent>();

  constructor(private readonly settings: RemoteCallSettings) {}

  /**
   * @throws PidDriverError config for a forbidden address or bad certificate; transient when nothing was sent; unknown
   *   when the service may have acted, or answered with more than 1 MB or a compressed body
   */
  async call(asked: RemoteRequest): Promise<RemoteAnswer> {
    try {
      const url = checkedUrl(asked.url, this.settings);
      const answer = await request(url, {
        method: asked.method,
        dispatcher: this.agentFor(url, asked.clientCertificate),
        headers: { 'user-agent': this.settings.userAgent, 'accept-encoding': 'identity', ...asked.headers },
        signal: AbortSignal.any([asked.signal, AbortSignal.timeout(answerMs)]),
        ...(asked.body !== undefined && { body: asked.body }),
      });
      return { status: answer.statusCode, headers: flat(answer.headers), body: await read(answer) };
    } catch (error) {
      if (error instanceof PidDriverError) throw error;
      throw new PidDriverError(failureOfTransport(error), { cause: error });
    }
  }

  /** Closes idle connections and waits for calls under way. */
  async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.close()));
  }

  private agentFor(url: URL, client: RemoteRequest['clientCertificate']): Agent {
    const listed = isListed(url, this.settings);
    const key = `${listed}:${client === undefined ? '' : digest(client.certificate + client.key)}`;
    const known = this.agents.get(key);
    if (known !== undefined) return known;
    const lookup = listed ? this.resolver : this.guardedLookup;
    const agent = new Agent({
      connections: 64,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
      maxResponseSize: longestBody,
      connect: { timeout: connectMs, lookup, ...(client && { cert: client.certificate, key: client.key }) },
    });
    this.agents.set(key, agent);
    return agent;
  }

  private get resolver(): LookupFunction {
    return this.settings.lookup ?? systemLookup;
  }

  /** Resolves, refuses a name of which any address is not public, and so pins what is connected to. */
  private readonly guardedLookup: LookupFunction = (host, options, done) => {
    this.resolver(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        done(error, []);
        return;
      }
      const addresses = Array.isArray(found)
        ? found
        : [{ address: found, family: options.family === 6 ? 6 : 4 }];
      try {
        for (const { address } of addresses) assertPublic(address);
      } catch (refused) {
        done(refused as ForbiddenAddressError, []);
        return;
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

async function read(answer: Dispatcher.ResponseData): Promise<string> {
  const encoding = answer.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    // Its own abort error has no listener otherwise, and would end the process.
    answer.body.on('error', () => undefined).destroy();
    throw new PidDriverError({
      class: 'unknown',
      reason: 'the answer was compressed',
      status: answer.statusCode,
    });
  }
  return answer.body.text();
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) as Record<string, string>;
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
