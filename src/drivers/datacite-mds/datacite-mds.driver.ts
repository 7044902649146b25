import { failureOfAnswer } from '../../pid/answer-failure.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidInspection,
  type PidTarget,
} from '../../pid/driver.js';
import { pidAsPath } from '../../pid/pid.js';
import type { RemoteAnswer } from '../../pid/remote-call.js';
import { markAmong } from '../datacite/kernel-mark.js';
import { kernelXmlOf } from '../datacite/kernel-xml.js';
import {
  basicAuthorization,
  type DriverFactory,
  type DriverSettings,
  type DriverTools,
  joined,
  textOf,
} from '../driver-settings.js';
import { foreign, gone } from '../failures.js';
import { assertOwnPrefix } from '../own-prefix.js';

/** What MDS holds of a DOI. */
type Standing = { found: 'absent' } | { found: 'foreign' } | { found: 'ours'; revision: number | undefined };

const xmlType = 'application/xml;charset=UTF-8';
const textType = 'text/plain;charset=UTF-8';

/**
 * Registers DOIs by DataCite's MDS: metadata first, then the address. The protocol overwrites, so every write is
 * preceded by a look.
 */
class DataciteMdsDriver implements PidDriver {
  readonly promises = { createOnly: false, inspect: true, recreate: false };

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {}

  async check(signal: AbortSignal): Promise<PidCheck> {
    const answer = await this.ask('GET', this.doiPath(), signal);
    if (answer.status !== 200 && answer.status !== 204) throw this.refused(answer);
    return { confirmed: ['The credentials are accepted.'] };
  }

  async register(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.look(target, signal);
    if (standing.found === 'foreign') throw foreign(target.pid);
    return this.write(target, target.url, standing.found === 'ours', signal);
  }

  async update(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.look(target, signal);
    if (standing.found === 'absent') throw gone(target.pid);
    if (standing.found === 'foreign') throw foreign(target.pid);
    return this.write(target, target.url, true, signal);
  }

  /** Metadata and address first: setting them makes a DOI visible again, so hiding comes last. */
  async unregister(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.look(target, signal);
    if (standing.found === 'absent') return {};
    if (standing.found === 'foreign') throw foreign(target.pid);
    if (await this.dropDraft(target.pid, signal)) return {};
    await this.write(target, target.tombstoneUrl, true, signal);
    const hidden = await this.ask('DELETE', this.metadataPath(target.pid), signal);
    if (![200, 404, 410].includes(hidden.status)) throw this.refused(hidden);
    return { status: hidden.status };
  }

  /** A DOI that never got an address is a draft, which nobody has seen. @returns false when it is none */
  private async dropDraft(pid: string, signal: AbortSignal): Promise<boolean> {
    if ((await this.readUrl(pid, signal)) !== undefined) return false;
    const answer = await this.ask('DELETE', this.doiPath(pid), signal);
    if (answer.status === 405) return false;
    if (![200, 204, 404].includes(answer.status)) throw this.refused(answer);
    return true;
  }

  async inspect(target: PidTarget, signal: AbortSignal): Promise<PidInspection> {
    const standing = await this.look(target, signal);
    if (standing.found !== 'ours') return standing;
    return { ...standing, url: await this.readUrl(target.pid, signal) };
  }

  private async look(target: PidTarget, signal: AbortSignal): Promise<Standing> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const answer = await this.ask('GET', this.metadataPath(target.pid), signal);
    if (answer.status === 404) return { found: 'absent' };
    if (answer.status === 204 || answer.status === 410) return this.lookAtUrl(target, signal);
    if (answer.status !== 200 || !/<([\w.-]+:)?resource[\s>]/.test(answer.body)) throw this.refused(answer);
    const marks = answer.body.match(/waymark:[^<\s]+/g) ?? [];
    const mark = markAmong(marks, target.mark);
    return mark === undefined ? { found: 'foreign' } : { found: 'ours', revision: mark.revision };
  }

  /** Metadata empty or hidden: only the address can tell whose it is. */
  private async lookAtUrl(target: PidTarget, signal: AbortSignal): Promise<Standing> {
    const url = await this.readUrl(target.pid, signal);
    const ours = url === target.url || url === target.tombstoneUrl;
    return ours ? { found: 'ours', revision: undefined } : { found: 'foreign' };
  }

  /** @param known the DOI stood there a moment ago */
  private async write(
    target: PidTarget,
    url: string,
    known: boolean,
    signal: AbortSignal,
  ): Promise<PidApplied> {
    const metadata = await this.ask(
      'PUT',
      this.metadataPath(target.pid),
      signal,
      xmlType,
      kernelXmlOf(target, this.settings.properties),
    );
    if (metadata.status === 404 && known) throw gone(target.pid);
    if (metadata.status !== 201 && metadata.status !== 200) throw this.refused(metadata);
    return this.writeUrl(target, url, signal);
  }

  private async writeUrl(target: PidTarget, url: string, signal: AbortSignal): Promise<PidApplied> {
    // The body is percent-decoded over there; a bare + would become a blank.
    const safe = url.replaceAll('%', '%25').replaceAll('+', '%2B');
    const body = `doi=${target.pid}\nurl=${safe}`;
    const answer = await this.ask('PUT', this.doiPath(target.pid), signal, textType, body);
    // "Metadata first", though we sent it: the two halves do not agree yet, so look again.
    if (answer.status === 412 || (answer.status === 422 && /can't be blank/i.test(answer.body))) {
      throw unknown(answer.status, answer.body);
    }
    if (answer.status !== 201 && answer.status !== 200) throw this.refused(answer);
    if ((await this.readUrl(target.pid, signal)) !== url) {
      throw unknown(answer.status, 'The DOI does not lead to its address yet.');
    }
    return { status: answer.status };
  }

  private async readUrl(pid: string, signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.ask('GET', this.doiPath(pid), signal);
    if (answer.status === 204 || answer.status === 404) return undefined;
    if (answer.status !== 200) throw this.refused(answer);
    return answer.body.trim();
  }

  private ask(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    signal: AbortSignal,
    type?: string,
    body?: string,
  ): Promise<RemoteAnswer> {
    const { properties, credentials } = this.settings;
    const authorization = basicAuthorization(textOf(properties, 'username'), textOf(credentials, 'password'));
    return this.tools.remote.call({
      method,
      url: joined(textOf(properties, 'host'), path),
      signal,
      headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
  }

  private metadataPath(pid: string): string {
    return joined(textOf(this.settings.properties, 'metadataEndpoint') || '/metadata', pidAsPath(pid));
  }

  private doiPath(pid?: string): string {
    const path = textOf(this.settings.properties, 'doiEndpoint') || '/doi';
    return pid === undefined ? path : joined(path, pidAsPath(pid));
  }

  private refused(answer: RemoteAnswer): PidDriverError {
    const text = answer.headers['content-type']?.startsWith('text/html') === true ? '' : answer.body.trim();
    const failure = failureOfAnswer(answer, this.tools.clock.now(), text === '' ? undefined : text);
    return new PidDriverError(specially(failure, answer, text));
  }
}

/** Where MDS's statuses mean something of their own. */
function specially(
  failure: ReturnType<typeof failureOfAnswer>,
  { status }: RemoteAnswer,
  text: string,
): ReturnType<typeof failureOfAnswer> {
  // Its halves do not agree: never a condition that we have set.
  if (status === 412) return { ...failure, class: 'unknown' };
  // A firewall in front answers 403 in HTML.
  if (status === 403 && text === '') return { ...failure, class: 'transient' };
  // The old server's lock clash is no refusal; its 400 names what is wrong.
  if (status === 400 && text !== '') return { ...failure, class: 'permanent' };
  return failure;
}

const unknown = (status: number, reason: string) => new PidDriverError({ class: 'unknown', status, reason });

/** Service type `DOI`. */
export const dataciteMdsDriver: DriverFactory = (settings, tools) => new DataciteMdsDriver(settings, tools);
