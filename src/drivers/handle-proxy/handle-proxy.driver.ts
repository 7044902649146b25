import { z } from 'zod';
import { failureOfAnswer } from '../../pid/answer-failure.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidInspection,
  type PidTarget,
} from '../../pid/driver.js';
import { foldPid, isDoi, parsePid, pidFromPath } from '../../pid/pid.js';
import type { RemoteAnswer } from '../../pid/remote-call.js';
import { type DriverFactory, type DriverSettings, type DriverTools, joined } from '../driver-settings.js';
import { gone } from '../failures.js';
import { assertOwnPrefix } from '../own-prefix.js';
import { proxyAddress } from './proxy-address.js';

/** A name that can be stored, printed and put into metadata. */
const nameForm = z
  .string()
  .max(2048)
  .regex(/^[^\p{Cc}\p{Cs}\s]+$/u);
const registeredForm = z.object({ handle: z.string().min(1) });

/**
 * Speaks to an existing Onedata handle proxy. The protocol can neither promise to create only nor tell what stands
 * outside; credentials travel in the body, as Onezone sends them.
 * Source: oz-worker handle_proxy_client; hps-b2handle.
 */
class HandleProxyDriver implements PidDriver {
  readonly promises = { createOnly: false, inspect: false, recreate: true };

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {}

  /** The protocol has no call that changes nothing; any answer shows that the address is right. */
  async check(signal: AbortSignal): Promise<PidCheck> {
    const url = this.address();
    const answer = await this.tools.remote.call({ method: 'GET', url, signal });
    if (answer.status >= 500 && answer.status !== 501) throw this.refused(answer);
    return { confirmed: ['The proxy answers. Its protocol offers no check of credentials.'] };
  }

  async register(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const answer = await this.ask('PUT', this.nameOf(target), this.publication(target), signal);
    // Onezone takes 201 alone for success; a proxy that answers 200 has registered all the same.
    if (answer.status !== 201 && answer.status !== 200) throw this.refused(answer);
    return { status: answer.status, renamed: renamed(answer, target) };
  }

  async update(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const answer = await this.ask('PATCH', target.publicHandle, this.publication(target), signal);
    if (answer.status === 404) throw gone(target.pid);
    if (answer.status !== 204 && answer.status !== 200) throw this.refused(answer);
    return { status: answer.status };
  }

  async unregister(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const answer = await this.ask('DELETE', this.nameOf(target), this.serviceProperties(), signal);
    if (![200, 204, 404, 410].includes(answer.status)) throw this.refused(answer);
    return { status: answer.status };
  }

  inspect(target: PidTarget): Promise<PidInspection> {
    return new Promise((resolve) => {
      assertOwnPrefix(target.pid, this.settings.prefix);
      resolve({ found: 'unknowable' });
    });
  }

  private address(): string {
    return joined(proxyAddress(this.settings.proxyEndpoint ?? ''), 'handle');
  }

  /** A DOI is named in full, a PID without its prefix. */
  private nameOf(target: PidTarget): string {
    assertOwnPrefix(target.pid, this.settings.prefix);
    return isDoi(target.pid) ? target.pid : (parsePid(target.pid)?.suffix ?? target.pid);
  }

  private publication(target: PidTarget): Record<string, unknown> {
    // The key is onedata_dc whatever the schema: that is what proxies read.
    const metadata = { onedata_dc: target.metadata.xml };
    return { url: target.url, serviceProperties: this.serviceProperties(), metadata };
  }

  private serviceProperties(): Record<string, unknown> {
    return { ...this.settings.properties, ...this.settings.credentials };
  }

  private ask(
    method: 'PUT' | 'PATCH' | 'DELETE',
    name: string,
    body: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<RemoteAnswer> {
    const url = `${this.address()}?hndl=${encodeURIComponent(name)}`;
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    return this.tools.remote.call({ method, url, headers, body: JSON.stringify(body), signal });
  }

  private refused(answer: RemoteAnswer): PidDriverError {
    return new PidDriverError(failureOfAnswer(answer, this.tools.clock.now()));
  }
}

/** The name that the proxy gave, when it is another than ours. A DOI is never renamed. */
function renamed(answer: RemoteAnswer, target: PidTarget): PidApplied['renamed'] {
  if (isDoi(target.pid)) return undefined;
  const given = handleOf(answer.body);
  if (given === undefined || given === target.publicHandle) return undefined;
  const pid = pidIn(given, target.pid);
  const [ours, theirs] = [target.pid, pid].map((each) => foldPid(parsePid(each)?.prefix ?? ''));
  if (!nameForm.safeParse(given).success || ours !== theirs) {
    throw new PidDriverError({
      class: 'permanent',
      status: answer.status,
      reason: `The proxy registered another name that is none of the service's prefix: ${given}`,
    });
  }
  return { pid, publicHandle: given };
}

function handleOf(body: string): string | undefined {
  try {
    return registeredForm.safeParse(JSON.parse(body)).data?.handle;
  } catch {
    return undefined;
  }
}

/** `http://hdl.handle.net/prefix/suffix` → `prefix/suffix`; an address that names no prefix keeps ours. */
function pidIn(publicHandle: string, ours: string): string {
  if (!URL.canParse(publicHandle)) return parsePid(publicHandle) === undefined ? ours : publicHandle;
  const named = pidFromPath(new URL(publicHandle).pathname.slice(1));
  return named !== undefined && /^\d/.test(named) ? named : ours;
}

/** Any service with a `proxyEndpoint`. */
export const handleProxyDriver: DriverFactory = (settings, tools) => new HandleProxyDriver(settings, tools);
