import { Database, sql, type Reader } from '../platform/database/database.js';
import { joined } from '../feed/dialect.js';
import { feedFacts } from '../feed/feed.queries.js';
import { feedSets } from '../feed/sets.js';
import type { MetadataFormat } from '../metadata/schema.js';
import type { RecordSummary } from '../metadata/summary.js';
import type { OaiContext } from './context.js';
import { missingFor, type Aggregator } from './expectations.js';
import type { OaiProvider } from './oai-provider.js';
import { runSelfCheck, type CheckResult } from './self-check.js';

export type { CheckResult } from './self-check.js';

/** A set with the number of its items. */
export interface CountedSet {
  setSpec: string;
  name: string;
  items: number;
}

/** What people want to know of the endpoint. */
export interface EndpointFacts {
  repositoryName: string;
  baseUrl: string;
  adminEmail: string;
  repositoryId: string;
  earliestDatestamp: string;
  highWater: string;
  formats: readonly MetadataFormat[];
  sets: CountedSet[];
  items: number;
}

/** A record that an aggregator would not take whole. */
export interface WeakRecord {
  shareId: string;
  title: string;
  missing: string[];
}

/** How the newest records meet an aggregator's expectations. */
export interface AggregatorReport {
  aggregator: Aggregator;
  looked: number;
  /** Records that lack something, and the newest of them. */
  weakCount: number;
  weak: WeakRecord[];
}

/** Records that a report looks at: the newest. */
const lookedAt = 500;
const weakShown = 50;
/** Counting a million set rows takes a while; once a minute will do. */
const countsLiveMs = 60_000;

/** The endpoint as pages and commands show it. */
export class OaiFacts {
  private checking: Promise<CheckResult[]> | undefined;
  private counts: { at: number; bySet: Map<string, number>; items: number } | undefined;

  constructor(
    private readonly context: OaiContext,
    private readonly provider: OaiProvider,
    private readonly database: Database,
  ) {}

  async facts(): Promise<EndpointFacts> {
    const { view, repositoryName, baseUrl, adminEmail, repositoryId, formats } = this.context;
    const { highWater, earliestDatestamp } = await view.read(feedFacts);
    const { sets } = await view.read(feedSets);
    const { bySet, items } = await this.countedSets();
    return {
      repositoryName,
      baseUrl,
      adminEmail,
      repositoryId,
      earliestDatestamp,
      highWater,
      formats,
      sets: sets.map(({ setSpec, name }) => ({ setSpec, name, items: bySet.get(setSpec) ?? 0 })),
      items,
    };
  }

  /** Runs the conformance list against the endpoint as it is. */
  selfCheck(): Promise<CheckResult[]> {
    const ask = async (query: string) => Buffer.concat(await this.provider.answer(query)).toString();
    // Anybody may ask for it, and it reads whole pages: those who ask while one runs share it.
    this.checking ??= runSelfCheck(ask, this.context.baseUrl).finally(() => {
      this.checking = undefined;
    });
    return this.checking;
  }

  /** What OpenAIRE or B2FIND would miss in the newest records. */
  async aggregatorReport(aggregator: Aggregator): Promise<AggregatorReport> {
    const records = await this.database.read(newestPublished);
    const weak = records.flatMap(({ share_id, summary, prefixes }) => {
      const read = JSON.parse(summary) as RecordSummary;
      const missing = missingFor(aggregator, { summary: read, prefixes: prefixes.split(' ') });
      return missing.length === 0
        ? []
        : [{ shareId: share_id, title: read.titles[0]?.value ?? share_id, missing }];
    });
    const shown = weak.slice(0, weakShown);
    return { aggregator, looked: records.length, weakCount: weak.length, weak: shown };
  }

  private async countedSets(): Promise<{ bySet: Map<string, number>; items: number }> {
    const now = this.context.now().getTime();
    if (this.counts !== undefined && now - this.counts.at < countsLiveMs) return this.counts;
    const rows = await this.database.read((reader) =>
      reader.rows<{ set_spec: string; items: number }>(sql`
        SELECT set_spec, count(*) AS items FROM oai_record_set
        WHERE prefix = 'oai_dc' AND left_header IS NULL GROUP BY set_spec`),
    );
    const all = await this.database.read((reader) =>
      reader.first<{ items: number }>(sql`SELECT count(*) AS items FROM oai_records WHERE prefix = 'oai_dc'`),
    );
    this.counts = {
      at: now,
      bySet: new Map(rows.map(({ set_spec, items }) => [set_spec, items])),
      items: all?.items ?? 0,
    };
    return this.counts;
  }
}

interface PublishedRow {
  share_id: string;
  summary: string;
  /** The formats that it is offered in, separated by blanks. */
  prefixes: string;
}

/** Index: ix_oai_records_prefix, pk_oai_records, pk_handles, uq_oai_records_item */
function newestPublished(reader: Reader): Promise<PublishedRow[]> {
  const prefixes = joined(reader.dialect, sql`o.prefix || ' '`);
  return reader.rows(sql`
    SELECT h.share_id, h.summary,
      (SELECT ${prefixes} FROM oai_records o WHERE o.handle_id = h.id AND NOT o.deleted) AS prefixes
    FROM (SELECT handle_id, seq FROM oai_records WHERE prefix = 'oai_dc' ORDER BY seq DESC LIMIT ${lookedAt}) r
    JOIN handles h ON h.id = r.handle_id WHERE h.deleted_at IS NULL ORDER BY r.seq DESC`);
}
