import { failureOfAnswer } from '../../pid/answer-failure.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidInspection,
  type PidPage,
  type PidTarget,
} from '../../pid/driver.js';
import { pidAsPath } from '../../pid/pid.js';
import type { RemoteAnswer, RemoteRequest } from '../../pid/remote-call.js';
import {
  type DriverFactory,
  type DriverSettings,
  type DriverTools,
  joined,
  textOf,
} from '../driver-settings.js';
import { isStale, type OwnValue, ownValues, wishesOf } from '../handle-values.js';
import { foreign, gone } from '../failures.js';
import { assertOwnPrefix } from '../own-prefix.js';
import {
  type HandleAnswer,
  inspectValues,
  readHandleAnswer,
  responseCodes,
  valuesBody,
} from './handle-json.js';
import { loggedIn, type Send } from './handle-login.js';

const pageSize = 200;

/** Registers handles at a handle.net server by its HTTP JSON API. */
class HandleHttpDriver implements PidDriver {
  readonly promises = { createOnly: true, inspect: true, recreate: true };
  private readonly send: Send;
  private readonly endpoint: string;

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {
    const { properties, credentials } = settings;
    this.endpoint = textOf(properties, 'endpoint').replace(/\/+$/, '');
    const certificate = textOf(properties, 'certificate');
    const key = textOf(credentials, 'privateKey');
    this.send = loggedIn(tools.remote, this.endpoint.replace(/\/handles$/, ''), {
      username: textOf(properties, 'username'),
      password: textOf(credentials, 'password'),
      clientCertificate: certificate !== '' && key !== '' ? { certificate, key } : undefined,
      useSessions: properties['useSessions'] === true,
    });
  }

  /** Reads a name of our own prefix with credentials: wrong ones are refused even for public values. */
  async check(signal: AbortSignal): Promise<PidCheck> {
    const [, user = ''] = /^\d+:(.+)$/.exec(textOf(this.settings.properties, 'username')) ?? [];
    const own = user.toLowerCase().startsWith(`${this.settings.prefix.toLowerCase()}/`);
    const answer = await this.ask({
      method: 'GET',
      url: this.urlOf(own ? user : `${this.settings.prefix}/check`),
      signal,
    });
    const code = readHandleAnswer(answer.body)?.responseCode;
    if (code === responseCodes.notResponsible) throw notResponsible(this.settings.prefix, answer);
    // Any web server answers 200; only a handle server says with which code.
    const known = [responseCodes.success, responseCodes.valuesNotFound, responseCodes.notFound];
    if (code === undefined || !known.includes(code)) throw this.refused(answer);
    return {
      confirmed: ['The credentials are accepted.', `The server is responsible for ${this.settings.prefix}.`],
    };
  }

  async register(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const url = `${this.urlOf(target.pid)}?overwrite=false`;
    const answer = await this.put(url, this.values(target, target.url), signal);
    // 200 would mean that something was replaced, against our wish: look what stands there now.
    if (answer.status === 201) return { status: 201 };
    throw this.refused(answer);
  }

  async update(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.read(target, signal);
    if (standing === undefined) throw gone(target.pid);
    return this.replace(target, target.url, standing, signal);
  }

  async unregister(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.read(target, signal);
    return standing === undefined ? {} : this.replace(target, target.tombstoneUrl, standing, signal);
  }

  async inspect(target: PidTarget, signal: AbortSignal): Promise<PidInspection> {
    const standing = await this.read(target, signal);
    return standing === undefined ? { found: 'absent' } : inspectValues(standing, target);
  }

  /** @returns undefined when there is no such handle */
  private async read(target: PidTarget, signal: AbortSignal): Promise<HandleAnswer | undefined> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const answer = await this.ask({
      method: 'GET',
      url: `${this.urlOf(target.pid)}?publicOnly=true`,
      signal,
    });
    const read = readHandleAnswer(answer.body);
    if (answer.status === 404 && read?.responseCode === responseCodes.notFound) return undefined;
    if (read?.responseCode === responseCodes.notResponsible)
      throw notResponsible(this.settings.prefix, answer);
    if (answer.status !== 200 || read === undefined) throw this.refused(answer);
    return read;
  }

  /** Needs the right to list handles of the prefix; an account may well lack it. */
  async list(page: string | undefined, signal: AbortSignal): Promise<PidPage | undefined> {
    const number = Number(page ?? '0');
    const query = `prefix=${encodeURIComponent(this.settings.prefix)}&page=${number}&pageSize=${pageSize}`;
    const answer = await this.ask({ method: 'GET', url: `${this.endpoint}?${query}`, signal });
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) return undefined;
    const pids = readHandleAnswer(answer.body)?.handles;
    if (answer.status !== 200 || pids === undefined) throw this.refused(answer);
    return { pids, next: pids.length < pageSize ? undefined : String(number + 1) };
  }

  /** Our values alone, by their indexes: what others added stays. HS_ADMIN is left as it is. */
  private async replace(
    target: PidTarget,
    url: string,
    standing: HandleAnswer,
    signal: AbortSignal,
  ): Promise<PidApplied> {
    if (inspectValues(standing, target).found === 'foreign') throw foreign(target.pid);
    const values = this.values(target, url).filter(({ kind }) => kind !== 'admin');
    const query = values.map(({ index }) => `index=${index}`).join('&');
    const answer = await this.put(`${this.urlOf(target.pid)}?${query}&overwrite=true`, values, signal);
    if (answer.status === 404) throw gone(target.pid);
    if (answer.status !== 200 && answer.status !== 201) throw this.refused(answer);
    await this.removeStale(target, standing, values, signal);
    return { status: answer.status };
  }

  /** Values that the properties ask for no longer. */
  private async removeStale(
    target: PidTarget,
    { values: standing = [] }: HandleAnswer,
    written: readonly OwnValue[],
    signal: AbortSignal,
  ): Promise<void> {
    const stale = standing.filter((value) => isStale(value, written)).map(({ index }) => `index=${index}`);
    if (stale.length === 0) return;
    const url = `${this.urlOf(target.pid)}?${stale.join('&')}`;
    const answer = await this.ask({ method: 'DELETE', url, signal });
    const code = readHandleAnswer(answer.body)?.responseCode;
    if (code !== responseCodes.success && code !== responseCodes.valuesNotFound) throw this.refused(answer);
  }

  /** A 2xx counts only with the protocol's own word of success. */
  private async put(url: string, values: OwnValue[], signal: AbortSignal): Promise<RemoteAnswer> {
    const answer = await this.ask({ method: 'PUT', url, signal, body: valuesBody(values) });
    const success = answer.status === 200 || answer.status === 201;
    const code = readHandleAnswer(answer.body)?.responseCode;
    if (success && code !== responseCodes.success) throw this.refused(answer);
    if (code === responseCodes.notResponsible) throw notResponsible(this.settings.prefix, answer);
    return answer;
  }

  private ask(request: Omit<RemoteRequest, 'clientCertificate'>): Promise<RemoteAnswer> {
    return this.send({
      ...request,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
  }

  private values(target: PidTarget, url: string): OwnValue[] {
    return ownValues(target, url, this.settings.prefix, wishesOf(this.settings.properties));
  }

  private urlOf(pid: string): string {
    return joined(this.endpoint, pidAsPath(pid));
  }

  private refused(answer: RemoteAnswer): PidDriverError {
    const read = readHandleAnswer(answer.body);
    const message = read?.message;
    const failure = failureOfAnswer(answer, this.tools.clock.now(), message);
    // A 400 that says in words what is wrong will say the same next time.
    const known = failure.class === 'doubtful' && message !== undefined;
    return new PidDriverError(known ? { ...failure, class: 'permanent' } : failure);
  }
}

/** As good as being shut out: operators ban addresses that go on asking for a prefix that is not at home there. */
function notResponsible(prefix: string, { status }: RemoteAnswer): PidDriverError {
  return new PidDriverError({
    class: 'credentials',
    status,
    reason: `The server is not responsible for ${prefix}.`,
  });
}

/** Service types `Handle` and, with a Handle JSON endpoint, `PID`. */
export const handleHttpDriver: DriverFactory = (settings, tools) => new HandleHttpDriver(settings, tools);
