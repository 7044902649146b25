import { type OwnershipMark, parseMark } from '../../../src/pid/ownership.js';

/** A DOI as DataCite keeps it: state machine of the REST API, and apart from it what the Handle System holds. */
export interface StoredDoi {
  doi: string;
  state: 'draft' | 'registered' | 'findable';
  client: string;
  url: string | undefined;
  xml: string;
}

/** A validation error of DataCite's. */
export interface DoiError {
  source: string;
  title: string;
}

const kernel = 'http://datacite.org/schema/kernel-4';

/** What DataCite's two faces work on. */
export class DataciteStore {
  readonly prefix = '10.5072';
  readonly username = 'ABCD.REPO';
  password = 'correct horse';
  readonly dois = new Map<string, StoredDoi>();
  /** What the Handle System answers; lags behind when the switch below says so. */
  readonly handles = new Map<string, string>();
  /** A known lie: success is reported while the Handle System was not told. */
  handleSystemDown = false;

  find(doi: string): StoredDoi | undefined {
    return this.dois.get(doi.toLowerCase());
  }

  mark(doi: string): OwnershipMark | undefined {
    return parseMark(/waymark:[^<\s]+/.exec(this.find(doi)?.xml ?? '')?.[0] ?? '');
  }

  plant(doi: string): void {
    const url = 'https://elsewhere.example/';
    this.dois.set(doi.toLowerCase(), {
      doi,
      state: 'findable',
      client: 'other',
      url,
      xml: `<resource xmlns="${kernel}"/>`,
    });
    this.handles.set(doi.toLowerCase(), url);
  }

  /** Applies attributes and event as the server does; errors leave everything as it was. */
  change(doi: string, given: { url?: string; xml?: string; event?: string }): DoiError[] {
    const before = this.find(doi);
    const after: StoredDoi = {
      doi: before?.doi ?? doi,
      state: nextState(before?.state, given.event),
      client: this.username,
      url: given.url ?? before?.url,
      xml: given.xml ?? before?.xml ?? '',
    };
    const errors = after.state === 'draft' ? [] : faults(after);
    if (errors.length > 0) return errors;
    this.dois.set(doi.toLowerCase(), after);
    if (after.state !== 'draft' && !this.handleSystemDown)
      this.handles.set(doi.toLowerCase(), after.url ?? '');
    return [];
  }
}

/** draft → registered → findable and back to registered; never back to draft. Events that do not fit are ignored. */
function nextState(state: StoredDoi['state'] | undefined, event: string | undefined): StoredDoi['state'] {
  if (event === 'publish') return 'findable';
  if (event === 'register' && (state === undefined || state === 'draft')) return 'registered';
  if (event === 'hide' && state === 'findable') return 'registered';
  if (event === 'show' && state === 'registered') return 'findable';
  return state ?? 'draft';
}

function faults({ url, xml }: StoredDoi): DoiError[] {
  const errors: DoiError[] = [];
  if (url === undefined) errors.push({ source: 'url', title: "Can't be blank" });
  else if (!/^(https?|ftp):\/\/\S+$/.test(url)) errors.push({ source: 'url', title: 'URL is not valid' });
  if (xml.includes('schema/kernel-3')) {
    errors.push({
      source: 'xml',
      title: 'Schema http://datacite.org/schema/kernel-3 is no longer supported',
    });
  } else if (!xml.includes(kernel)) errors.push({ source: 'metadata', title: 'Is invalid' });
  for (const element of ['creators', 'titles', 'publisher', 'publicationYear', 'resourceType']) {
    if (!xml.includes(element)) errors.push({ source: element, title: `Missing child element: ${element}` });
  }
  return errors;
}
