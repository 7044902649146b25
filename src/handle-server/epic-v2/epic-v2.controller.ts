import { All, Controller, Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config.js';
import { AuthenticatesItself, Public } from '../../platform/policy.js';
import { pidAsPath } from '../../pid/pid.js';
import type { HandleIdentity } from '../administrators.js';
import { HandleError } from '../outcome.js';
import { EpicAccess } from './epic-access.js';
import { EpicCollection, type EpicList } from './epic-collection.js';
import { EpicErrorFilter } from './epic-face.js';
import { generatorNames } from './epic-generators.js';
import { profileNames } from './epic-profiles.js';
import { EpicReader } from './epic-reader.js';
import { type EpicRequest, readEpic } from './epic-request.js';
import { EpicWriter, type EpicWritten } from './epic-writer.js';

const root = '/api/v2/handles';
const shortRoot = '/handles';

/** `/api/v2/handles` and `/handles`: EPIC API v2 over the record store. */
@Controller()
@UseFilters(EpicErrorFilter)
export class EpicV2Controller {
  constructor(
    private readonly reader: EpicReader,
    private readonly collection: EpicCollection,
    private readonly writer: EpicWriter,
    private readonly access: EpicAccess,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('/api/v2/generators')
  @Public()
  generators(): string[] {
    return generatorNames;
  }

  @Get('/api/v2/profiles')
  @Public()
  profiles(): string[] {
    return profileNames;
  }

  /** The release of the EPIC software whose interface this is. */
  @Get('/api/v2/version')
  @Public()
  version(@Res() reply: FastifyReply): void {
    void reply.type('text/plain;charset=utf-8').send('2.5.2\n');
  }

  @All([root, `${root}/*`, shortRoot, `${shortRoot}/*`])
  @AuthenticatesItself('EPIC')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = readEpic(request, request.url.startsWith(root) ? root : shortRoot);
    const { prefix, suffix } = asked;
    if (prefix !== undefined && suffix !== undefined) request.pid = `${prefix}/${suffix}`;
    const identity = await this.access.identityOf(request, prefix);
    if (asked.method === 'PUT' || asked.method === 'POST') assertJson(request);
    if (prefix === undefined) await this.ofRoot(asked, reply);
    else if (suffix === undefined) await this.ofPrefix(prefix, asked, identity, request, reply);
    else await this.ofName(`${prefix}/${suffix}`, asked, identity, request, reply);
  }

  private async ofRoot(asked: EpicRequest, reply: FastifyReply): Promise<void> {
    if (!isRead(asked.method)) throw notAllowed('GET, HEAD');
    sendList(reply, asked, await this.collection.prefixes());
  }

  private async ofPrefix(
    prefix: string,
    asked: EpicRequest,
    identity: HandleIdentity,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (asked.method === 'POST')
      this.sendCreated(reply, asked, await this.writer.post(asked, request.body, identity));
    else if (isRead(asked.method)) sendList(reply, asked, await this.collection.list(prefix, asked, request));
    else throw notAllowed('GET, HEAD, POST');
  }

  private async ofName(
    name: string,
    asked: EpicRequest,
    identity: HandleIdentity,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    switch (asked.method) {
      case 'GET':
      case 'HEAD':
        await this.reader.send(reply, name, asked.conditions, identity);
        return;
      case 'PUT': {
        const written = await this.writer.put(name, asked, request.body, identity);
        if (written.created) this.sendCreated(reply, asked, written);
        else void reply.code(204).headers(tagsOf(written)).send('');
        return;
      }
      case 'DELETE':
        await this.writer.delete(name, asked, identity);
        void reply.code(204).send('');
        return;
      default:
        throw notAllowed('GET, HEAD, PUT, DELETE');
    }
  }

  private sendCreated(
    reply: FastifyReply,
    { root: askedRoot, accept }: EpicRequest,
    written: EpicWritten,
  ): void {
    const location = `${this.config.PUBLIC_URL}${askedRoot}/${pidAsPath(written.name)}`;
    const json = /json|^$|\*\/\*/.test(accept) && !/^text\/(plain|html)/.test(accept);
    void reply
      .code(201)
      .headers({ location, ...tagsOf(written) })
      .type(json ? 'application/json' : 'text/plain;charset=utf-8')
      .send(json ? `\n${JSON.stringify({ 'epic-pid': written.name })}\n` : `${location}\n`);
  }
}

/** @throws HandleError 415 for another body than JSON */
function assertJson({ headers }: FastifyRequest): void {
  if (/^application\/(x-)?json(;|$)/.test(headers['content-type'] ?? '')) return;
  throw new HandleError('protocolError', 'The body must be application/json', { status: 415 });
}

const isRead = (method: string) => method === 'GET' || method === 'HEAD';

const notAllowed = (allow: string) =>
  new HandleError('protocolError', `This resource answers only ${allow}.`, {
    status: 405,
    headers: { allow },
  });

const tagsOf = ({ etag, lastModified }: EpicWritten) => ({ etag, 'last-modified': lastModified });

/** A list as JSON, lines, or comma-separated values, as the client prefers. */
function sendList(reply: FastifyReply, { accept }: EpicRequest, list: EpicList): void {
  const plain = Array.isArray(list) && /^text\/(plain|csv)/.exec(accept)?.[1];
  if (plain === 'plain')
    void reply.type('text/plain;charset=utf-8').send((list as string[]).map((name) => `${name}\n`).join(''));
  else if (plain === 'csv')
    void reply
      .type('text/csv;charset=utf-8')
      .send((list as string[]).map((name) => `${quoted(name)}\r\n`).join(''));
  else void reply.type('application/json').send(JSON.stringify(list));
}

const quoted = (name: string) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
