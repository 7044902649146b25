import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { RemoteAnswer, RemoteCaller, RemoteRequest } from '../../pid/remote-call.js';
import { basicAuthorization } from '../driver-settings.js';

/** How a service lets us in. */
export interface HandleCredentials {
  /** `index:prefix/suffix`, such as `300:21.T1/USER01`. */
  username: string;
  password: string;
  clientCertificate: { certificate: string; key: string } | undefined;
  /** Challenge-response sessions instead of Basic. */
  useSessions: boolean;
}

/** Sends a request with the right to write. */
export type Send = (request: Omit<RemoteRequest, 'clientCertificate'>) => Promise<RemoteAnswer>;

const sessionForm = z.object({ sessionId: z.string(), nonce: z.string() });

/** A sender that logs in by certificate, by session, or by Basic. @param api address that ends in `/api` */
export function loggedIn(remote: RemoteCaller, api: string, credentials: HandleCredentials): Send {
  const { clientCertificate } = credentials;
  if (clientCertificate !== undefined) {
    return (request) =>
      remote.call({ ...authorized(request, 'Handle clientCert="true"'), clientCertificate });
  }
  if (credentials.useSessions) return sessionSender(remote, api, credentials);
  // The colon between index and handle would end the user name, so the name is percent-encoded.
  const basic = basicAuthorization(encodeURIComponent(credentials.username), credentials.password);
  return (request) => remote.call(authorized(request, basic));
}

/**
 * Keeps one session and opens another when the service has forgotten it: a 401 then means that nothing was done.
 * Source: Handle.Net HTTP JSON API, sessions with challenge-response for HS_SECKEY.
 */
function sessionSender(remote: RemoteCaller, api: string, credentials: HandleCredentials): Send {
  let session: Promise<string | RemoteAnswer> | undefined;
  // Requests side by side find out together: the first opens another session, the others use it too.
  const forget = (used: Promise<string | RemoteAnswer>) => {
    if (session === used) session = undefined;
  };
  return async (request) => {
    for (let again = false; ; again = true) {
      const used = (session ??= openSession(remote, api, credentials, request.signal));
      const opened = await used.catch((error: unknown) => {
        forget(used);
        throw error;
      });
      if (typeof opened !== 'string') {
        forget(used);
        return opened;
      }
      const answer = await remote.call(authorized(request, `Handle version="0", sessionId="${opened}"`));
      if (answer.status !== 401) return answer;
      forget(used);
      if (again) return answer;
    }
  };
}

/** @returns the session's id, or the answer that refused it */
async function openSession(
  remote: RemoteCaller,
  api: string,
  credentials: HandleCredentials,
  signal: AbortSignal,
): Promise<string | RemoteAnswer> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const opened = await remote.call({ method: 'POST', url: `${api}/sessions`, headers, signal, body: '{}' });
  const session = parsedSession(opened);
  if (session === undefined) return opened;
  const cnonce = randomBytes(16);
  const challenge = Buffer.concat([Buffer.from(session.nonce, 'base64'), cnonce]);
  const body = JSON.stringify({
    sessionId: session.sessionId,
    id: credentials.username,
    type: 'HS_SECKEY',
    cnonce: cnonce.toString('base64'),
    alg: 'HMAC-SHA256',
    signature: createHmac('sha256', credentials.password).update(challenge).digest('base64'),
  });
  const proven = await remote.call({ method: 'PUT', url: `${api}/sessions/this`, headers, signal, body });
  return proven.status === 200 ? session.sessionId : proven;
}

function parsedSession(answer: RemoteAnswer): z.output<typeof sessionForm> | undefined {
  if (answer.status !== 200 && answer.status !== 201) return undefined;
  try {
    return sessionForm.safeParse(JSON.parse(answer.body)).data;
  } catch {
    return undefined;
  }
}

function authorized<R extends { headers?: Readonly<Record<string, string>> }>(
  request: R,
  authorization: string,
): R {
  return { ...request, headers: { ...request.headers, authorization } };
}
