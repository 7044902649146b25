import { setTimeout as delay } from 'node:timers/promises';

/** A record as a harvester keeps it: its header and payload, or that it was deleted. */
export type Harvested = Map<string, string>;

/** One answer to ListRecords, read to its last page. */
interface List {
  /** Of the first page, as harvesters are told to keep it. */
  responseDate: string;
  records: Harvested;
}

/** Lists what changed since `from` (everything without it), page by page. Source: OAI-PMH 2.0, section 3.5. */
export async function listRecords(baseUrl: string, from?: string): Promise<List> {
  const records: Harvested = new Map();
  let query = new URLSearchParams({ verb: 'ListRecords', metadataPrefix: 'oai_dc', ...(from && { from }) });
  let responseDate = '';
  for (;;) {
    const response = await fetch(`${baseUrl}/oai_pmh?${query.toString()}`);
    const page = await response.text();
    if (!response.ok) throw new Error(`ListRecords answered ${response.status}`);
    responseDate ||= one(page, /<responseDate>([^<]+)</);
    for (const [record] of page.matchAll(/<record>.*?<\/record>/gs))
      records.set(one(record, /<identifier>([^<]+)</), record);
    const error = /<error code="(\w+)">/.exec(page)?.[1];
    if (error !== undefined && error !== 'noRecordsMatch') throw new Error(`ListRecords failed: ${error}`);
    const token = /<resumptionToken[^>]*>([^<]+)</.exec(page)?.[1];
    if (token === undefined) return { responseDate, records };
    query = new URLSearchParams({ verb: 'ListRecords', resumptionToken: token });
  }
}

function one(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${pattern.source} in: ${text.slice(0, 300)}`);
  return found;
}

/** Polls a repository from its last responseDate, as aggregators do. */
export class Harvester {
  readonly known: Harvested = new Map();
  polls = 0;
  private from: string | undefined;

  constructor(private readonly baseUrl: string) {}

  /** Takes what changed since the last answer. */
  async poll(): Promise<void> {
    const { responseDate, records } = await listRecords(this.baseUrl, this.from);
    for (const [identifier, record] of records) this.known.set(identifier, record);
    this.from = responseDate;
    this.polls++;
  }

  /** Polls until it is told to stop; a server that is away for a while is asked again. */
  async pollUntil(stop: AbortSignal, pauseMs = 5): Promise<void> {
    while (!stop.aborted) {
      await this.poll().catch((error: unknown) => {
        if (!isAway(error)) throw error;
      });
      await delay(pauseMs);
    }
  }
}

/** The server was not there or went away in the middle of an answer. */
export function isAway(error: unknown): boolean {
  // Not `instanceof`: under jest fetch throws a TypeError of another realm.
  const message = (error as { message?: unknown }).message;
  return message === 'fetch failed' || message === 'terminated';
}
