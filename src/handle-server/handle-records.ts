import { Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { GroupedWrites } from '../platform/database/grouped-writes.js';
import { applyChange, changeContext } from './apply-change.js';
import type { ChangeOutcome } from './outcome.js';
import type { ChangeRequest } from './record-changes.js';
import { findRecord, type StoredHandleRecord } from './records.js';
import { SecretKeys } from './secret-keys.js';

/** The record store as the handle faces use it: reads, and changes with all their checks. */
@Injectable()
export class HandleRecords {
  private readonly writes: GroupedWrites;

  constructor(
    private readonly database: Database,
    private readonly keys: SecretKeys,
    private readonly clock: Clock,
  ) {
    this.writes = new GroupedWrites(database);
  }

  /** A record with all its values; undefined when the name is unknown. */
  find(name: string): Promise<StoredHandleRecord | undefined> {
    return this.database.read((reader) => findRecord(reader, name));
  }

  /** Does one change durably. */
  change(request: ChangeRequest): Promise<ChangeOutcome> {
    return this.writes.run((tx) =>
      applyChange(changeContext(tx, this.keys, toInstant(this.clock.now())), request),
    );
  }
}
