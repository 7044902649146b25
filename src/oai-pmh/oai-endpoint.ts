import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../platform/database/database.js';
import { release } from '../platform/memory.js';
import { RegistryError } from '../platform/errors.js';
import { gzipped, prefersGzip } from '../platform/compression.js';
import { HarvestLog } from './harvest-log.js';
import { OaiMetrics } from './oai-metrics.js';
import { OaiProvider, unanswered } from './oai-provider.js';
import { ReplyLoad } from './reply-load.js';

const retryAfterSeconds = '5';
/** How long a large reply waits for those who write: it would make them a fifth slower. */
const mostGiveWayMs = 20;

/** OAI-PMH over HTTP: arguments in the query of GET, in the form of POST. Source: OAI-PMH 2.0, section 3.1. */
@Injectable()
export class OaiEndpoint {
  private readonly load = new ReplyLoad();

  constructor(
    private readonly provider: OaiProvider,
    private readonly log: HarvestLog,
    private readonly metrics: OaiMetrics,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** @throws RegistryError serviceUnavailable with Retry-After under overload */
  async serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const raw = [queryOf(request), formOf(request)].filter((part) => part !== '').join('&');
    const harvester = { agent: request.headers['user-agent'] ?? '', address: request.ip };
    try {
      if (this.load.isFull)
        throw new RegistryError('serviceUnavailable', {}, { headers: { 'retry-after': retryAfterSeconds } });
      await this.load.during(() => this.answer(raw, request, reply, harvester));
    } catch (error) {
      this.log.count({ ...unanswered, ...harvester, bytes: 0 });
      throw error;
    }
  }

  private async answer(
    raw: string,
    request: FastifyRequest,
    reply: FastifyReply,
    harvester: { agent: string; address: string },
  ): Promise<void> {
    const { pieces, counted } = await this.provider.reply(raw);
    const gzip = prefersGzip(request.headers['accept-encoding']) ? await gzipped(pieces) : undefined;
    if (gzip !== undefined) pieces.forEach(release);
    const sent = gzip === undefined ? pieces : [gzip];
    const bytes = sent.reduce((total, { length }) => total + length, 0);
    if (bytes >= smallBytes) await this.database.giveWay(mostGiveWayMs);
    reply.header('content-type', 'text/xml; charset=utf-8').header('vary', 'Accept-Encoding');
    if (gzip !== undefined) reply.header('content-encoding', 'gzip');
    sendPieces(reply, sent, bytes);
    if (bytes >= smallBytes) this.load.untilRead(reply.raw, bytes);
    this.metrics.replied(counted);
    this.log.count({ ...counted, ...harvester, bytes });
  }
}

/** Below this many bytes one buffer is sent sooner than several. */
const smallBytes = 65_536;

/** Large pages go past Fastify's own sending, which wants one buffer: half a megabyte is sent without being copied. */
function sendPieces(reply: FastifyReply, pieces: Buffer[], length: number): void {
  if (length < smallBytes) {
    void reply.send(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    return;
  }
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.setHeader('content-length', length);
  // Only once the kernel has it all; when the harvester goes first, the garbage collector finds it in time.
  raw.once('finish', () => {
    pieces.forEach(release);
  });
  raw.cork();
  for (const piece of pieces) raw.write(piece);
  raw.end();
  raw.uncork();
}

/**
 * The form that was sent, one character a byte; '' where there is no body.
 * @throws RegistryError unsupportedMediaType for a body of another kind
 */
function formOf({ body }: FastifyRequest): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return Buffer.from(body).toString('latin1');
  throw new RegistryError('unsupportedMediaType', { expected: 'application/x-www-form-urlencoded' });
}

function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}
