import { shortened } from './answer-failure.js';
import { type PidDriver, PidDriverError } from './driver.js';

/** Shorter texts would black out half of every message. */
const shortestSecret = 4;
const blackened = '[redacted]';

/**
 * A driver whose failures hold no credentials, in one line that any database stores: services echo what they refuse, and
 * reasons are stored, logged and shown.
 * @param secrets the service's opened credentials
 */
export function discreet(driver: PidDriver, secrets: readonly string[]): PidDriver {
  const guarded = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof PidDriverError)) throw error;
      const reason = shortened(withoutSecrets(error.failure.reason, secrets));
      throw new PidDriverError({ ...error.failure, reason }, { cause: error.cause });
    }
  };
  const canList = driver.list !== undefined;
  return {
    promises: driver.promises,
    check: (signal) => guarded(driver.check(signal)),
    register: (target, signal) => guarded(driver.register(target, signal)),
    update: (target, signal) => guarded(driver.update(target, signal)),
    unregister: (target, signal) => guarded(driver.unregister(target, signal)),
    inspect: (target, signal) => guarded(driver.inspect(target, signal)),
    ...(canList && { list: (page, signal) => guarded(listed(driver, page, signal)) }),
  };
}

function listed(driver: PidDriver, page: string | undefined, signal: AbortSignal) {
  return driver.list?.(page, signal) ?? Promise.resolve(undefined);
}

/** Blacks out secrets, as they are and as URLs and JSON write them, one that a length limit cut off, and whole `Authorization` values. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter(({ length }) => length >= shortestSecret)
    .flatMap((secret) => [
      secret,
      shortened(secret),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ])
    .filter(({ length }) => length >= shortestSecret);
  const plain = text.replace(/\b(Basic|Bearer|Digest|Handle)\s+[\w+/=.~-]{8,}/gi, `$1 ${blackened}`);
  // Longest first: one secret may contain another.
  const sorted = [...new Set(forms)].sort((one, other) => other.length - one.length);
  const whole = sorted.reduce((rest, form) => rest.replaceAll(form, blackened), plain);
  return sorted.reduce(withoutCutSecret, whole);
}

function withoutCutSecret(text: string, secret: string): string {
  for (let length = secret.length - 1; length >= shortestSecret; length--) {
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + blackened;
  }
  return text;
}
