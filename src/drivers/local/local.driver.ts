import {
  createRecord,
  findRecord,
  replaceOwnedValues,
  type StoredHandleRecord,
} from '../../handle-server/records.js';
import { toInstant } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/database.js';
import { GroupedWrites } from '../../platform/database/grouped-writes.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidInspection,
  type PidTarget,
} from '../../pid/driver.js';
import { parseMark } from '../../pid/ownership.js';
import type { DriverFactory, DriverSettings, DriverTools } from '../driver-settings.js';
import { assertOwnPrefix } from '../own-prefix.js';
import { markIndex, ownedValues, urlIndex } from './local-values.js';

/** Registers PIDs in the embedded handle server: rows of our own database, in a transaction apart from the ledger's. */
class LocalDriver implements PidDriver {
  readonly promises = { createOnly: true, inspect: true, recreate: true };
  private readonly writes: GroupedWrites;

  constructor(
    private readonly settings: DriverSettings,
    private readonly tools: DriverTools,
  ) {
    this.writes = new GroupedWrites(tools.database);
  }

  check(): Promise<PidCheck> {
    return Promise.resolve({
      confirmed: [`The embedded handle server serves the prefix ${this.settings.prefix}.`],
    });
  }

  async register(target: PidTarget): Promise<PidApplied> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const values = ownedValues(this.settings.prefix, target.url, target.mark);
    const created = await this.writes.run((tx) =>
      createRecord(tx, target.pid, target.mark.handleId, values, this.now()),
    );
    if (!created)
      throw new PidDriverError({ class: 'exists', reason: `The handle ${target.pid} exists already.` });
    return {};
  }

  async update(target: PidTarget): Promise<PidApplied> {
    const outcome = await this.lead(target, target.url);
    if (outcome === 'replaced') return {};
    if (outcome === 'foreign') throw foreign(target.pid);
    throw new PidDriverError({
      class: 'drifted',
      reason: `The handle ${target.pid} is gone from the handle server.`,
    });
  }

  async unregister(target: PidTarget): Promise<PidApplied> {
    const outcome = await this.lead(target, target.tombstoneUrl);
    if (outcome === 'foreign') throw foreign(target.pid);
    return {};
  }

  async inspect(target: PidTarget): Promise<PidInspection> {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const record = await this.tools.database.read((reader) => findRecord(reader, target.pid));
    return record === undefined ? { found: 'absent' } : inspected(record, target.mark.handleId);
  }

  private lead(target: PidTarget, url: string) {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const values = ownedValues(this.settings.prefix, url, target.mark);
    return this.writes.run((tx: Tx) =>
      replaceOwnedValues(tx, target.pid, target.mark.handleId, values, this.now()),
    );
  }

  private now(): string {
    return toInstant(this.tools.clock.now());
  }
}

function inspected(record: StoredHandleRecord, handleId: string): PidInspection {
  if (record.ownerHandleId !== handleId) return { found: 'foreign' };
  const text = (index: number) => record.values.find((value) => value.index === index)?.data;
  return { found: 'ours', revision: parseMark(text(markIndex) ?? '')?.revision, url: text(urlIndex) };
}

function foreign(pid: string): PidDriverError {
  return new PidDriverError({ class: 'exists', reason: `The handle ${pid} belongs to somebody else.` });
}

/** Service type `Local`. */
export const localDriver: DriverFactory = (settings, tools) => new LocalDriver(settings, tools);
