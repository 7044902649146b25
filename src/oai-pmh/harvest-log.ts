import { createHash } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { Database, sql, type Tx } from '../platform/database/database.js';
import { withinPairPage, type Page } from '../platform/paging.js';
import { LOGGER, type PinoLogger } from '../platform/logging.js';

/** One reply, as the log counts it. */
export interface HarvestedReply {
  address: string;
  agent: string;
  verb: string;
  prefix: string;
  set: string;
  records: number;
  bytes: number;
  failed: boolean;
}

/** A line of the log as the API shows it. */
export interface HarvestLine {
  day: string;
  address: string;
  agent: string;
  verb: string;
  metadataPrefix: string;
  setSpec: string;
  requests: number;
  records: number;
  bytes: number;
  errors: number;
  lastSeen: string;
}

/** What makes a line; `key` has it as text. */
interface LineKey {
  key: string;
  day: string;
  address: string;
  agent: string;
  verb: string;
  prefix: string;
  set_spec: string;
}

interface Tally extends LineKey, Pick<HarvestLine, 'requests' | 'records' | 'bytes' | 'errors' | 'lastSeen'> {
  /** Hash of `key`. */
  id: string;
}

const flushMs = 5000;
/** Different lines held between two flushes, and begun in a day; a flood of agents goes into one line. */
const maxLines = 1000;
const maxLinesADay = 10_000;
const keptDays = 400;

/** Who harvests what, how much, when last, with what errors: a line a day for each harvester, verb, format and set. */
@Injectable()
export class HarvestLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private tallies = new Map<string, Tally>();
  private timer: NodeJS.Timeout | undefined;
  private prunedOn = '';
  /** Ids of the lines that this process began on `day`. */
  private begun = { day: '', ids: new Set<string>() };

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      // The top of a timer: what cannot be written now is written with the next lines.
      this.flush().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'the harvest log could not be written; it is tried again');
      });
    }, flushMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Counts a reply; in memory, so that a harvest does not wait for it. */
  count(reply: HarvestedReply): void {
    const now = toInstant(this.clock.now());
    const tally = this.tallyOf(reply, now.slice(0, 10));
    tally.requests += 1;
    tally.records += reply.records;
    tally.bytes += reply.bytes;
    tally.errors += reply.failed ? 1 : 0;
    tally.lastSeen = now;
  }

  /** Writes what was counted since the last time. */
  async flush(): Promise<void> {
    if (this.tallies.size === 0) return;
    const tallies = this.tallies;
    this.tallies = new Map();
    try {
      await this.database.write((tx) => this.store(tx, [...tallies.values()]));
    } catch (error) {
      for (const tally of tallies.values()) this.merge(tally);
      throw error;
    }
  }

  /** A page of lines with their ids, the last seen first. Index: ix_oai_harvests_seen */
  async lines(page: Page): Promise<{ id: string; line: HarvestLine }[]> {
    await this.flush();
    const rows = await this.database.read((reader) =>
      reader.rows<Omit<Tally, 'key' | 'lastSeen'> & { last_seen: string }>(
        sql`SELECT * FROM oai_harvests ${withinPairPage([sql`last_seen`, sql`id`], page, 'WHERE', true)}`,
      ),
    );
    return rows.map(({ id, prefix, set_spec, last_seen, ...rest }) => ({
      id,
      line: { ...rest, metadataPrefix: prefix, setSpec: set_spec, lastSeen: last_seen },
    }));
  }

  private tallyOf(reply: HarvestedReply, day: string): Tally {
    if (day !== this.begun.day) this.begun = { day, ids: new Set() };
    const line = lineOf(day, reply);
    return this.tallies.get(line.key) ?? this.begin(line, reply);
  }

  private begin(line: LineKey, reply: HarvestedReply): Tally {
    const crowded =
      this.tallies.size >= maxLines ||
      (this.begun.ids.size >= maxLinesADay && !this.begun.ids.has(idOf(line)));
    const chosen = crowded ? lineOf(line.day, { ...reply, address: '…', agent: '…', set: '' }) : line;
    const known = this.tallies.get(chosen.key);
    if (known !== undefined) return known;
    const id = idOf(chosen);
    this.begun.ids.add(id);
    const tally = { ...chosen, id, requests: 0, records: 0, bytes: 0, errors: 0, lastSeen: '' };
    this.tallies.set(chosen.key, tally);
    return tally;
  }

  private merge(lost: Tally): void {
    const tally = this.tallies.get(lost.key);
    if (tally === undefined) this.tallies.set(lost.key, lost);
    else {
      tally.requests += lost.requests;
      tally.records += lost.records;
      tally.bytes += lost.bytes;
      tally.errors += lost.errors;
    }
  }

  private async store(tx: Tx, tallies: Tally[]): Promise<void> {
    for (const line of tallies) {
      await tx.execute(sql`
        INSERT INTO oai_harvests (id, day, address, agent, verb, prefix, set_spec, requests, records, bytes, errors, last_seen)
        VALUES (${line.id}, ${line.day}, ${line.address}, ${line.agent}, ${line.verb}, ${line.prefix}, ${line.set_spec},
          ${line.requests}, ${line.records}, ${line.bytes}, ${line.errors}, ${line.lastSeen})
        ON CONFLICT (id) DO UPDATE SET requests = oai_harvests.requests + excluded.requests,
          records = oai_harvests.records + excluded.records, bytes = oai_harvests.bytes + excluded.bytes,
          errors = oai_harvests.errors + excluded.errors, last_seen = excluded.last_seen`);
    }
    const today = toInstant(this.clock.now()).slice(0, 10);
    if (today === this.prunedOn) return;
    const oldest = toInstant(new Date(this.clock.now().getTime() - keptDays * 86_400_000));
    await tx.execute(sql`DELETE FROM oai_harvests WHERE last_seen < ${oldest}`);
    this.prunedOn = today;
  }
}

function lineOf(day: string, { address, agent, verb, prefix, set }: HarvestedReply): LineKey {
  const shown = agent.slice(0, 200).replace(/[^\x20-\x7e…]/g, '?');
  const key = [day, address, shown, verb, prefix, set].join('\n');
  return { key, day, address, agent: shown, verb, prefix, set_spec: set };
}

const idOf = ({ key }: LineKey) => createHash('sha256').update(key).digest('hex').slice(0, 32);
