import { All, Controller, Inject, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { AuthenticatesItself } from '../../platform/policy.js';
import { parseIdentity } from '../administrators.js';
import { HandleAuthentication, proofOf } from '../authentication.js';
import { HandleError, responseCodes } from '../outcome.js';
import { decodedName, Parameters, rawBelow } from '../request-parts.js';
import { allowOrigins, sendJson, sendOptions, unknownMethod } from './answers.js';
import { HandleErrorFilter } from './handle-error.filter.js';

const verifications = '/api/verifications';

/** `/api/site`, what this server is; `/api/verifications`, whether a signature is that of a key kept here. */
@Controller()
@UseFilters(HandleErrorFilter)
export class SiteController {
  constructor(
    private readonly authentication: HandleAuthentication,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @All('/api/site')
  @AuthenticatesItself('handle')
  site(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') sendOptions(reply);
    else if (request.method !== 'GET' && request.method !== 'HEAD') throw unknownMethod(request.method);
    else sendJson(request, reply, 200, { responseCode: responseCodes.success, site: siteOf(this.config) });
  }

  @All(`${verifications}/*`)
  @AuthenticatesItself('handle')
  async verify(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') {
      sendOptions(reply);
      return;
    }
    if (!['GET', 'HEAD', 'POST'].includes(request.method)) throw unknownMethod(request.method);
    const parameters = Parameters.ofQueryAndBody(request);
    const asked = decodedName(rawBelow(request, verifications));
    const identity = parseIdentity(asked);
    const nonce = parameters.first('nonce');
    const proof = proofOf((name) => parameters.first(name) ?? (name === 'type' ? '' : undefined), asked);
    if (identity === undefined || nonce === undefined || proof === undefined)
      throw new HandleError('protocolError', 'index:handle, nonce, cnonce, alg and signature are needed');
    const bytes = Buffer.from(nonce, 'base64');
    const isValid = await this.authentication.isSignedBy(identity, bytes, proof, request.ip);
    void reply.header('cache-control', 'no-store');
    sendJson(request, reply, 200, { isValid });
  }
}

/** An HS_SITE value that names this server by its public address: it speaks the HTTP interface alone. */
function siteOf({ PUBLIC_URL, REPOSITORY_NAME }: Config) {
  const { protocol, hostname, port } = new URL(PUBLIC_URL);
  const secure = protocol === 'https:';
  return {
    version: 1,
    protocolVersion: '2.11',
    serialNumber: 1,
    primarySite: true,
    multiPrimary: false,
    attributes: [{ name: 'desc', value: REPOSITORY_NAME }],
    servers: [
      {
        serverId: 1,
        address: hostname,
        interfaces: [
          {
            query: true,
            admin: true,
            protocol: secure ? 'HTTPS' : 'HTTP',
            port: Number(port || (secure ? 443 : 80)),
          },
        ],
      },
    ],
  };
}
