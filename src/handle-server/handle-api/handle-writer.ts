import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { HandleIdentity } from '../administrators.js';
import { HandleAuthentication } from '../authentication.js';
import { HandleRecords } from '../handle-records.js';
import { HandleError, responseCodes } from '../outcome.js';
import type { RecordChange } from '../record-changes.js';
import type { NewHandleValue } from '../records.js';
import type { Parameters } from '../request-parts.js';
import { parseValues } from '../value-json.js';
import type { HandleAnswer } from './handle-reader.js';

/** Writes of the HTTP JSON API. */
@Injectable()
export class HandleWriter {
  constructor(
    private readonly records: HandleRecords,
    private readonly authentication: HandleAuthentication,
  ) {}

  /** Creates or replaces a record, or single values when the query names indexes. */
  async put(asked: string, parameters: Parameters, request: FastifyRequest): Promise<HandleAnswer> {
    const identity = await this.writerOf(request);
    const overwrite = parameters.strictFlag('overwrite', true);
    const minting = parameters.strictFlag('mintNewSuffix', false);
    const handle = minting ? `${asked}${randomUUID()}` : asked;
    const values = parseValues(request.body, asked);
    const change: RecordChange = isPartial(parameters, values)
      ? { kind: 'put-values', name: fullName(handle), values, overwrite }
      : { kind: 'put', name: fullName(handle), values, overwrite: overwrite && !minting };
    const outcome = await this.records.change({ change, identity });
    if (!outcome.done) throw outcome.failure;
    return { status: outcome.created ? 201 : 200, body: { responseCode: responseCodes.success, handle } };
  }

  /** Deletes a record, or single values when the query names indexes. */
  async delete(asked: string, parameters: Parameters, request: FastifyRequest): Promise<HandleAnswer> {
    const identity = await this.writerOf(request);
    const indexes = parameters.numbers('index');
    const name = fullName(asked);
    const outcome = await this.records.change({
      change: indexes.length === 0 ? { kind: 'delete', name } : { kind: 'remove', name, indexes },
      identity,
    });
    if (!outcome.done) throw outcome.failure;
    return { status: 200, body: { responseCode: responseCodes.success, handle: asked } };
  }

  private async writerOf(request: FastifyRequest): Promise<HandleIdentity> {
    const identity = await this.authentication.identityOf(request);
    if (identity === undefined) throw new HandleError('authenticationNeeded', 'Writing needs authentication');
    return identity;
  }
}

/** True when only the named values are meant; the indexes of query and body must agree. */
function isPartial(parameters: Parameters, values: readonly NewHandleValue[]): boolean {
  const named = parameters.all('index');
  if (named.length === 0) return false;
  if (named.length === 1 && named[0] === 'various') return true;
  const indexes = new Set(parameters.numbers('index'));
  if (indexes.size !== values.length || !values.every(({ index }) => indexes.has(index)))
    throw new HandleError('protocolError', 'Mismatched indexes in PUT request');
  return true;
}

const fullName = (asked: string): string => (asked.includes('/') ? asked : `0.NA/${asked}`);
