import {
  createRecord,
  defaultTtlSeconds,
  findRecord,
  type NewHandleValue,
  publicPermissions,
  replaceOwnedValues,
  type StoredHandleRecord,
} from '../../handle-server/records.js';
import { namesOfRegistry } from '../../handle-server/records.queries.js';
import { toInstant } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/database.js';
import { GroupedWrites } from '../../platform/database/grouped-writes.js';
import {
  type PidApplied,
  type PidCheck,
  type PidDriver,
  PidDriverError,
  type PidInspection,
  type PidPage,
  type PidTarget,
} from '../../pid/driver.js';
import { parseMark } from '../../pid/ownership.js';
import type { DriverFactory, DriverSettings, DriverTools } from '../driver-settings.js';
import { foreign, gone } from '../failures.js';
import { assertOwnPrefix } from '../own-prefix.js';
import { markType, ownValues, type OwnValue, wishesOf } from '../handle-values.js';

const pageSize = 200;

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
    const values = this.values(target, target.url);
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
    throw gone(target.pid);
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

  async list(page: string | undefined): Promise<PidPage> {
    const pids = await this.tools.database.read((reader) =>
      namesOfRegistry(reader, this.settings.prefix, page ?? '', pageSize),
    );
    return { pids, next: pids.length < pageSize ? undefined : pids.at(-1) };
  }

  private lead(target: PidTarget, url: string) {
    assertOwnPrefix(target.pid, this.settings.prefix);
    const values = this.values(target, url);
    return this.writes.run((tx: Tx) =>
      replaceOwnedValues(tx, target.pid, target.mark.handleId, values, this.now()),
    );
  }

  private values(target: PidTarget, url: string): NewHandleValue[] {
    const { prefix, properties } = this.settings;
    return ownValues(target, url, prefix, wishesOf(properties)).map(stored);
  }

  private now(): string {
    return toInstant(this.tools.clock.now());
  }
}

function inspected(record: StoredHandleRecord, handleId: string): PidInspection {
  const data = (type: string) => record.values.find((value) => value.owned && value.type === type)?.data;
  const mark = parseMark(data(markType) ?? '');
  if (record.ownerHandleId !== handleId) return { found: 'foreign', mark };
  return { found: 'ours', revision: mark?.revision, url: data('URL') };
}

function stored(value: OwnValue): NewHandleValue {
  return {
    index: value.index,
    type: value.type,
    ...(value.kind === 'admin'
      ? { format: 'admin', data: JSON.stringify(value.admin) }
      : { format: 'string', data: value.text }),
    ttlType: 0,
    ttl: defaultTtlSeconds,
    permissions: publicPermissions,
    references: [],
  };
}

/** Service type `Local`. */
export const localDriver: DriverFactory = (settings, tools) => new LocalDriver(settings, tools);
