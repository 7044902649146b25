import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Describe, exampleIds } from '../platform/describe.js';
import { restRoot } from '../platform/location.js';
import { AskedPage, pairCursor, takePage, type Page } from '../platform/paging.js';
import { Public } from '../platform/policy.js';
import { field, requestBody } from '../platform/validation.js';
import { serviceTypes } from '../drivers/service-types.js';
import { AdminOnly, Over } from '../registry/privileges/policy.js';
import { CurrentActor, type Actor } from '../registry/users/principal.js';
import { KeyRotation } from './key-rotation.js';
import { Retarget } from './retarget.js';
import type { FindingRow } from './registration.queries.js';
import { RegistrationDesk } from './registration.service.js';

const pauseBody = requestBody({ optional: { reason: field.filledText().max(1000) } });
const mostRetargetStep = 500;
const defaultRetargetStep = 50;
const retargetBody = requestBody({
  optional: { after: field.filledText().max(200), limit: z.int().min(1).max(mostRetargetStep) },
});
const sees = { privilege: 'handle_service_view' };
const runs = { privilege: 'handle_service_update' };
const manages = { parentPrivilege: 'handle_service_manage_handles' };

/** Registration as administrators see it. */
@ApiTags('registration')
@Controller(restRoot)
export class RegistrationController {
  constructor(
    private readonly desk: RegistrationDesk,
    private readonly rotation: KeyRotation,
    private readonly retarget: Retarget,
  ) {}

  /** Service types with their properties, for forms and docs. */
  @Get('handle_services/types')
  @Public()
  @Describe('List the service types with their properties', {
    answer: { types: [{ type: 'Local', title: 'Embedded handle server', properties: [] }] },
  })
  types() {
    return { types: serviceTypes.map(({ type, title, properties }) => ({ type, title, properties })) };
  }

  /** Seals every stored secret anew with a new key. */
  @Post('keys/rotate')
  @HttpCode(200)
  @AdminOnly('oz_handle_services_update')
  @Describe('Seal every stored secret anew with a new key', {
    answer: { key: '2026-11-22-0a1b2c3d', resealed: { handle_services: 2 } },
  })
  rotateKeys(@CurrentActor() actor: Actor) {
    return this.rotation.rotate(actor);
  }

  /** One step of bringing all handles to the present PUBLIC_URL; call it with `next` until that is null. */
  @Post('handles/retarget')
  @HttpCode(200)
  @AdminOnly('oz_handles_update')
  @Describe('Bring handles to the present PUBLIC_URL, some at a time', {
    description: 'Call it again with `after` set to `next` of the last answer, until that is null.',
    body: { limit: 50 },
    answer: { retargeted: 50, tombstones: 0, failed: [], next: `live:${exampleIds.handle}` },
  })
  retargetHandles(
    @Body({ schema: retargetBody }) body: z.output<typeof retargetBody>,
    @CurrentActor() actor: Actor,
  ) {
    return this.retarget.step(body.after, body.limit ?? defaultRetargetStep, actor);
  }

  @Get('handle_services/:id/status')
  @Over('handle_service', [sees], ['oz_handle_services_view'])
  @Describe('Show how registration stands at a handle service', {
    description: '`oldest` waits longest; `parked` and `conflict` count handles that wait for a person.',
    answer: {
      handleServiceId: exampleIds.handleService,
      name: 'Local handles',
      paused: false,
      breaker: { state: 'closed', until: null, failures: 0 },
      trouble: null,
      queue: { depth: 1, oldest: '2026-11-22T08:00:00.000Z', oldestAgeSeconds: 12.5, parked: 0, conflict: 0 },
      lastSuccess: '2026-11-22T07:59:30.000Z',
      credentials: { set: ['password'], next: null },
      findings: 0,
    },
  })
  status(@Param('id') id: string) {
    return this.desk.status(id);
  }

  @Get('handle_services/:id/findings')
  @Over('handle_service', [sees], ['oz_handle_services_view'])
  @Describe('List what reconciliation found at a handle service', { answer: { findings: [] } })
  async findings(
    @Param('id') id: string,
    @AskedPage() page: Page,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.desk.findings(id, page);
    const rows = takePage(reply, page, found, (row) => pairCursor(row.found_at, row.id));
    return { findings: rows.map(toFindingView) };
  }

  @Post('handle_services/:id/check')
  @HttpCode(200)
  @Over('handle_service', [runs], ['oz_handle_services_update'])
  @Describe('Try the connection and credentials of a handle service', { status: 200, answer: { ok: true } })
  check(@Param('id') id: string) {
    return this.desk.check(id);
  }

  @Post('handle_services/:id/pause')
  @HttpCode(204)
  @Over('handle_service', [runs], ['oz_handle_services_update'])
  @Describe('Send nothing to a handle service until resumed', {
    status: 204,
    body: { reason: 'Maintenance of the handle server' },
  })
  pause(
    @Param('id') id: string,
    @Body({ schema: pauseBody }) body: z.output<typeof pauseBody>,
    @CurrentActor() actor: Actor,
  ) {
    return this.desk.pause(id, body.reason, actor);
  }

  @Post('handle_services/:id/resume')
  @HttpCode(204)
  @Over('handle_service', [runs], ['oz_handle_services_update'])
  @Describe('Send to a handle service again', { status: 204 })
  resume(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.desk.resume(id, actor);
  }

  @Post('handle_services/:id/retry')
  @HttpCode(200)
  @Over('handle_service', [runs], ['oz_handle_services_update'])
  @Describe('Try again what a handle service refused', { status: 200, answer: { retried: 0 } })
  retryService(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.desk.retryService(id, actor);
  }

  @Post('handles/:id/retry')
  @HttpCode(204)
  @Over('handle', [{ privilege: 'handle_update' }, manages], ['oz_handles_update'])
  @Describe('Try the registration of a handle again', { status: 204 })
  retryHandle(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.desk.retryHandle(id, actor);
  }
}

const toFindingView = (row: FindingRow) => ({
  pid: row.pid,
  handleId: row.handle_id,
  kind: row.kind,
  detail: row.detail,
  foundAt: row.found_at,
});
