import { All, Controller, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database, type Reader } from '../../platform/database/database.js';
import { AuthenticatesItself } from '../../platform/policy.js';
import { Administrators, type HandleIdentity } from '../administrators.js';
import { mayOnPrefix } from '../apply-change.js';
import { HandleAuthentication } from '../authentication.js';
import { governingPrefix, homedPrefixes, isHomed, prefixHandle } from '../homed-prefixes.js';
import { HandleError, responseCodes } from '../outcome.js';
import { decodedName, Parameters, rawBelow } from '../request-parts.js';
import { allowOrigins, sendJson, sendOptions } from './answers.js';
import { HandleErrorFilter } from './handle-error.filter.js';

const root = '/api/prefixes';

/**
 * `/api/prefixes`: the prefixes whose handles the identity may list. Homing and unhoming are rights of the registry's
 * administrators, which no handle identity has; homing again what lives here is done already.
 */
@Controller()
@UseFilters(HandleErrorFilter)
export class HomedPrefixesController {
  constructor(
    private readonly database: Database,
    private readonly authentication: HandleAuthentication,
  ) {}

  @All([root, `${root}/*`])
  @AuthenticatesItself('handle')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') {
      sendOptions(reply);
      return;
    }
    const asked = decodedName(rawBelow(request, root));
    if (asked !== '') request.pid = asked;
    const listing = asked === '' && ['GET', 'HEAD'].includes(request.method);
    if (!listing && (asked === '' || !['POST', 'DELETE'].includes(request.method)))
      throw new HandleError('protocolError', 'Prefixes are listed by GET', { status: 405 });
    const identity = await this.authentication.identityOf(request);
    if (identity === undefined) throw new HandleError('authenticationNeeded', 'This needs authentication');
    if (listing) sendJson(request, reply, 200, await this.list(identity, Parameters.ofQuery(request)));
    else sendJson(request, reply, 200, await this.home(identity, asked, request.method));
  }

  private async list(identity: HandleIdentity, parameters: Parameters): Promise<object> {
    const prefixes = await this.database.read(async (reader) => {
      const own: string[] = [];
      for (const prefix of await homedPrefixes(reader))
        if (await isOf(reader, identity, prefix)) own.push(prefixHandle(prefix));
      return own;
    });
    const [page, pageSize] = [parameters.number('page') ?? 0, parameters.number('pageSize') ?? -1];
    const paged = pageSize >= 0 && page >= 0;
    return {
      responseCode: responseCodes.success,
      totalCount: String(prefixes.length),
      ...(paged && { page, pageSize }),
      prefixes: paged ? prefixes.slice(page * pageSize, (page + 1) * pageSize) : prefixes,
    };
  }

  private async home(identity: HandleIdentity, asked: string, method: string): Promise<object> {
    const prefix = governingPrefix(asked.includes('/') ? asked : prefixHandle(asked));
    const done = await this.database.read(
      async (reader) => (await isHomed(reader, prefix)) && (await isOf(reader, identity, prefix)),
    );
    if (method !== 'POST' || !done)
      throw new HandleError('invalidAdmin', 'Prefixes are homed by an administrator of the registry');
    return { responseCode: responseCodes.success, handle: asked };
  }
}

function isOf(reader: Reader, identity: HandleIdentity, prefix: string): Promise<boolean> {
  return mayOnPrefix({ administrators: new Administrators(reader) }, identity, prefix, ['list_handles']);
}
