import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parsePid } from '../../pid/pid.js';
import { Database } from '../../platform/database/database.js';
import { Administrators, type HandleIdentity } from '../administrators.js';
import { mayOnPrefix } from '../apply-change.js';
import { HandleAuthentication } from '../authentication.js';
import { ForeignPrefixBan } from '../foreign-prefix-ban.js';
import { governingPrefix, isHomed } from '../homed-prefixes.js';
import { HandleError, responseCodes } from '../outcome.js';
import { findValues, type StoredHandleValue } from '../records.js';
import { handlesOf } from '../records.queries.js';
import type { Parameters } from '../request-parts.js';
import { isPublic, printValue } from '../value-json.js';
import { isAdminReadable, selected } from './selection.js';

/** An answer of the HTTP JSON API. */
export interface HandleAnswer {
  status: number;
  body: object;
}

/** Reads of the HTTP JSON API: one record, or the names under a prefix. */
@Injectable()
export class HandleReader {
  constructor(
    private readonly database: Database,
    private readonly authentication: HandleAuthentication,
    private readonly bans: ForeignPrefixBan,
  ) {}

  /** Resolves a handle. @param asked the name as asked, which the answer repeats */
  async resolve(asked: string, parameters: Parameters, request: FastifyRequest): Promise<HandleAnswer> {
    const name = asked.includes('/') ? asked : `0.NA/${asked}`;
    if (asked === '') throw new HandleError('invalidHandle', 'Empty handle invalid');
    this.bans.assertAllowed(request);
    const identity = await this.authentication.identityOf(request);
    const values = await this.database.read((reader) => findValues(reader, name));
    if (values === undefined) return this.missing(name, asked, request);
    const selection = { indexes: parameters.numbers('index'), types: parameters.all('type') };
    const publicOnly = parameters.flag('publicOnly') ?? identity === undefined;
    const wanted = selected(values, selection);
    const shown = publicOnly ? wanted.filter(isPublic) : await this.allOf(values, wanted, identity);
    const responseCode = shown.length === 0 ? responseCodes.valuesNotFound : responseCodes.success;
    const printed = shown.map(printValue);
    // The order of the members is handle.net's.
    const body =
      shown.length === 0
        ? { responseCode, values: printed, handle: asked }
        : { responseCode, handle: asked, values: printed };
    return { status: 200, body };
  }

  /** Lists the names under a prefix. Both `page` and `pageSize` make pages, from 0; otherwise all are listed. */
  async list(parameters: Parameters, request: FastifyRequest): Promise<HandleAnswer> {
    const asked = parameters.first('prefix');
    if (asked === undefined) throw new HandleError('protocolError', 'The parameter prefix is needed');
    request.pid = asked;
    this.bans.assertAllowed(request);
    const prefix = governingPrefix(asked.includes('/') ? asked : `0.NA/${asked}`);
    const identity = await this.authentication.identityOf(request);
    if (identity === undefined) throw new HandleError('authenticationNeeded', 'Listing needs authentication');
    if (!(await this.database.read((reader) => isHomed(reader, prefix)))) throw this.foreign(request);
    await this.assertMayList(prefix, identity);
    const [page, pageSize] = [parameters.number('page'), parameters.number('pageSize')];
    const paged = pageSize !== undefined && pageSize >= 0 && (page ?? 0) >= 0;
    const window = paged ? { limit: pageSize, offset: (page ?? 0) * pageSize } : undefined;
    const { names, total } = await this.database.read((reader) => handlesOf(reader, prefix, window));
    const body = {
      responseCode: responseCodes.success,
      prefix: asked,
      // A text, as handle.net sends it.
      totalCount: String(total),
      ...(paged && { page: page ?? 0, pageSize }),
      handles: names,
    };
    return { status: 200, body };
  }

  private async missing(name: string, asked: string, request: FastifyRequest): Promise<HandleAnswer> {
    if (parsePid(name) === undefined) throw new HandleError('invalidHandle', `${asked} is no handle`);
    if (!(await this.database.read((reader) => isHomed(reader, governingPrefix(name)))))
      throw this.foreign(request);
    return { status: 404, body: { responseCode: responseCodes.handleNotFound, handle: asked } };
  }

  private foreign(request: FastifyRequest): HandleError {
    this.bans.foreignRead(request);
    return new HandleError('notResponsible', "That prefix doesn't live here");
  }

  /** Hidden values too, for administrators of the record. */
  private async allOf(
    values: readonly StoredHandleValue[],
    wanted: readonly StoredHandleValue[],
    identity: HandleIdentity | undefined,
  ): Promise<StoredHandleValue[]> {
    if (wanted.every(isPublic)) return [...wanted];
    if (identity === undefined)
      throw new HandleError('authenticationNeeded', 'Hidden values need authentication');
    const may = await this.database.read((reader) =>
      new Administrators(reader).may({ values }, identity, ['read_value']),
    );
    if (!may) throw new HandleError('invalidAdmin', 'Hidden values are for administrators of the handle');
    return wanted.filter(isAdminReadable);
  }

  private async assertMayList(prefix: string, identity: HandleIdentity): Promise<void> {
    const may = await this.database.read((reader) =>
      mayOnPrefix({ administrators: new Administrators(reader) }, identity, prefix, ['list_handles']),
    );
    if (!may) throw new HandleError('invalidAdmin', `No right to list the handles of ${prefix}`);
  }
}
