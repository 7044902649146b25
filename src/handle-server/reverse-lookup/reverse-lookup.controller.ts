import { Readable } from 'node:stream';
import { All, Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../../platform/database/database.js';
import type { Face } from '../../platform/faces.js';
import { AuthenticatesItself } from '../../platform/policy.js';
import { percentDecoded } from '../authorization-header.js';
import { HandleError } from '../outcome.js';
import { findValues, type StoredHandleValue } from '../records.js';
import { rawBelow } from '../request-parts.js';
import { SearchLanes } from '../search/search-lanes.js';
import { isPublic } from '../value-json.js';
import { LookupAuthentication } from './lookup-authentication.js';
import { LookupFault, type LookupRequest, readLookup } from './lookup-request.js';

const root = '/hrls';
const prefixForm = /^\d{2}[0-9a-zA-Z.]*$/;
const plainText = 'text/plain;charset=utf-8';

/** `/hrls`: from values to names, as EUDAT's reverse look-up servlet answers. */
@Controller()
export class ReverseLookupController {
  constructor(
    private readonly lanes: SearchLanes,
    private readonly database: Database,
    private readonly authentication: LookupAuthentication,
  ) {}

  @All([root, `${root}/*`])
  @AuthenticatesItself('reverse look-up')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      await this.answer(request, reply);
    } catch (error) {
      if (!(error instanceof LookupFault) && !(error instanceof HandleError)) throw error;
      const headers = error instanceof HandleError ? error.extra.headers : undefined;
      if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="default"');
      void reply
        .code(error.status)
        .headers(headers ?? {})
        .type(plainText)
        .send(error.message);
    }
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [path = ''] = rawBelow(request, root).split(';', 1);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new LookupFault(405, 'The reverse look-up answers only GET.');
    if (path === 'ping') {
      void reply.type(plainText).send('OK\n');
      return;
    }
    const prefix = prefixOf(path);
    await this.authentication.assertAllowed(request);
    const rawQuery = request.url.slice(`${request.url}?`.indexOf('?') + 1);
    const asked = readLookup(rawQuery, prefix, false);
    let names = await this.names(asked);
    if (names.length === 0 && rawQuery.includes('+'))
      names = await this.names(readLookup(rawQuery, prefix, true));
    const body = asked.withRecords ? this.records(names) : listed(names);
    void reply.type('application/json;charset=utf-8').send(Readable.from(body, { objectMode: false }));
  }

  private names({ search }: LookupRequest): Promise<string[]> {
    return search.terms.length === 0 ? Promise.resolve([]) : this.lanes.find(search);
  }

  /** `{handle: [{type, value}]}`, record after record, so that a large answer never stands in memory. */
  private async *records(names: readonly string[]): AsyncGenerator<string> {
    let separator = '{';
    for (const name of names) {
      const values = (await this.database.read((reader) => findValues(reader, name))) ?? [];
      const open = values.filter((value) => isPublic(value) && value.format !== 'sealed');
      yield `${separator}${JSON.stringify(name)}:${JSON.stringify(open.map(shown))}`;
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  }
}

const shown = ({ type, data }: StoredHandleValue) => ({ type, value: data });

/** @throws LookupFault 404 when it is no path of the servlet */
function prefixOf(path: string): string | undefined {
  const [place, rawPrefix, ...rest] = path.split('/');
  const prefix = rawPrefix === '' ? undefined : percentDecoded(rawPrefix ?? '');
  const known = place === 'handles' && rest.length === 0;
  if (!known || (rawPrefix !== undefined && rawPrefix !== '' && !prefixForm.test(prefix ?? '')))
    throw new LookupFault(404, 'There is no such reverse look-up.');
  return rawPrefix === undefined ? undefined : prefix;
}

const namesAtOnce = 1000;

function* listed(names: readonly string[]): Generator<string> {
  yield '[';
  for (let from = 0; from < names.length; from += namesAtOnce) {
    const page = names.slice(from, from + namesAtOnce).map((name) => JSON.stringify(name));
    yield `${from === 0 ? '' : ','}${page.join(',')}`;
  }
  yield ']';
}

/** Errors of the HTTP edge as text. */
export const lookupFace: Face = (error) => ({
  status: error.status,
  contentType: plainText,
  body: error.message,
});
