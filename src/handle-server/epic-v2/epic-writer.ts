import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { usualRights } from '../admin-rights.js';
import type { HandleIdentity } from '../administrators.js';
import { HandleRecords } from '../handle-records.js';
import { structured } from '../homed-prefixes.js';
import { type ChangeOutcome, HandleError } from '../outcome.js';
import type { NewHandleValue } from '../records.js';
import { entityTag, fulfils } from './epic-conditions.js';
import { generatedSuffix } from './epic-generators.js';
import { EpicProfiles } from './epic-profiles.js';
import type { EpicRequest } from './epic-request.js';
import { firstFree, parseEpic } from './epic-values.js';

/** A record that was written. */
export interface EpicWritten {
  name: string;
  created: boolean;
  etag: string;
  lastModified: string;
}

const adminIndexes = 100;
/** Draws of a generated name before something else must be wrong. */
const mostDraws = 5;

/** Writes of the EPIC face. */
@Injectable()
export class EpicWriter {
  constructor(
    private readonly records: HandleRecords,
    private readonly clock: Clock,
    private readonly profiles: EpicProfiles,
  ) {}

  /** Creates or wholly replaces a record under the request's conditions. */
  async put(name: string, asked: EpicRequest, body: unknown, identity: HandleIdentity): Promise<EpicWritten> {
    const { conditions } = asked;
    const outcome = await this.records.change({
      change: { kind: 'put', name, overwrite: true, ...valuesOf(body, identity) },
      identity,
      precondition: (record) => fulfils(conditions, record),
    });
    return this.written(outcome);
  }

  /** Creates a record under a generated name; a drawn name that exists is drawn again. */
  async post(asked: EpicRequest, body: unknown, identity: HandleIdentity): Promise<EpicWritten> {
    const { parameters, prefix = '' } = asked;
    const values = valuesOf(body, identity);
    for (let draw = 1; ; draw++) {
      const suffix = generatedSuffix(
        parameters.first('generator') ?? 'juuid',
        parameters.first('prefix') ?? '',
        parameters.first('suffix') ?? '',
      );
      const name = `${prefix}/${suffix}`;
      const outcome = await this.records.change({
        change: { kind: 'put', name, overwrite: false, ...values },
        identity,
      });
      const exists = !outcome.done && outcome.failure.name === 'handleExists';
      if (!exists || draw >= mostDraws) return this.written(outcome);
    }
  }

  /** Deletes a record under the request's conditions. @throws HandleError */
  async delete(
    name: string,
    { conditions, prefix = '' }: EpicRequest,
    identity: HandleIdentity,
  ): Promise<void> {
    this.profiles.assertDeletable(prefix);
    const outcome = await this.records.change({
      change: { kind: 'delete', name },
      identity,
      precondition: (record) => record === undefined || fulfils(conditions, record),
    });
    if (!outcome.done) throw outcome.failure;
  }

  private written(outcome: ChangeOutcome): EpicWritten {
    if (!outcome.done) throw outcome.failure;
    const { name, created, values } = outcome;
    return { name, created, etag: entityTag(values), lastModified: this.clock.now().toUTCString() };
  }
}

/** The body's values; without an HS_ADMIN the requesting user administers a new record. */
function valuesOf(
  body: unknown,
  { handle, index }: HandleIdentity,
): { values: NewHandleValue[]; adminFallback: NewHandleValue } {
  const values = parseEpic(body);
  if (values.length > 2000) throw new HandleError('protocolError', 'More than 2000 values');
  const free = firstFree(new Set(values.map((value) => value.index)), adminIndexes);
  const admin = { handle, index, permissions: usualRights };
  return { values, adminFallback: structured(free, 'HS_ADMIN', 'admin', admin) };
}
