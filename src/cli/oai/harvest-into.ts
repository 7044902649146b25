import { CommandError } from '../client.js';
import {
  countsInDays,
  harvestPage,
  TokenRefusedError,
  type HarvestedPage,
  type HarvestedRecord,
} from './harvester.js';
import { keepState, stateFile, type ImportState } from './import-state.js';
import { showProgress } from './progress.js';

/** What becomes of the records, one at a time. */
type Take = (record: HarvestedRecord) => Promise<void>;

/** Takes page after page; the state is kept after each, so that nothing is asked twice but the page that was cut off. */
export async function harvestInto(folder: string, state: ImportState, take: Take): Promise<void> {
  const list = new RunningList(folder, state);
  for (let more = true; more;) {
    const page = await list.nextPage();
    for (const record of page.records) await take(record);
    if (page.nameless > 0)
      process.stderr.write(`\npassed over ${page.nameless} records without an identifier\n`);
    state.begun ??= page.responseDate;
    state.done += page.records.length;
    state.token = page.token ?? null;
    more = page.token !== undefined;
    if (!more) {
      state.from = state.begun;
      state.begun = null;
    }
    keepState(folder, state);
    showProgress(state.done, page.completeListSize, more);
    if (!more) state.done = 0;
  }
  keepState(folder, state);
}

/** One harvest of a list; ends with an error where a repository would keep it going for ever. */
class RunningList {
  private readonly tokens = new Set<string>();
  private begunAnew = false;

  constructor(
    private readonly folder: string,
    private readonly state: ImportState,
  ) {}

  /** @throws CommandError when the repository goes round in circles, or refuses its own tokens */
  async nextPage(): Promise<HarvestedPage> {
    const { token } = this.state;
    if (token === null) return this.firstPage();
    if (this.tokens.has(token)) {
      const file = stateFile(this.folder);
      throw new CommandError(
        `the repository gave the same resumption token twice, so its list has no end; remove ${file} to begin anew`,
      );
    }
    this.tokens.add(token);
    try {
      return await harvestPage(this.state.baseUrl, { resumptionToken: token });
    } catch (error) {
      if (!(error instanceof TokenRefusedError) || this.begunAnew) throw error;
      process.stderr.write('\nthe resumption token is no longer taken; the list begins anew\n');
      this.begunAnew = true;
      this.tokens.clear();
      Object.assign(this.state, { token: null, begun: null, done: 0 });
      return this.firstPage();
    }
  }

  private async firstPage(): Promise<HarvestedPage> {
    const { baseUrl, metadataPrefix, set, from } = this.state;
    if (from === null) return harvestPage(baseUrl, { metadataPrefix, set: set ?? undefined });
    const since = (await countsInDays(baseUrl)) ? from.slice(0, 'YYYY-MM-DD'.length) : from;
    return harvestPage(baseUrl, { metadataPrefix, set: set ?? undefined, from: since });
  }
}
