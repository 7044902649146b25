import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { foldPid } from '../../pid/pid.js';
import { Database } from '../../platform/database/database.js';
import { ForeignPrefixBan } from '../foreign-prefix-ban.js';
import { homedPrefixes, isHomed } from '../homed-prefixes.js';
import { HandleError } from '../outcome.js';
import { findValues } from '../records.js';
import { handlesOf } from '../records.queries.js';
import { parsePattern } from '../search/pattern.js';
import { SearchLanes } from '../search/search-lanes.js';
import { isPublic } from '../value-json.js';
import { type EpicRequest, searchTerms } from './epic-request.js';
import { printEpic } from './epic-values.js';

/** Names, or with `Depth: 1` whole records. */
export type EpicList = string[] | Record<string, unknown>;

const defaultLimit = 1000;
/** What limit=0, "all", means for a search. */
const mostFound = 100_000;
const mostTerms = 20;
const mostRecords = 1000;

/** Listings and searches of the EPIC face. */
@Injectable()
export class EpicCollection {
  constructor(
    private readonly database: Database,
    private readonly lanes: SearchLanes,
    private readonly bans: ForeignPrefixBan,
  ) {}

  /** Prefixes, each with a slash behind it. */
  async prefixes(): Promise<string[]> {
    return (await this.database.read((reader) => homedPrefixes(reader))).map((prefix) => `${prefix}/`);
  }

  /** Suffixes under a prefix: all, or those that fulfil the query; pages count from 1. */
  async list(prefix: string, asked: EpicRequest, request: FastifyRequest): Promise<EpicList> {
    const names = await this.names(prefix, asked, request);
    const suffixes = names.map((name) => name.slice(name.indexOf('/') + 1));
    if (request.headers['depth'] !== '1') return suffixes;
    if (names.length > mostRecords)
      throw new HandleError('protocolError', `Depth 1 shows at most ${mostRecords} records; use limit.`);
    const records: Record<string, unknown> = {};
    for (const [place, name] of names.entries()) {
      const values = (await this.database.read((reader) => findValues(reader, name))) ?? [];
      const shown = values.filter((value) => isPublic(value) && value.format !== 'sealed');
      records[suffixes[place] ?? ''] = shown.map(printEpic);
    }
    return records;
  }

  private async names(
    prefix: string,
    { parameters }: EpicRequest,
    request: FastifyRequest,
  ): Promise<string[]> {
    if (!(await this.database.read((reader) => isHomed(reader, prefix)))) {
      this.bans.foreignRead(request);
      throw new HandleError('notResponsible', 'No such prefix here');
    }
    const limit = parameters.number('limit') ?? defaultLimit;
    const page = parameters.number('page') ?? 1;
    if (limit < 0 || page < 1)
      throw new HandleError('protocolError', 'limit must not be negative, page starts at 1');
    const offset = (page - 1) * limit;
    const terms = searchTerms(request);
    if (terms.length === 0) {
      const window = limit === 0 ? undefined : { limit, offset };
      return (await this.database.read((reader) => handlesOf(reader, prefix, window))).names;
    }
    if (terms.length > mostTerms) throw new HandleError('protocolError', `At most ${mostTerms} search keys`);
    if (terms.some(([type]) => foldPid(type) === 'hs_seckey'))
      throw new HandleError('invalidAdmin', 'HS_SECKEY cannot be searched');
    const patterns = terms.map(([type, text]) => ({
      typeFolded: foldPid(type),
      pattern: parsePattern(text, '~'),
    }));
    const isName = ({ typeFolded }: { typeFolded: string }) => typeFolded === 'handle';
    return this.lanes.find({
      prefixFolded: foldPid(prefix),
      terms: patterns.filter((term) => !isName(term)),
      names: patterns.filter(isName).map(({ pattern }) => pattern.map(foldPid)),
      limit: limit === 0 ? mostFound : Math.min(limit, mostFound),
      offset,
    });
  }
}
