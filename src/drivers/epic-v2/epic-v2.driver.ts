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
import type { RemoteAnswer } from '../../pid/remote-call.js';
import {
  basicAuthorization,
  type DriverFactory,
  type DriverSettings,
  type DriverTools,
  joined,
  textOf,
} from '../driver-settings.js';
import { foreign, gone } from '../failures.js';
import { type OwnValue, ownValues, wishesOf } from '../handle-values.js';
import { assertOwnPrefix } from '../own-prefix.js';
import { epicBody, type EpicValue, inspectEpicValues, readEpicNames, readEpicValues } from './epic-json.js';

/** A record as it stands, with the tag that a conditional change needs. */
interface Standing {
  values: EpicValue[];
  etag: string | undefined;
}

const pageSize = 200;

/** Registers handles by the EPIC API v2, with conditional requests. */
class EpicV2Driver implements PidDriver {
  readonly promises = { createOnly: true, inspect: true, recreate: true };

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {}

  async check(signal: AbortSignal): Promise<PidCheck> {
    const { prefix } = this.settings;
    const answer = await this.ask('GET', `${this.urlOf(`${prefix}/`)}?limit=1`, signal);
    if (answer.status !== 200) throw this.refused(answer);
    return { confirmed: ['The credentials are accepted.', `The prefix ${prefix} can be listed.`] };
  }

  async register(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    // Without a wish of the service's the account itself administers its records.
    const wished = wishesOf(this.settings.properties).owner !== undefined;
    const values = this.values(target, target.url).filter(({ kind }) => wished || kind !== 'admin');
    const body = epicBody(values, []);
    const answer = await this.ask('PUT', this.urlOf(target.pid), signal, {
      body,
      condition: { 'if-none-match': '*' },
    });
    // 204 would mean that an existing record was replaced, against our condition: look what stands there now.
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
    return standing === undefined ? { found: 'absent' } : inspectEpicValues(standing.values, target);
  }

  /** The collection of the prefix; names come without it. */
  async list(page: string | undefined, signal: AbortSignal): Promise<PidPage | undefined> {
    const number = Number(page ?? '1');
    const url = `${this.urlOf(`${this.settings.prefix}/`)}?limit=${pageSize}&page=${number}`;
    const answer = await this.ask('GET', url, signal);
    if (answer.status === 403) return undefined;
    const names = answer.status === 200 ? readEpicNames(answer.body) : undefined;
    if (names === undefined) throw this.refused(answer);
    const pids = names.map((name) =>
      name.startsWith(`${this.settings.prefix}/`) ? name : `${this.settings.prefix}/${name}`,
    );
    return { pids, next: pids.length < pageSize ? undefined : String(number + 1) };
  }

  private async read(target: PidTarget, signal: AbortSignal): Promise<Standing | undefined> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const answer = await this.ask('GET', this.urlOf(target.pid), signal);
    if (answer.status === 404) return undefined;
    const values = answer.status === 200 ? readEpicValues(answer.body) : undefined;
    if (values === undefined) throw this.refused(answer);
    return { values, etag: answer.headers['etag'] };
  }

  private async replace(
    target: PidTarget,
    url: string,
    standing: Standing,
    signal: AbortSignal,
  ): Promise<PidApplied> {
    if (inspectEpicValues(standing.values, target).found === 'foreign') throw foreign(target.pid);
    const values = this.values(target, url).filter(({ kind }) => kind !== 'admin');
    const body = epicBody(values, standing.values);
    const condition = { 'if-match': standing.etag ?? '*' };
    const answer = await this.ask('PUT', this.urlOf(target.pid), signal, { body, condition });
    if (answer.status === 404) throw gone(target.pid);
    if (answer.status === 412) throw changedMeanwhile(target.pid);
    if (answer.status !== 204 && answer.status !== 200) throw this.refused(answer);
    return { status: answer.status };
  }

  private ask(
    method: 'GET' | 'PUT',
    url: string,
    signal: AbortSignal,
    sent?: { body: string; condition: Record<string, string> },
  ): Promise<RemoteAnswer> {
    const { properties, credentials } = this.settings;
    const authorization = basicAuthorization(textOf(properties, 'username'), textOf(credentials, 'password'));
    return this.tools.remote.call({
      method,
      url,
      signal,
      headers: {
        accept: 'application/json',
        authorization,
        ...(sent && { 'content-type': 'application/json', ...sent.condition }),
      },
      ...(sent && { body: sent.body }),
    });
  }

  private values(target: PidTarget, url: string): OwnValue[] {
    return ownValues(target, url, this.settings.prefix, wishesOf(this.settings.properties));
  }

  private urlOf(pid: string): string {
    return joined(textOf(this.settings.properties, 'endpoint'), pidAsPath(pid));
  }

  private refused(answer: RemoteAnswer): PidDriverError {
    const plain = answer.headers['content-type']?.startsWith('text/plain') === true && answer.body !== '';
    const failure = failureOfAnswer(answer, this.tools.clock.now(), plain ? answer.body : undefined);
    return new PidDriverError(
      failure.class === 'doubtful' && plain ? { ...failure, class: 'permanent' } : failure,
    );
  }
}

/** Somebody changed the record between our read and our write: the next attempt reads again. */
function changedMeanwhile(pid: string): PidDriverError {
  return new PidDriverError({
    class: 'transient',
    status: 412,
    reason: `${pid} was changed by somebody meanwhile.`,
  });
}

/** Service types `EPIC` and, with an EPIC v2 endpoint, `PID`. */
export const epicV2Driver: DriverFactory = (settings, tools) => new EpicV2Driver(settings, tools);
