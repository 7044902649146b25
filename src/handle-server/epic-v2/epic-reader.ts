import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { Administrators, type HandleIdentity } from '../administrators.js';
import { isAdminReadable } from '../handle-api/selection.js';
import { ForeignPrefixBan } from '../foreign-prefix-ban.js';
import { governingPrefix, isHomed } from '../homed-prefixes.js';
import { HandleError } from '../outcome.js';
import { findValues, type StoredHandleValue } from '../records.js';
import { isPublic } from '../value-json.js';
import { type Conditions, entityTag, lists } from './epic-conditions.js';
import { printEpic } from './epic-values.js';

/** Reads of the EPIC face. */
@Injectable()
export class EpicReader {
  constructor(
    private readonly database: Database,
    private readonly bans: ForeignPrefixBan,
  ) {}

  /** Sends a record as an array sorted by index; 304 when the client has it already. @throws HandleError handleNotFound */
  async send(
    reply: FastifyReply,
    name: string,
    { ifNoneMatch }: Conditions,
    identity: HandleIdentity,
  ): Promise<void> {
    const values = await this.database.read((reader) => findValues(reader, name));
    if (values === undefined) {
      const homed = await this.database.read((reader) => isHomed(reader, governingPrefix(name)));
      if (!homed) this.bans.foreignRead(reply.request);
      throw new HandleError('handleNotFound', `There is no handle ${name}`);
    }
    const etag = entityTag(values);
    void reply.headers({ etag, 'last-modified': lastModified(values), 'cache-control': 'no-cache' });
    if (ifNoneMatch !== undefined && lists(ifNoneMatch, etag)) {
      void reply.code(304).send('');
      return;
    }
    const shown = [...(await this.readable(values, identity))].sort((one, other) => one.index - other.index);
    void reply.type('application/json').send(JSON.stringify(shown.map(printEpic)));
  }

  private async readable(
    values: StoredHandleValue[],
    identity: HandleIdentity,
  ): Promise<StoredHandleValue[]> {
    if (values.every(isPublic)) return values;
    const may = await this.database.read((reader) =>
      new Administrators(reader).may({ values }, identity, ['read_value']),
    );
    return values.filter(may ? isAdminReadable : isPublic);
  }
}

function lastModified(values: readonly StoredHandleValue[]): string {
  const latest = values.reduce((instant, { timestamp }) => (timestamp > instant ? timestamp : instant), '');
  return new Date(latest === '' ? 0 : latest).toUTCString();
}
