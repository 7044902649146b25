import { failureOfAnswer } from '../../pid/answer-failure.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidFailure,
  type PidInspection,
  type PidPage,
  type PidTarget,
} from '../../pid/driver.js';
import { foldPid, pidAsPath } from '../../pid/pid.js';
import type { RemoteAnswer } from '../../pid/remote-call.js';
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
import {
  anyMark,
  type DataciteDoi,
  doiDocument,
  ownRevision,
  readDoi,
  readDois,
  readErrors,
  readUrl,
} from './datacite-json.js';

const hosts = { production: 'https://api.datacite.org', test: 'https://api.test.datacite.org' };
/** Records come whole, and an answer may have 1 MB. */
const pageSize = 50;
const mostPrefixes = 1000;
const mediaType = 'application/vnd.api+json';

/**
 * Registers DOIs by DataCite's REST API. The DOI is ours and chosen before; POST creates only; PUT is an upsert, so it
 * goes out only after a look; a DOI counts as registered when the Handle System holds its address.
 */
class DataciteRestDriver implements PidDriver {
  readonly promises = { createOnly: true, inspect: true, recreate: false };
  private readonly host: string;
  private readonly state: 'findable' | 'registered';

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {
    const { properties } = settings;
    this.host =
      textOf(properties, 'endpoint') || hosts[properties['system'] === 'test' ? 'test' : 'production'];
    this.state = properties['visibility'] === 'registered' ? 'registered' : 'findable';
  }

  /** The dry run of DataCite's own web interface: stores nothing, and refuses wrong credentials and foreign prefixes. */
  async check(signal: AbortSignal): Promise<PidCheck> {
    await this.assertLetIn(signal);
    const confirmed = ['The credentials are accepted.'];
    const { prefix } = this.settings;
    const account = textOf(this.settings.properties, 'username');
    const query = `client-id=${encodeURIComponent(account.toLowerCase())}&page%5Bsize%5D=${mostPrefixes}`;
    const prefixes = account === '' ? undefined : await this.ask('GET', `/prefixes?${query}`, signal);
    if (prefixes?.status !== 200) return { confirmed };
    if (!prefixes.body.includes(`"${prefix}"`)) {
      throw new PidDriverError({
        class: 'permanent',
        reason: `The account ${account} does not hold ${prefix}.`,
      });
    }
    return { confirmed: [...confirmed, `The account may register under ${prefix}.`] };
  }

  async register(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const event = this.state === 'findable' ? 'publish' : 'register';
    const body = doiDocument({ doi: target.pid, event, url: target.url, xml: this.encodedXml(target) });
    const answer = await this.ask('POST', '/dois', signal, body);
    if (answer.status !== 201) throw this.refused(answer);
    return this.confirmed(answer, target, target.url, [this.state], signal);
  }

  async update(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const { state } = await this.mine(target, signal);
    // What was findable is made so no longer by hiding alone; `register` would be ignored.
    const event = this.state === 'findable' ? 'publish' : state === 'findable' ? 'hide' : 'register';
    const body = doiDocument({ event, url: target.url, xml: this.encodedXml(target) });
    const answer = await this.ask('PUT', this.pathOf(target.pid), signal, body);
    if (answer.status === 404) throw gone(target.pid);
    if (answer.status !== 200 && answer.status !== 201) throw this.refused(answer);
    return this.confirmed(answer, target, target.url, [this.state], signal);
  }

  /** Hides and leads to the tombstone; a draft of ours, which nobody has seen, is deleted. */
  async unregister(target: PidTarget, signal: AbortSignal): Promise<PidApplied> {
    const standing = await this.read(target, signal);
    if (standing === undefined) return {};
    if (ownRevision(standing, target) === undefined) throw foreign(target.pid);
    if (standing.state === 'draft') {
      const deleted = await this.ask('DELETE', this.pathOf(target.pid), signal);
      if (deleted.status === 204 || deleted.status === 404) return { status: deleted.status };
      if (deleted.status !== 405) throw this.refused(deleted);
    }
    const body = doiDocument({
      event: 'hide',
      xml: this.encodedXml(target),
      url: target.tombstoneUrl,
      reason: 'withdrawn by its registry',
    });
    const answer = await this.ask('PUT', this.pathOf(target.pid), signal, body);
    if (answer.status === 404) throw gone(target.pid);
    if (answer.status !== 200) throw this.refused(answer);
    return this.confirmed(answer, target, target.tombstoneUrl, ['registered', 'draft'], signal);
  }

  async inspect(target: PidTarget, signal: AbortSignal): Promise<PidInspection> {
    const standing = await this.read(target, signal);
    if (standing === undefined) return { found: 'absent' };
    const revision = ownRevision(standing, target);
    if (revision === undefined) return { found: 'foreign', mark: anyMark(standing) };
    // Not in its final state, or not in the Handle System: as good as not there, so that it is sent again.
    const url = standing.state === this.state ? await this.resolvedUrl(target.pid, signal) : undefined;
    return { found: 'ours', revision, url };
  }

  /** From DataCite's search index, which may lag behind. */
  async list(page: string | undefined, signal: AbortSignal): Promise<PidPage | undefined> {
    const account = textOf(this.settings.properties, 'username').toLowerCase();
    if (account === '') return undefined;
    const paging = `page%5Bsize%5D=${pageSize}&page%5Bcursor%5D=${encodeURIComponent(page ?? '1')}`;
    const query = `client-id=${encodeURIComponent(account)}&fields%5Bdois%5D=doi&${paging}`;
    const answer = await this.ask('GET', `/dois?${query}`, signal);
    const read = answer.status === 200 ? readDois(answer.body) : undefined;
    if (read === undefined) throw this.refused(answer);
    const own = read.pids.filter((pid) => foldPid(pid).startsWith(`${foldPid(this.settings.prefix)}/`));
    return { pids: own, next: read.next };
  }

  /** Stores nothing; a read would not do: with wrong credentials DataCite answers it as anybody's. */
  private async assertLetIn(signal: AbortSignal): Promise<void> {
    const body = doiDocument({ doi: `${this.settings.prefix}/waymark-check` });
    const answer = await this.ask('POST', '/dois/validate', signal, body);
    if (answer.status !== 200 && answer.status !== 422) throw this.refused(answer);
  }

  private async mine(target: PidTarget, signal: AbortSignal): Promise<DataciteDoi> {
    const standing = await this.read(target, signal);
    if (standing === undefined) throw gone(target.pid);
    if (ownRevision(standing, target) === undefined) throw foreign(target.pid);
    return standing;
  }

  private async read(target: PidTarget, signal: AbortSignal): Promise<DataciteDoi | undefined> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const answer = await this.ask(
      'GET',
      `${this.pathOf(target.pid)}?affiliation=true&publisher=true`,
      signal,
    );
    if (answer.status === 404) {
      // To strangers every DOI that is not findable is absent: only an account that is let in can tell.
      if (answer.headers['x-credential-username'] === undefined) await this.assertLetIn(signal);
      return undefined;
    }
    const doi = answer.status === 200 ? readDoi(answer.body) : undefined;
    if (doi === undefined) throw this.refused(answer);
    return doi;
  }

  /** DataCite's success does not prove that the DOI resolves: state and the Handle System's address must agree. */
  private async confirmed(
    answer: RemoteAnswer,
    target: PidTarget,
    url: string,
    states: readonly string[],
    signal: AbortSignal,
  ): Promise<PidApplied> {
    const doi = readDoi(answer.body);
    if (doi === undefined || foldPid(doi.doi) !== foldPid(target.pid))
      throw this.refused({ ...answer, status: 200 });
    if (!states.includes(doi.state)) {
      throw unknown(
        answer.status,
        `DataCite answers the state ${doi.state} instead of ${states.join(' or ')}.`,
      );
    }
    if (doi.state !== 'draft' && (await this.resolvedUrl(target.pid, signal)) !== url) {
      throw unknown(answer.status, 'The DOI does not resolve to its address yet.');
    }
    return { status: answer.status };
  }

  private async resolvedUrl(pid: string, signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.ask('GET', `${this.pathOf(pid)}/get-url`, signal);
    if (answer.status === 204 || answer.status === 404) return undefined;
    // The prefix is not at home in the Handle System (yet): nothing is wrong with our credentials.
    if (answer.status === 403 && /not responsible/i.test(answer.body)) return undefined;
    if (answer.status !== 200) throw this.refused(answer);
    return readUrl(answer.body);
  }

  private ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, signal: AbortSignal, body?: string) {
    return this.tools.remote.call({
      method,
      url: joined(this.host, path),
      signal,
      headers: {
        accept: mediaType,
        authorization: this.authorization(),
        ...(body !== undefined && { 'content-type': mediaType }),
      },
      ...(body !== undefined && { body }),
    });
  }

  private encodedXml(target: PidTarget): string {
    return Buffer.from(kernelXmlOf(target, this.settings.properties)).toString('base64');
  }

  private authorization(): string {
    const { properties, credentials } = this.settings;
    const apiKey = textOf(credentials, 'apiKey');
    if (apiKey !== '') return `Bearer ${apiKey}`;
    return basicAuthorization(textOf(properties, 'username'), textOf(credentials, 'password'));
  }

  private pathOf(pid: string): string {
    return `/dois/${pidAsPath(pid)}`;
  }

  private refused(answer: RemoteAnswer): PidDriverError {
    const errors = readErrors(answer.body);
    const failure = failureOfAnswer(answer, this.tools.clock.now(), errors?.message);
    return new PidDriverError(specially(answer, failure, errors));
  }
}

/** Where DataCite's statuses mean something of their own. */
function specially(
  answer: RemoteAnswer,
  failure: PidFailure,
  errors: ReturnType<typeof readErrors>,
): PidFailure {
  const { status, headers } = answer;
  if (status === 422 && errors?.taken === true) return { ...failure, class: 'exists' };
  // A firewall in front answers 403 in HTML; DataCite itself answers JSON.
  if (status === 403 && errors === undefined) return { ...failure, class: 'transient' };
  if (status === 403 && headers['server']?.startsWith('awselb') === true)
    return { ...failure, class: 'transient' };
  // Every unforeseen fault of DataCite's own becomes 400: only its known refusals are final.
  if (status === 400 && /payload|can't be blank|url/i.test(errors?.message ?? '')) {
    return { ...failure, class: 'permanent' };
  }
  return failure;
}

const unknown = (status: number, reason: string) => new PidDriverError({ class: 'unknown', status, reason });

/** Service type `DataCite`. */
export const dataciteRestDriver: DriverFactory = (settings, tools) => new DataciteRestDriver(settings, tools);
