import { All, Controller, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticatesItself } from '../../platform/policy.js';
import { printIdentity } from '../administrators.js';
import { HandleAuthentication, proofOf } from '../authentication.js';
import { percentDecoded, readAuthorization } from '../authorization-header.js';
import { HandleError } from '../outcome.js';
import { type HandleSession, HandleSessions } from '../sessions.js';
import { allowOrigins, sendJson, sendOptions, unknownMethod } from './answers.js';
import { HandleErrorFilter } from './handle-error.filter.js';

/** `/api/sessions`: authenticate once by challenge and response, then send only the session's id. */
@Controller()
@UseFilters(HandleErrorFilter)
export class SessionsController {
  constructor(
    private readonly sessions: HandleSessions,
    private readonly authentication: HandleAuthentication,
  ) {}

  /** Opens a session; with Basic credentials it is authenticated at once. */
  @All('/api/sessions')
  @AuthenticatesItself('handle')
  async open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    if (request.method === 'OPTIONS') sendOptions(reply);
    else if (request.method === 'POST') await this.create(request, reply);
    else throw new HandleError('protocolError', 'Sessions are opened by POST', { status: 405 });
  }

  /** State, authentication and end of the session that the request names. */
  @All('/api/sessions/this')
  @AuthenticatesItself('handle')
  async ofSession(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    allowOrigins(request, reply);
    switch (request.method) {
      case 'OPTIONS':
        sendOptions(reply);
        return;
      case 'GET':
      case 'HEAD':
        this.show(request, reply);
        return;
      case 'PUT':
      case 'POST':
        await this.authenticate(request, reply);
        return;
      case 'DELETE':
        if (!this.sessions.end(sessionId(request) ?? '')) throw unknownSession();
        void reply.code(204).send('');
        return;
      default:
        throw unknownMethod(request.method);
    }
  }

  private async create(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (sessionId(request) !== undefined)
      throw new HandleError('protocolError', 'The request has a session already');
    const { identity, error } = await this.identified(request);
    const session = this.sessions.create(request.ip, identity);
    void reply.header('location', '/api/sessions/this').header('cache-control', 'no-store');
    sendJson(request, reply, 201, { ...state(session), ...(error !== undefined && { error }) });
  }

  /** Bad Basic credentials leave an open session, as handle.net has it. */
  private async identified(request: FastifyRequest) {
    try {
      return { identity: await this.authentication.identityOf(request), error: undefined };
    } catch (error) {
      if (error instanceof HandleError && error.name === 'authenticationFailed')
        return { identity: undefined, error: error.message };
      throw error;
    }
  }

  private show(request: FastifyRequest, reply: FastifyReply): void {
    const id = sessionId(request);
    void reply.header('cache-control', 'no-store');
    if (id === undefined) {
      sendJson(request, reply, 200, { authenticated: false });
      return;
    }
    sendJson(request, reply, 200, state(this.session(id)));
  }

  private async authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const session = this.session(sessionId(request));
    const proof = proofIn(request);
    void reply.header('cache-control', 'no-store');
    if (proof === undefined) {
      const error = 'Missing fields in authentication data';
      sendJson(request, reply, 401, { ...state(session), error });
      return;
    }
    try {
      await this.authentication.prove(session, proof, request.ip);
      // Clients that proved it in the header may go on with that same header.
      session.provenBy = request.headers.authorization;
      sendJson(request, reply, 200, state(session));
    } catch (error) {
      if (!(error instanceof HandleError) || error.name !== 'authenticationFailed') throw error;
      sendJson(request, reply, 401, { ...state(session), error: error.message });
    }
  }

  private session(id: string | undefined): HandleSession {
    const session = this.sessions.use(id ?? '');
    if (session === undefined) throw unknownSession();
    return session;
  }
}

const unknownSession = () =>
  new HandleError('authenticationFailed', 'The session does not exist or is over', { status: 403 });

function state({ id, nonce, identity }: HandleSession) {
  return {
    sessionId: id,
    nonce: nonce.toString('base64'),
    ...(identity !== undefined && { authenticated: true, id: printIdentity(identity) }),
  };
}

function sessionId(request: FastifyRequest): string | undefined {
  const credentials = readAuthorization(request.headers.authorization);
  const ofHeader = credentials.scheme === 'handle' ? credentials.fields.get('sessionid') : undefined;
  return ofHeader ?? text(request.body, 'sessionId');
}

/** The proof of a JSON body, else of the header, where the id is percent-encoded. */
function proofIn(request: FastifyRequest) {
  const { body } = request;
  const ofBody = proofOf((name) => text(body, name), text(body, 'id'));
  if (ofBody !== undefined) return ofBody;
  const credentials = readAuthorization(request.headers.authorization);
  if (credentials.scheme !== 'handle') return undefined;
  const { fields } = credentials;
  return proofOf((name) => fields.get(name), percentDecoded(fields.get('id') ?? ''));
}

function text(body: unknown, name: string): string | undefined {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
