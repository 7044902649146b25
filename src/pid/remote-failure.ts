import type { PidFailure } from './driver.js';
import { ForbiddenAddressError } from './outgoing-policy.js';

/** Nothing can have reached the service. Source: Node's and undici's error codes. */
const unsent: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the service refuses connections',
  ENOTFOUND: 'the name of the service is not known',
  EAI_AGAIN: 'the name of the service cannot be resolved just now',
  EHOSTUNREACH: 'the service cannot be reached',
  ENETUNREACH: 'the network of the service cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'the service does not take connections in time',
};

/** The request cannot even be written, such as with a line end in a credential. Source: undici's and OpenSSL's error codes. */
const unwritable = /^(UND_ERR_INVALID_ARG|ERR_OSSL_)/;
const certificate = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;

/** What a call that got no proper answer means. The reason holds no address and no credentials. */
export function failureOfTransport(error: unknown): PidFailure {
  const causes = [...chain(error)];
  const forbidden = causes.find((cause) => cause instanceof ForbiddenAddressError);
  if (forbidden !== undefined) return { class: 'config', reason: forbidden.message };
  for (const code of causes.map(codeOf)) {
    const reason = unsent[code];
    if (reason !== undefined) return { class: 'transient', reason };
    if (unwritable.test(code)) {
      return { class: 'config', reason: `the service's settings make no request (${code})` };
    }
    if (certificate.test(code)) return { class: 'config', reason: `TLS verification failed (${code})` };
  }
  if (causes.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) {
    return { class: 'unknown', reason: 'no answer in time' };
  }
  return {
    class: 'unknown',
    reason: `the connection broke before the answer was complete (${codeOf(causes[0])})`,
  };
}

/** What is read of an error; no `instanceof`, because Node's own errors may come from another realm. */
interface ErrorLike {
  name?: unknown;
  code?: unknown;
  cause?: unknown;
  errors?: unknown;
}

/** An error, its causes, and the parts of an aggregate, outermost first. */
function* chain(error: unknown): Generator<ErrorLike> {
  if (typeof error !== 'object' || error === null) return;
  const one: ErrorLike = error;
  yield one;
  if (Array.isArray(one.errors)) for (const part of one.errors) yield* chain(part);
  yield* chain(one.cause);
}

function codeOf(error: ErrorLike | undefined): string {
  return typeof error?.code === 'string' ? error.code : 'no code';
}
