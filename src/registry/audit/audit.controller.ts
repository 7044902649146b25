import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { Describe } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { AskedPage, takePage, type Page } from '../../platform/paging.js';
import { AdminOnly } from '../privileges/policy.js';
import { auditEntries, auditExample, auditQuery, toAuditView, type AuditQuery } from './audit.queries.js';

/** Entries on a page unless `limit` says otherwise: the trail is never given whole. */
const usualPage = 100;

/** The audit trail. */
@ApiTags('audit')
@Controller(`${restRoot}/audit`)
export class AuditController {
  constructor(private readonly database: Database) {}

  @Get()
  @AdminOnly('oz_view_audit')
  @Describe('List privileged changes, the latest first', { answer: { entries: [auditExample] }, usualPage })
  async list(
    @Query({ schema: auditQuery }) query: AuditQuery,
    @AskedPage() asked: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = asked.whole ? { limit: usualPage, whole: false } : asked;
    const found = await this.database.read((reader) => auditEntries(reader, query, page));
    return { entries: takePage(reply, page, found, ({ id }) => id).map(toAuditView) };
  }
}
