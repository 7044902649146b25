import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AuthenticatesItself } from '../../platform/policy.js';
import { field } from '../../platform/validation.js';
import { HandleAuthentication } from '../authentication.js';
import { HandleErrorFilter } from '../handle-api/handle-error.filter.js';
import { HandleError } from '../outcome.js';
import { Parameters } from '../request-parts.js';
import { BatchLedger } from './batch-ledger.js';
import { BatchRunner } from './batch-runner.js';
import { linesOf } from './lines.js';

const idForm = /^[0-9a-f]{32}$/;
const resultsQuery = z.object({
  after: field.digits(0, Number.MAX_SAFE_INTEGER).prefault('0'),
  limit: field.digits(1, 10_000).prefault('1000'),
  failures: z.enum(['true', 'false']).default('false'),
});
type ResultsQuery = z.output<typeof resultsQuery>;

/** `/api/batch`: batch files of hdl-genericbatch over HTTP. Whoever knows a batch's random id may read its results. */
@Controller('/api/batch')
@UseFilters(HandleErrorFilter)
export class BatchController {
  constructor(
    private readonly runner: BatchRunner,
    private readonly ledger: BatchLedger,
    private readonly authentication: HandleAuthentication,
  ) {}

  /**
   * Takes a file in whole and answers when it has begun to run. `id` (32 hex digits) names the run: sent again with the
   * same id, operations that were done are not repeated. `dryRun=true` changes nothing.
   */
  @Post()
  @AuthenticatesItself('batch')
  async run(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const parameters = Parameters.ofQuery(request);
    const id = parameters.first('id') ?? randomBytes(16).toString('hex');
    if (!idForm.test(id)) throw new HandleError('protocolError', 'id must be 32 hexadecimal digits');
    const identity = await this.authentication.identityOf(request);
    const body = request.body as Readable | undefined;
    if (typeof body?.pipe !== 'function')
      throw new HandleError('protocolError', 'Send the file as text/plain');
    const dryRun = parameters.flag('dryRun') ?? false;
    await this.runner.accept(linesOf(body), { id, dryRun, identity, address: request.ip });
    const location = `/api/batch/${id}`;
    void reply
      .code(202)
      .header('location', location)
      .send({ ...(await this.found(id)), results: `${location}/results` });
  }

  @Get(':id')
  @AuthenticatesItself('batch')
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store').send(await this.found(id));
  }

  @Get(':id/results')
  @AuthenticatesItself('batch')
  async results(
    @Param('id') id: string,
    @Query({ schema: resultsQuery }) query: ResultsQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.found(id);
    const results = await this.ledger.results(id, query.after, query.limit, query.failures === 'true');
    const next = results.length < query.limit ? null : (results.at(-1)?.ordinal ?? null);
    void reply.header('cache-control', 'no-store').send({ results, next });
  }

  private async found(id: string) {
    const batch = idForm.test(id) ? await this.ledger.find(id) : undefined;
    if (batch === undefined)
      throw new HandleError('protocolError', 'There is no such batch', { status: 404 });
    return batch;
  }
}
